"""``plis simulate chorus-pro``: the State's portal of invoices on this machine, for recipients and deposits."""

import json
import re
from pathlib import Path
from typing import Final

import click

from services.invoicing.domain.attribution import siret_of
from services.invoicing.domain.invoice import Invoice
from services.invoicing.gateways.chorus_pro_simulator.app import portal_simulator
from services.invoicing.gateways.chorus_pro_simulator.book import PortalBook
from services.invoicing.gateways.chorus_pro_simulator.faults import FaultMode, Faults
from services.invoicing.standards.reader import InvoiceReader
from shared.http.personas import BUYER_SIRET, OPERATOR_A_SIRET
from shared.http.server import HttpServer, Listener
from shared.kernel.clock import SystemClock
from shared.kernel.refusal import InvalidValue, Refused
from shared.kernel.siret import Siret

CLIENT: Final = {"client_id": "plis", "client_secret": "essai"}
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("chorus-pro")
@click.option("--port", default=8092, show_default=True, type=click.IntRange(1, 65535), help="Port d'écoute.")
@click.option("--siret", "sirets", multiple=True, help="Organisme connu du portail (destinataire ou fournisseur).")
@click.option("--invoice", "files", multiple=True, type=_FILE, help="Facture déjà mise à disposition de son acheteur.")
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="PANNE[:CHEMIN]",
    help=f"Panne à jouer, partout ou sur les chemins qui répondent au motif : {', '.join(FaultMode)}.",
)
@click.option("--secrets", type=click.Path(file_okay=False, path_type=Path), help="Dossier où écrire les secrets.")
def chorus_pro(
    *, port: int, sirets: tuple[str, ...], files: tuple[Path, ...], faults: tuple[str, ...], secrets: Path | None
) -> None:
    """Simuler le portail de l'État (Chorus Pro) sur cette machine : dépôt, recherche, téléchargement, traitement."""
    book = PortalBook(now=SystemClock().now)
    book.clients[CLIENT["client_id"]] = CLIENT["client_secret"]
    accounts = _open_accounts(book, sirets or (str(BUYER_SIRET), str(OPERATOR_A_SIRET)))
    for file in files:
        _hold(book, file)
    if secrets is not None:
        _write_secrets(secrets, accounts)
    simulator = portal_simulator(book, read=_read, faults=_faults(faults))
    try:
        server = HttpServer([Listener(simulator, "127.0.0.1", port)])
    except OSError as error:
        raise click.ClickException(f"Le port {port} n'est pas disponible : {error.strerror or error}.") from error
    server.run(on_started=lambda: _greet(port, accounts))


def _open_accounts(book: PortalBook, sirets: tuple[str, ...]) -> dict[str, dict[str, str]]:
    accounts: dict[str, dict[str, str]] = {}
    for text in sirets:
        try:
            siret = str(Siret.parse(text))
        except InvalidValue as error:
            raise click.UsageError(f"{text} : {error}") from None
        login = f"TECH_1_{siret}@cpro.fr"
        book.open_account(login, "essai", siret)
        accounts[siret] = {"login": login, "password": "essai"}
    return accounts


def _hold(book: PortalBook, file: Path) -> None:
    document = file.read_bytes()
    try:
        content = _read(document)
    except Refused as refused:
        raise click.UsageError(f"{file} ne peut pas être lu ({refused}).") from None
    supplier, recipient = siret_of(content.seller), siret_of(content.buyer)
    if supplier is None or recipient is None:
        raise click.UsageError(f"{file} ne donne pas le SIRET du vendeur et de l'acheteur.")
    book.hold(content, document, supplier=str(supplier), recipient=str(recipient), name=file.name)


def _read(document: bytes) -> Invoice:
    return InvoiceReader().read(document).invoice


def _write_secrets(folder: Path, accounts: dict[str, dict[str, str]]) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    written = {"chorus_pro_piste.json": CLIENT}
    written |= {f"chorus_pro_{siret}.json": account for siret, account in accounts.items()}
    for name, content in written.items():
        path = folder / name
        path.touch(mode=0o600)
        path.write_text(json.dumps(content), encoding="utf-8")


def _faults(asked: tuple[str, ...]) -> Faults:
    chosen = Faults()
    for each in asked:
        mode, _, pattern = each.partition(":")
        try:
            chosen.add(FaultMode(mode), pattern)
        except (ValueError, re.error):
            raise click.UsageError(f"Panne inconnue ou motif illisible : {each}.") from None
    return chosen


def _greet(port: int, accounts: dict[str, dict[str, str]]) -> None:
    address = f"http://127.0.0.1:{port}"
    click.echo(f"Simulateur du portail de l'État : {address}")
    for siret, account in accounts.items():
        click.echo(f"  {siret} : compte technique {account['login']}")
    used = (
        f"PLIS_DEV=1 PLIS_CHORUS_PRO_URL={address}/cpro PLIS_CHORUS_PRO_TOKEN_URL={address}/api/oauth/token plis serve"
    )
    click.echo(f"Pour l'utiliser : {used}")
    click.echo("Secrets : --secrets écrit chorus_pro_piste.json et un compte par organisme dans le dossier donné.")
