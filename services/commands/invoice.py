"""``plis invoice``: check a file by the official rules, read it, show it, submit it to a platform."""

import json
import sys
from pathlib import Path
from typing import IO, NoReturn

import click

from services.commands.given import settings_given
from services.commands.invoice_check import RULES, check_documents, exit_code, lines_of
from services.commands.invoice_files import documents_in
from services.commands.invoice_folder import watch
from services.commands.invoice_judging import judge_again
from services.commands.invoice_portal import mandate, portal
from services.commands.invoice_submit import submit
from services.commands.named_files import name_of, printable
from services.commands.refusals import sentence_of
from services.invoicing.api.texts import TEXTS
from services.invoicing.api.texts.findings import finding_text
from services.invoicing.domain.invoice import Invoice
from services.invoicing.ports import PageForm
from services.invoicing.standards import cii, ubl
from services.invoicing.standards.detection import Detected, detect
from services.invoicing.standards.rendering.pages import RenderedPages
from services.invoicing.standards.terms_json import plain_terms
from shared.kernel.paris import display_day
from shared.kernel.refusal import Refused

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_WRITERS = {"ubl": ubl.terms_to_xml, "cii": cii.terms_to_xml}
_JSON = click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")


@click.group()
def invoice() -> None:
    """Factures : contrôler, lire, transmettre."""


invoice.add_command(judge_again)
invoice.add_command(watch)
invoice.add_command(mandate)
invoice.add_command(portal)
invoice.add_command(submit)


@invoice.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FICHIER…")
@click.option("--rules", type=click.Choice(list(RULES)), default="all", show_default=True, help="Règles à appliquer.")
@_JSON
def check(files: tuple[Path, ...], *, rules: str, as_json: bool) -> None:
    """Contrôler des factures par les règles officielles, sans réseau (« - » : l'entrée standard).

    Code de retour : 0 si toutes sont valides, 1 si l'une ne l'est pas, 2 si un fichier n'a pas pu être lu.
    """
    entries = check_documents(settings_given(), documents_in(files), rules=rules)
    if as_json:
        click.echo(json.dumps(entries, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(printable(line) for entry in entries for line in lines_of(entry)))
    sys.exit(exit_code(entries))


@invoice.command()
@click.argument("file", type=_FILE, metavar="FICHIER")
@_JSON
def read(file: Path, *, as_json: bool) -> None:
    """Lire une facture UBL, CII ou Factur-X."""
    document = file.read_bytes()
    if not as_json:
        click.echo("\n".join(printable(line) for line in _summary(_readable(document))))
        return
    found = _detected(document)
    said = {"file": name_of(file), "syntax": found.syntax.value, "profile": found.profile, **plain_terms(found.terms())}
    click.echo(json.dumps(said, ensure_ascii=False, indent=2))


@invoice.command()
@click.argument("file", type=_FILE, metavar="FICHIER")
@click.option("--html", "form", flag_value=PageForm.HTML.value, default=True, help="Une page HTML (par défaut).")
@click.option("--pdf", "form", flag_value=PageForm.PDF.value, help="Un PDF à imprimer.")
@click.option("-o", "--output", type=click.File("wb"), default="-", help="Fichier à écrire (par défaut : la sortie).")
def show(file: Path, *, form: str, output: IO[bytes]) -> None:
    """Montrer une facture, tous ses termes en français."""
    try:
        page = RenderedPages().page(file.read_bytes(), PageForm(form))
    except Refused as refused:
        _say(refused)
    output.write(page)


@invoice.command()
@click.argument("file", type=_FILE, metavar="FICHIER")
@click.option("--to", type=click.Choice(list(_WRITERS)), required=True, help="Syntaxe à écrire.")
@click.option("-o", "--output", type=click.File("wb"), default="-", help="Fichier à écrire (par défaut : la sortie).")
def convert(file: Path, *, to: str, output: IO[bytes]) -> None:
    """Écrire une facture dans l'autre syntaxe ; ce qui n'y est pas écrit est dit, avec son code."""
    written = _WRITERS[to](_detected(file.read_bytes()).terms())
    output.write(written.document)
    for finding in written.findings:
        click.echo(f"{finding.code.value} : {finding_text(finding)}", err=True)


def _readable(document: bytes) -> Invoice:
    try:
        return detect(document).read()
    except Refused as refused:
        _say(refused)


def _detected(document: bytes) -> Detected:
    try:
        return detect(document)
    except Refused as refused:
        _say(refused)


def _say(refused: Refused) -> NoReturn:
    click.echo(sentence_of(refused.refusal, TEXTS), err=True)
    sys.exit(1)


def _summary(content: Invoice) -> list[str]:
    totals = content.totals
    lines = [f"Facture {content.number} du {display_day(content.issued_on)} (type {content.type_code})"]
    lines += [f"  Vendeur : {content.seller.name or ''}", f"  Acheteur : {content.buyer.name or ''}"]
    if content.purchase_order_reference is not None:
        lines.append(f"  Numéro d'engagement : {content.purchase_order_reference}")
    for line in content.lines:
        quantity = "?" if line.quantity is None else f"{line.quantity:f}".replace(".", ",")
        amount = "?" if line.net_amount is None else line.net_amount.display()
        lines.append(f"  {line.line_id}. {line.name or ''} × {quantity} : {amount}")
    vat = f", TVA {totals.vat.display()}" if totals.vat is not None else ""
    lines.append(f"  HT {totals.excl_vat.display()}{vat}, TTC {totals.incl_vat.display()}")
    return [*lines, f"  Net à payer : {totals.due.display()}"]
