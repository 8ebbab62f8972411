"""Mixed invoices through each channel of a platform: none lost, none twice, each with a verdict or a refusal."""

import base64
import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from services.cli import main
from services.clients.invoicing import InvoicingClient
from services.commands.invoice_folder import WatchedFolder
from services.demo.identities import Actor, Bearer, DevelopmentTokens
from services.demo.platform import OwnPlatform, free_port
from shared.http.dev_issuer import LAUNCH_SECRET
from shared.kernel.principal import PrincipalKind, Right
from tests.integration.invoicing.mixed_invoices import Mixed, mixed_invoices
from tests.unit.invoicing.builders import BUYER, SELLER
from tests.waiting import wait_for

FEW, MANY = 40, 10_000
IN_AN_ARCHIVE = 500
SENDERS = 6
OVER = frozenset({"IN_INTEGRE", "IN_REJETE"})
Answer = tuple[Mixed, bool, str | None]  # the file, whether an invoice was made of it, the code of its refusal


class Intake:
    """A platform, a supplier that sends, and the accountant who looks afterwards."""

    def __init__(self, platform: OwnPlatform, folder: Path) -> None:
        self.platform = platform
        self.folder = folder
        self.issuer = httpx.Client(base_url=platform.url)
        self.tokens = DevelopmentTokens(self.issuer, platform.secrets_dir / LAUNCH_SECRET)
        self.seller = Actor("f", "F", PrincipalKind.ECONOMIC_OPERATOR, str(SELLER.siret), (Right.SUBMIT,))
        self.supplier = self._http(self.seller)
        self.accountant = self._http(Actor("c", "C", PrincipalKind.AGENT, str(BUYER.siret), (Right.AUTHORISE,)))
        declared = self.accountant.put(
            f"/invoicing/recipients/{BUYER.siret}",
            json={"name": BUYER.name, "buyer_kind": "commune"},
            headers={"If-Match": '"0"', "Idempotency-Key": "destinataire"},
        )
        assert declared.status_code == 200, declared.text

    def _http(self, actor: Actor) -> httpx.Client:
        """Sign as a person for as long as it takes: ten thousand invoices outlast a token."""
        return httpx.Client(base_url=self.platform.url, timeout=120, auth=Bearer(self.tokens, actor))

    def close(self) -> None:
        """Close the connections."""
        for client in (self.supplier, self.accountant, self.issuer):
            client.close()

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
            return file, answer.status_code == 201, said.get("code")

        with ThreadPoolExecutor(SENDERS) as senders:
            yield from senders.map(send, enumerate(files))

    def by_command(self, files: Sequence[Mixed]) -> Iterator[Answer]:
        """Send a hundred at a time with ``plis invoice submit``."""
        for some in _batches(files, 100):
            paths = [self._written(file, "commande") for file in some]
            given = ["invoice", "submit", "--json", "--wait", "0", "--url", self.platform.url]
            given += ["--token", self.tokens.token(self.seller)]
            result = CliRunner().invoke(main, [*given, *map(str, paths)], catch_exceptions=False)
            for file, report in zip(some, json.loads(result.stdout), strict=True):
                yield file, "invoice_id" in report, report.get("problem", {}).get("code")

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

    def by_portal(self, files: Sequence[Mixed]) -> Iterator[Answer]:
        """Send them as a supplier's software does to the State's portal, then read each detailed report."""
        with self._portal() as portal:

            def deposit(file: Mixed) -> tuple[Mixed, str]:
                body = {
                    "fichierFlux": base64.b64encode(file.content).decode("ascii"),
                    "nomFichier": file.name,
                    "syntaxeFlux": _syntax_of(file.content),
                }
                answer = portal.post("/invoicing/cpro/factures/v1/deposer/flux", json=body).json()
                return file, str(answer.get("numeroFluxDepot", ""))

            def state(number: str) -> str:
                path = "/invoicing/cpro/transverses/v1/consulterCRDetaille"
                return str(portal.post(path, json={"numeroFluxDepot": number}).json()["etatCourantDepotFlux"])

            with ThreadPoolExecutor(SENDERS) as senders:
                for file, number in list(senders.map(deposit, files)):
                    if not number:  # an empty file is no flux at all
                        yield file, False, file.code
                        continue
                    found = wait_for(
                        lambda n=number: each if (each := state(n)) in OVER else None,  # type: ignore[misc]
                        within=3600,
                        what="a report",
                    )
                    yield file, found == "IN_INTEGRE", file.code

    @contextmanager
    def _portal(self) -> Iterator[httpx.Client]:
        application = json.loads(self._operated("application", "Logiciel"))
        account = json.loads(self._operated("account", "TECH_1@essai.fr", f"{SELLER.siret}:fournisseur"))
        granted = httpx.post(
            f"{self.platform.url}/invoicing/oauth/token",
            data={"grant_type": "client_credentials", "scope": "openid"},
            auth=(application["client_id"], application["client_secret"]),
        ).json()
        pair = base64.b64encode(f"{account['login']}:{account['password']}".encode()).decode("ascii")
        headers = {"Authorization": f"Bearer {granted['access_token']}", "cpro-account": pair}
        with httpx.Client(base_url=self.platform.url, timeout=120, headers=headers) as portal:
            yield portal

    def _operated(self, *command: str) -> str:
        environment = {
            "PLIS_DATA_DIR": str(self.platform.data_dir),
            "PLIS_SECRETS_DIR": str(self.platform.secrets_dir),
        }
        given = ["portal", *command, "--json", "--url", self.platform.url]
        return CliRunner().invoke(main, given, env=environment, catch_exceptions=False).stdout

    def _written(self, file: Mixed, folder: str) -> Path:
        (self.folder / folder).mkdir(exist_ok=True)
        path = self.folder / folder / file.name
        path.write_bytes(file.content)
        return path

    def received(self) -> dict[str, Any]:
        """Every invoice that the accountant sees, once each has its verdict."""

        def all_judged() -> bool:
            waiting = self.accountant.get("/invoicing/invoices", params={"limit": 1, "status": "received"})
            return not waiting.json()["items"]

        wait_for(all_judged, within=3600, what="every verdict")
        found = {invoice["invoice_id"]: invoice for invoice in self._pages()}
        assert all(invoice["verdict"] is not None for invoice in found.values())
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


def _of_entry(entry: dict[str, Any]) -> tuple[bool, str | None]:
    return entry["invoice_id"] is not None, entry["code"]


def _syntax_of(content: bytes) -> str:
    """Give the syntax that a supplier's software declares to the State's portal."""
    if content.startswith(b"%PDF"):
        return "IN_DP_E2_CII_FACTURX"
    return "IN_DP_E1_CII_16B" if b"CrossIndustryInvoice" in content[:400] else "IN_DP_E1_UBL_INVOICE"


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
    "PORT": Intake.by_portal,
}


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[Intake]:
    platform = OwnPlatform(tmp_path / "plateforme", port=free_port())
    try:
        platform.ensure_running()
        intake = Intake(platform, tmp_path)
        yield intake
        intake.close()
    finally:
        platform.stop()


def test_each_channel_takes_what_is_an_invoice_and_says_why_not(intake: Intake) -> None:
    _send_through_all(intake, FEW)


@pytest.mark.faults
@pytest.mark.timeout(3 * 3600)
def test_ten_thousand_through_each_channel(intake: Intake) -> None:
    _send_through_all(intake, MANY)


def _send_through_all(intake: Intake, count: int) -> None:
    expected: set[str] = set()
    for series, send in CHANNELS.items():
        files = list(mixed_invoices(count, series=series))
        for file, is_received, code in send(intake, files):
            assert (is_received, code) == (file.code is None, file.code), file.name
        expected |= {hashlib.sha256(file.content).hexdigest() for file in files if file.code is None}
    received = intake.received()
    # The same bytes are the same invoice, whatever way they came; and nothing else is there.
    assert sorted(invoice["sha256"] for invoice in received.values()) == sorted(expected)
    _look_at(received.values())


def _look_at(invoices: Any) -> None:
    """A verdict is not a rubber stamp: faulty ones are told, a number given twice is told on both."""
    broken = [invoice for invoice in invoices if not invoice["verdict"]["valid"]]
    doubled = [one for one in invoices if any("DUPLICATE" in told["code"] for told in one["differences"])]
    assert 0 < len(broken) < len(invoices)
    assert 0 < len(doubled) < len(invoices)
