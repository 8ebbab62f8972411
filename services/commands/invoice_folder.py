"""``plis invoice watch``: a folder whose files are deposited as they come, for software that can only write files.

A file is taken once it no longer changes, and moved with its report beside it: ``traites`` when at least one invoice
was received, ``rejetes`` when none was. What the platform does not answer is tried again: the same bytes are deposited
once, whatever happens in between.
"""

import hashlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click
import httpx

from services.clients.invoicing import LONGEST_WAIT, InvoicingClient
from services.commands.platform_access import http_client
from services.demo.identities import Actor
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.siret import Siret
from shared.settings import Settings, SettingsError

DONE: Final = "traites"
REJECTED: Final = "rejetes"
REPORT: Final = ".rapport.json"
_UNFINISHED: Final = (".part", ".tmp", ".filepart", ".crdownload")
_REPORT_TRIES: Final = 20
Stamp = tuple[int, int]


class WatchedFolder:
    """One folder and what was seen in it: a file is taken when two looks find it unchanged."""

    def __init__(self, folder: Path, client: InvoicingClient) -> None:
        self._folder = folder
        self._client = client
        self._seen: dict[Path, Stamp] = {}

    def look(self) -> list[tuple[Path, dict[str, Any]]]:
        """Deposit every file that no longer changes; give those dealt with, where they lie now, and their reports.

        Raises:
            httpx.TransportError: the platform does not answer; nothing was moved that was not dealt with.
        """
        present = {path: _stamp(path) for path in self._files()}
        still = [path for path, stamp in present.items() if self._seen.get(path) == stamp]
        self._seen = present
        return [self._deal_with(path) for path in still]

    def _files(self) -> Iterator[Path]:
        for path in sorted(self._folder.iterdir()):
            if path.is_file() and not path.name.startswith(".") and path.suffix not in _UNFINISHED:
                yield path

    def _deal_with(self, path: Path) -> tuple[Path, dict[str, Any]]:
        document = path.read_bytes()
        digest = hashlib.sha256(document).hexdigest()
        report = self._report(document, path.name, digest)
        folder = self._folder / (REJECTED if report["status"] == "rejected" else DONE)
        folder.mkdir(exist_ok=True)
        moved = folder / path.name
        if moved.exists():  # another file had that name: both are kept
            moved = folder / f"{path.stem}-{digest[:12]}{path.suffix}"
        written = json.dumps(report, ensure_ascii=False, indent=2)
        moved.with_name(moved.name + REPORT).write_text(written, encoding="utf-8")
        path.replace(moved)
        self._seen.pop(path, None)
        return moved, report

    def _report(self, document: bytes, name: str, digest: str) -> dict[str, Any]:
        try:
            flow = self._client.deposit_flow(document, name=name[-200:], key=f"flux-{digest}")
            for _ in range(_REPORT_TRIES):
                if flow["status"] != "received":
                    break
                flow = self._client.flow(flow["flow_id"], wait=LONGEST_WAIT)
        except httpx.HTTPStatusError as refused:
            if refused.response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
                raise httpx.TransportError(str(refused)) from refused
            return {"status": "rejected", "name": name, "problem": refused.response.json()}
        return flow


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DOSSIER")
@click.option("--siret", required=True, help="SIRET de l'entreprise qui dépose.")
@click.option("--url", help="Adresse de la plateforme (par défaut : PLIS_PUBLIC_URL).")
@click.option("--token", envvar="PLIS_TOKEN", help="Jeton d'accès (sur une plateforme d'essai : facultatif).")
@click.option(
    "--every",
    type=click.FloatRange(0.1, 3600),
    metavar="SECONDES",
    default=5.0,
    show_default=True,
    help="Temps d'un passage à l'autre.",
)
@click.option("--once", is_flag=True, help="Traiter ce qui est là, puis s'arrêter.")
def watch(folder: Path, *, siret: str, url: str | None, token: str | None, every: float, once: bool) -> None:
    """Déposer les factures d'un dossier à mesure qu'elles y arrivent ; le rapport de chacune reste à côté d'elle."""
    company = Siret.parse(siret)
    actor = Actor("fournisseur", "Fournisseur", PrincipalKind.ECONOMIC_OPERATOR, str(company), (Right.SUBMIT,))
    with http_client(_settings(), actor, url=url, token=token) as http:
        watched = WatchedFolder(folder, InvoicingClient(http))
        watched.look()  # the first look only notes what is there: a file may still be growing
        while True:
            time.sleep(every)
            _one_look(watched, http.base_url)
            if once:
                return


def _one_look(watched: WatchedFolder, address: object) -> None:
    try:
        for path, report in watched.look():
            entries = report.get("entries", [])
            taken = sum(entry["invoice_id"] is not None for entry in entries)
            click.echo(
                f"{path.name} : {taken} facture(s) reçue(s) sur {len(entries)}, rapport dans {path.parent.name}/"
            )
    except httpx.TransportError:
        click.echo(f"La plateforme ne répond pas à l'adresse {address} ; nouvel essai au prochain passage.", err=True)


def _settings() -> Settings:
    try:
        return Settings.from_environment(os.environ)
    except SettingsError as fault:
        raise click.UsageError(str(fault)) from None


def _stamp(path: Path) -> Stamp:
    found = path.stat()
    return found.st_size, found.st_mtime_ns
