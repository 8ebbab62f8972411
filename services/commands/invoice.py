"""``plis invoice``: check a file by the official rules, read it, submit it to a platform."""

import hashlib
import json
import os
import sys
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from services.clients.invoicing import LONGEST_WAIT, InvoicingClient
from services.commands.invoice_check import RULES, check_documents, lines_of
from services.commands.platform_access import http_client
from services.commands.refusals import refusals_said, sentence_of
from services.demo.identities import Actor
from services.invoicing.api.texts import TEXTS
from services.invoicing.domain.attribution import siret_of
from services.invoicing.domain.invoice import Invoice
from services.invoicing.standards.detection import detect
from shared.kernel.money import Money
from shared.kernel.paris import display_day
from shared.kernel.percentage import Percentage
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.refusal import Refused
from shared.settings import Settings, SettingsError

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_JSON = click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")


@click.group()
def invoice() -> None:
    """Factures : contrôler, lire, transmettre."""


@invoice.command()
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FICHIER…")
@click.option("--rules", type=click.Choice(list(RULES)), default="all", show_default=True, help="Règles à appliquer.")
@_JSON
def check(files: tuple[Path, ...], *, rules: str, as_json: bool) -> None:
    """Contrôler des factures par les règles officielles, sans réseau ; code de retour 1 si l'une n'est pas valide."""
    documents = ((str(file), file.read_bytes()) for file in files)
    entries = check_documents(_settings(), documents, rules=rules)
    if as_json:
        click.echo(json.dumps(entries, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(line for entry in entries for line in lines_of(entry)))
    sys.exit(0 if all(entry["valid"] for entry in entries) else 1)


@invoice.command()
@click.argument("file", type=_FILE, metavar="FICHIER")
@_JSON
def read(file: Path, *, as_json: bool) -> None:
    """Lire une facture UBL, CII ou Factur-X."""
    content = _readable(file.read_bytes())
    click.echo(json.dumps(_plain(content), ensure_ascii=False, indent=2) if as_json else "\n".join(_summary(content)))


@invoice.command()
@click.argument("file", type=_FILE, metavar="FICHIER")
@click.option("--url", help="Adresse de la plateforme (par défaut : PLIS_PUBLIC_URL).")
@click.option("--token", envvar="PLIS_TOKEN", help="Jeton d'accès (sur une plateforme d'essai : facultatif).")
@click.option("--wait", type=click.IntRange(0, LONGEST_WAIT), default=LONGEST_WAIT, help="Attente du verdict (s).")
@_JSON
def submit(file: Path, *, url: str | None, token: str | None, wait: int, as_json: bool) -> None:
    """Transmettre une facture à une plateforme, et attendre son verdict."""
    document = file.read_bytes()
    seller = siret_of(_readable(document).seller)
    actor = Actor("fournisseur", "Fournisseur", PrincipalKind.ECONOMIC_OPERATOR, str(seller), (Right.SUBMIT,))
    with http_client(_settings(), actor, url=url, token=token) as http, refusals_said(http.base_url):
        client = InvoicingClient(http)
        # The same file is the same act: sending it again gives the first answer.
        sent = client.submit(document, name=file.name, key=f"facture-{hashlib.sha256(document).hexdigest()}")
        judged = client.invoice(sent["invoice_id"], wait=wait)
    if as_json:
        click.echo(json.dumps(judged, ensure_ascii=False, indent=2))
        return
    click.echo(f"Facture {judged['number']} reçue le {judged['received_on']} : {judged['invoice_id']}")
    verdict = judged["verdict"]
    if verdict is not None:
        words = "conforme" if verdict["valid"] else "règles non respectées : " + ", ".join(verdict["failed_rules"])
        click.echo(f"  Règles officielles : {words}")
    for difference in judged["differences"]:
        click.echo(f"  Écart : {difference['text']}")


def _readable(document: bytes) -> Invoice:
    try:
        return detect(document).read()
    except Refused as refused:
        click.echo(sentence_of(refused.refusal, TEXTS), err=True)
        sys.exit(1)


def _settings() -> Settings:
    try:
        return Settings.from_environment(os.environ)
    except SettingsError as fault:
        raise click.UsageError(str(fault)) from None


def _plain(value: Any) -> Any:  # noqa: ANN401 - any part of the model becomes any JSON value
    """Write a part of the model for a program: decimals and days as texts, absent terms left out."""
    if isinstance(value, Money):
        return {"value": f"{value.amount:f}", "currency": value.currency}
    if isinstance(value, Decimal | Percentage):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if not is_dataclass(value):
        return value
    given = {field.name: getattr(value, field.name) for field in fields(value)}
    return {name: _plain(part) for name, part in given.items() if part is not None and part != ()}


def _summary(content: Invoice) -> list[str]:
    totals = content.totals
    lines = [f"Facture {content.number} du {display_day(content.issued_on)} (type {content.type_code})"]
    lines += [f"  Vendeur : {content.seller.name or ''}", f"  Acheteur : {content.buyer.name or ''}"]
    if content.purchase_order_reference is not None:
        lines.append(f"  Numéro d'engagement : {content.purchase_order_reference}")
    for line in content.lines:
        quantity = f"{line.quantity:f}".replace(".", ",")
        lines.append(f"  {line.line_id}. {line.name or ''} × {quantity} : {line.net_amount.display()}")
    vat = f", TVA {totals.vat.display()}" if totals.vat is not None else ""
    lines.append(f"  HT {totals.excl_vat.display()}{vat}, TTC {totals.incl_vat.display()}")
    return [*lines, f"  Net à payer : {totals.due.display()}"]
