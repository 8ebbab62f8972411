"""``plis invoice watch``: a folder whose files are deposited as they come, for software that can only write files.

A file is taken once it no longer changes, and moved with its report beside it: ``traites`` when at least one invoice
was received, ``rejetes`` when none was. What the platform does not answer is tried again: the same bytes are deposited
once, whatever happens in between.
"""

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import click
import httpx

from services.clients.invoicing import LONGEST_WAIT, InvoicingClient
from services.commands.given import settings_given
from services.commands.platform_access import http_client
from services.demo.identities import Actor
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.siret import Siret

DONE: Final = "traites"
REJECTED: Final = "rejetes"
REPORT: Final = ".rapport.json"
_UNFINISHED: Final = (".part", ".tmp", ".filepart", ".crdownload")
_REPORT_TRIES: Final = 20
# Any other refusal (an expired token, too many calls) says nothing of the file.
_OF_THE_FILE: Final = frozenset(
    {
        httpx.codes.BAD_REQUEST,
        httpx.codes.REQUEST_ENTITY_TOO_LARGE,
        httpx.codes.UNSUPPORTED_MEDIA_TYPE,
        httpx.codes.UNPROCESSABLE_ENTITY,
    }
)
_WAITS: Final = "received"
_AHEAD: Final = 100  # files deposited before the first report is asked for
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
        present = {path: stamp for path in self._files() if (stamp := _stamp(path)) is not None}
        still = [path for path, stamp in present.items() if self._seen.get(path) == stamp]
        self._seen = present
        ahead = (still[start : start + _AHEAD] for start in range(0, len(still), _AHEAD))
        return [dealt for some in ahead for dealt in self._deal_with(some)]

    def _files(self) -> Iterator[Path]:
        for path in sorted(self._folder.iterdir()):
            if path.is_file() and not path.name.startswith(".") and path.suffix not in _UNFINISHED:
                yield path

    def _deal_with(self, paths: Sequence[Path]) -> Iterator[tuple[Path, dict[str, Any]]]:
        """Deposit some files, then move each with its report: the platform works at all of them meanwhile."""
        deposits = []
        for path in paths:
            document = _content(path)
            if document is not None:
                deposits.append((path, *self._deposited(path.name, document)))
        for path, digest, deposited in deposits:
            report = self._reported(deposited)
            if report["status"] != _WAITS and self._seen.get(path) == _stamp(path):
                yield self._moved(path, digest, report), report
            # Otherwise it stays: what has no report yet, or was written anew meanwhile, is for the next look.

    def _moved(self, path: Path, digest: str, report: dict[str, Any]) -> Path:
        folder = self._folder / (REJECTED if report["status"] == "rejected" else DONE)
        folder.mkdir(exist_ok=True)
        moved = folder / path.name
        if moved.exists():  # another file had that name: both are kept
            moved = folder / f"{path.stem}-{digest[:12]}{path.suffix}"
        written = json.dumps(report, ensure_ascii=False, indent=2)
        moved.with_name(moved.name + REPORT).write_text(written, encoding="utf-8")
        path.replace(moved)
        self._seen.pop(path, None)
        return moved

    def _deposited(self, name: str, document: bytes) -> tuple[str, dict[str, Any]]:
        digest = hashlib.sha256(document).hexdigest()
        try:
            return digest, self._client.deposit_flow(document, name=name[-200:], key=f"flux-{digest}")
        except httpx.HTTPStatusError as refused:
            if refused.response.status_code not in _OF_THE_FILE:
                raise httpx.TransportError(str(refused)) from refused
            return digest, {"status": "rejected", "name": name, "problem": refused.response.json()}

    def _reported(self, flow: dict[str, Any]) -> dict[str, Any]:
        for _ in range(_REPORT_TRIES):
            if flow["status"] != _WAITS:
                break
            try:
                flow = self._client.flow(flow["flow_id"], wait=LONGEST_WAIT)
            except httpx.HTTPStatusError as refused:  # its deposit was taken: it is for the next look
                raise httpx.TransportError(str(refused)) from refused
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
    with http_client(settings_given(), actor, url=url, token=token) as http:
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
        told = (
            f"La plateforme ne répond pas à l'adresse {address}, ou refuse l'accès ; nouvel essai au prochain passage."
        )
        click.echo(told, err=True)


def _content(path: Path) -> bytes | None:
    """Read a file; None for one that was taken away, or that another program holds: it is for the next look."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def _stamp(path: Path) -> Stamp | None:
    """Give what changes when a file is written; None for one that is no longer there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
