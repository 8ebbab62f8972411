"""Mixed invoices through each channel of a platform: none lost, none twice, each with a verdict or a refusal."""

import io
import json
import tarfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from services.cli import main
from services.clients.invoicing import InvoicingClient
from services.commands.invoice_folder import WatchedFolder
from services.demo.identities import Actor, DevelopmentTokens
from services.demo.platform import OwnPlatform, free_port
from shared.http.dev_issuer import LAUNCH_SECRET
from shared.kernel.principal import PrincipalKind, Right
from tests.integration.invoicing.mixed_invoices import Mixed, mixed_invoices
from tests.unit.invoicing.builders import BUYER, SELLER
from tests.waiting import wait_for

FEW, MANY = 40, 10_000
IN_AN_ARCHIVE = 500
SENDERS = 6
Answer = tuple[Mixed, str | None, str | None]  # the file, the invoice made of it or the code of its refusal


class Intake:
    """A platform, a supplier that sends, and the accountant who looks afterwards."""

    def __init__(self, platform: OwnPlatform, folder: Path) -> None:
        self.platform = platform
        self.folder = folder
        with httpx.Client(base_url=platform.url) as http:
            tokens = DevelopmentTokens(http, platform.secrets_dir / LAUNCH_SECRET)
            seller = Actor("f", "F", PrincipalKind.ECONOMIC_OPERATOR, str(SELLER.siret), (Right.SUBMIT,))
            agent = Actor("c", "C", PrincipalKind.AGENT, str(BUYER.siret), (Right.AUTHORISE,))
            self.supplier = self._http(tokens.token(seller))
            self.accountant = self._http(tokens.token(agent))
        declared = self.accountant.put(
            f"/invoicing/recipients/{BUYER.siret}",
            json={"name": BUYER.name, "buyer_kind": "commune"},
            headers={"If-Match": '"0"', "Idempotency-Key": "destinataire"},
        )
        assert declared.status_code == 200, declared.text

    def _http(self, token: str) -> httpx.Client:
        return httpx.Client(base_url=self.platform.url, timeout=120, headers={"Authorization": f"Bearer {token}"})

    def over_http(self, files: Sequence[Mixed]) -> Iterator[Answer]:
        """Send each as a software does: a request that was cut is sent again with its key."""

        def send(numbered: tuple[int, Mixed]) -> Answer:
            number, file = numbered
            key = {"Idempotency-Key": f"http-{number:06d}"}
            while True:
                try:
                    answer = self.supplier.post("/invoicing/invoices", content=file.content, headers=key)
                    break
                except httpx.TransportError:
                    self.platform.ensure_running()
            said = answer.json()
            return file, said.get("invoice_id"), said.get("code")

        with ThreadPoolExecutor(SENDERS) as senders:
            yield from senders.map(send, enumerate(files))

    def by_command(self, files: Sequence[Mixed]) -> Iterator[Answer]:
        """Send a hundred at a time with ``plis invoice submit``."""
        for some in _batches(files, 100):
            paths = [self._written(file, "commande") for file in some]
            token = self.supplier.headers["Authorization"].removeprefix("Bearer ")
            given = ["invoice", "submit", "--json", "--wait", "0", "--url", self.platform.url, "--token", token]
            result = CliRunner().invoke(main, [*given, *map(str, paths)], catch_exceptions=False)
            for file, report in zip(some, json.loads(result.stdout), strict=True):
                yield file, report.get("invoice_id"), report.get("problem", {}).get("code")

    def by_folder(self, files: Sequence[Mixed]) -> Iterator[Answer]:
        """Write them into a watched folder; each lies with its report afterwards."""
        for file in files:
            self._written(file, "dossier")
        watched = WatchedFolder(self.folder / "dossier", InvoicingClient(self.supplier))
        watched.look()
        reports = {path.name: report for path, report in watched.look()}
        for file in files:
            yield file, *_of_entry(reports[file.name]["entries"][0])

    def by_archive(self, files: Sequence[Mixed]) -> Iterator[Answer]:
        """Send archives of many."""
        client = InvoicingClient(self.supplier)
        for number, some in enumerate(_batches(files, IN_AN_ARCHIVE)):
            flow = client.deposit_flow(_archive(some), name=f"lot-{number}.tar.gz", key=f"archive-{number}")
            while flow["status"] == "received":
                flow = client.flow(flow["flow_id"], wait=30)
            for file, entry in zip(some, flow["entries"], strict=True):
                assert entry["name"].endswith(f"/{file.name}")
                yield file, *_of_entry(entry)

    def _written(self, file: Mixed, folder: str) -> Path:
        (self.folder / folder).mkdir(exist_ok=True)
        path = self.folder / folder / file.name
        path.write_bytes(file.content)
        return path

    def received(self) -> dict[str, Any]:
        """Every invoice that the accountant sees, once each has its verdict."""
        found: dict[str, Any] = {}

        def all_judged() -> bool:
            found.clear()
            found.update((invoice["invoice_id"], invoice) for invoice in self._pages())
            return all(invoice["verdict"] is not None for invoice in found.values())

        wait_for(all_judged, within=3600, what="every verdict")
        return found

    def _pages(self) -> Iterator[dict[str, Any]]:
        after: str | None = None
        while True:
            page = self.accountant.get(
                "/invoicing/invoices", params={"limit": 100} | ({"cursor": after} if after else {})
            )
            yield from page.json()["items"]
            after = page.json().get("next_cursor")
            if after is None:
                return


def _batches(files: Sequence[Mixed], size: int) -> Iterator[Sequence[Mixed]]:
    return (files[start : start + size] for start in range(0, len(files), size))


def _of_entry(entry: dict[str, Any]) -> tuple[str | None, str | None]:
    return entry["invoice_id"], entry["code"]


def _archive(files: Sequence[Mixed]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for file in files:
            entry = tarfile.TarInfo(file.name)
            entry.size = len(file.content)
            tar.addfile(entry, io.BytesIO(file.content))
    return out.getvalue()


CHANNELS: dict[str, Callable[[Intake, Sequence[Mixed]], Iterator[Answer]]] = {
    "HTTP": Intake.over_http,
    "CMDE": Intake.by_command,
    "DOSS": Intake.by_folder,
    "ARCH": Intake.by_archive,
}


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[Intake]:
    platform = OwnPlatform(tmp_path / "plateforme", port=free_port())
    try:
        platform.ensure_running()
        yield Intake(platform, tmp_path)
    finally:
        platform.stop()


def test_each_channel_takes_what_is_an_invoice_and_says_why_not(intake: Intake) -> None:
    _send_through_all(intake, FEW)


@pytest.mark.faults
def test_ten_thousand_through_each_channel(intake: Intake) -> None:
    _send_through_all(intake, MANY)


def _send_through_all(intake: Intake, count: int) -> None:
    expected: set[bytes] = set()
    answered: set[str] = set()
    for series, send in CHANNELS.items():
        files = list(mixed_invoices(count, series=series))
        for file, invoice_id, code in send(intake, files):
            assert (code, invoice_id is None) == (file.code, file.code is not None), file.name
            if invoice_id is not None:
                answered.add(invoice_id)
        expected |= {file.content for file in files if file.code is None}
    received = intake.received()
    assert set(received) == answered
    assert len(received) == len(expected)  # the same bytes are the same invoice, whatever way they came
    _look_at(received.values())


def _look_at(invoices: Any) -> None:
    """A verdict is not a rubber stamp: faulty ones are told, a number given twice is told on both."""
    broken = [invoice for invoice in invoices if not invoice["verdict"]["valid"]]
    doubled = [one for one in invoices if any("DUPLICATE" in told["code"] for told in one["differences"])]
    assert 0 < len(broken) < len(invoices)
    assert 0 < len(doubled) < len(invoices)
