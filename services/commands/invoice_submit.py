"""``plis invoice submit``: invoices and archives of invoices given to a platform, each with its verdict or its refusal.

The same file is the same invoice: sending it again gives the first answer, whatever was interrupted in between. What
was refused is looked at anew: its cause may have been mended meanwhile.
"""

import hashlib
import json
import secrets
import sys
from datetime import date
from pathlib import Path
from typing import Any, Final

import click
import httpx

from services.clients.invoicing import LONGEST_WAIT, InvoicingClient
from services.commands.given import settings_given
from services.commands.named_files import name_of, printable
from services.commands.platform_access import http_client
from services.commands.refusals import refusals_said, sentence_of
from services.demo.identities import Actor
from services.invoicing.api.texts import TEXTS
from services.invoicing.domain.attribution import siret_of
from services.invoicing.domain.verdict import RuleFamily
from services.invoicing.standards.detection import detect
from shared.kernel.paris import display_day
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.refusal import Refused
from shared.kernel.siret import Siret

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_GZIP: Final = b"\x1f\x8b"
_SAID_OF_THE_FILE: Final = frozenset(
    {
        httpx.codes.BAD_REQUEST,
        httpx.codes.CONFLICT,
        httpx.codes.REQUEST_ENTITY_TOO_LARGE,
        httpx.codes.UNPROCESSABLE_ENTITY,
        httpx.codes.UNSUPPORTED_MEDIA_TYPE,
    }
)
Report = dict[str, Any]


@click.command()
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FICHIER…")
@click.option("--siret", help="SIRET de l'entreprise qui dépose (par défaut : le vendeur de la première facture).")
@click.option("--url", help="Adresse de la plateforme (par défaut : PLIS_PUBLIC_URL).")
@click.option("--token", envvar="PLIS_TOKEN", help="Jeton d'accès (sur une plateforme d'essai : facultatif).")
@click.option("--wait", type=click.IntRange(0, LONGEST_WAIT), default=LONGEST_WAIT, help="Attente du verdict (s).")
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme : un objet par fichier, en liste.")
def submit(
    files: tuple[Path, ...], *, siret: str | None, url: str | None, token: str | None, wait: int, as_json: bool
) -> None:
    """Transmettre des factures (UBL, CII, Factur-X, archives tar.gz), et attendre leur verdict.

    Code de retour 1 si l'une n'est pas reçue. Avec --json et un seul fichier, la sortie est un objet.
    """
    company = _company(files, siret, needed=token is None)
    actor = Actor("fournisseur", "Fournisseur", PrincipalKind.ECONOMIC_OPERATOR, str(company), (Right.SUBMIT,))
    with http_client(settings_given(), actor, url=url, token=token) as http, refusals_said(http.base_url):
        client = InvoicingClient(http)
        reports = [_submitted(file, client, wait=wait) for file in files]
    if as_json:
        said = reports[0] if len(reports) == 1 and "problem" not in reports[0] else reports
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        lines = (line for file, report in zip(files, reports, strict=True) for line in _lines(name_of(file), report))
        click.echo("\n".join(printable(line) for line in lines))
    sys.exit(1 if any(_is_refused(report) for report in reports) else 0)


def _company(files: tuple[Path, ...], siret: str | None, *, needed: bool) -> Siret | None:
    """Give who deposits: a platform of this machine lends an identity, and must know whose."""
    try:
        if siret is not None:
            return Siret.parse(siret)
        company = _first_seller(files) if needed else None
    except Refused as refused:
        click.echo(sentence_of(refused.refusal, TEXTS), err=True)
        sys.exit(1)
    if needed and company is None:
        raise click.UsageError("Dites quelle entreprise dépose (--siret), ou donnez un jeton d'accès (--token).")
    return company


def _first_seller(files: tuple[Path, ...]) -> Siret | None:
    """Read the seller of the first readable invoice; where none is readable, why the first one is not."""
    fault: Refused | None = None
    for file in files:
        content = file.read_bytes()
        if content.startswith(_GZIP):
            continue
        try:
            found = siret_of(detect(content).read().seller)
        except Refused as refused:
            fault = fault or refused
            continue
        if found is not None:
            return found
    if fault is not None:
        raise fault
    return None


def _submitted(file: Path, client: InvoicingClient, *, wait: int) -> Report:
    """Send one file; a refusal is its report, an outage passes through: the command can be run again."""
    document, name = file.read_bytes(), name_of(Path(file.name))
    digest = hashlib.sha256(document).hexdigest()
    try:
        if document.startswith(_GZIP):
            flow = client.deposit_flow(document, name=name, key=f"flux-{digest}")
            return client.flow(flow["flow_id"], wait=wait)
        sent = client.submit(document, name=name, key=f"facture-{digest[:32]}-{secrets.token_hex(8)}")
        return sent if sent["status"] == "not_received" else client.invoice(sent["invoice_id"], wait=wait)
    except httpx.HTTPStatusError as refused:
        if refused.response.status_code not in _SAID_OF_THE_FILE:
            raise
        return {"name": name, "problem": refused.response.json()}


def _is_refused(report: Report) -> bool:
    if report.get("status") == "not_received":
        return bool(report["state"] == "invited")
    return "problem" in report or any(entry["code"] for entry in report.get("entries", ()))


def _lines(file: str, report: Report) -> list[str]:
    if "problem" in report:
        problem = report["problem"]
        return [f"{file} : {problem['title']} : {problem['detail']} ({problem['code']})"]
    if "flow_id" in report:
        return _lines_of_flow(file, report)
    if report["status"] == "not_received":
        return [
            f"Facture {report['number']} {report['state_text']} : {report['presented_id']}",
            f"  {report['message']}",
        ]
    day = display_day(date.fromisoformat(report["received_on"]))
    lines = [f"Facture {report['number']} reçue le {day} : {report['invoice_id']}"]
    lines += [] if report["verdict"] is None else _lines_of_verdict(report["verdict"])
    return [*lines, *(f"  Écart : {difference['text']}" for difference in report["differences"])]


def _lines_of_verdict(verdict: Report) -> list[str]:
    """Say in French what to change, each thing once."""
    if verdict["valid"]:
        return ["  Règles officielles : conforme"]
    checks = verdict["checks"]
    broken = dict.fromkeys(
        f"{'schéma' if check['family'] == RuleFamily.XSD else each['rule']} : {each['in_french']}"
        for check in checks
        for each in check["broken"]
    )
    silent = dict.fromkeys(check["reason"] for check in checks if check["reason"])
    return [
        "  Règles officielles : non conforme" if broken else "  Règles officielles : non contrôlée",
        *(f"    {words}" for words in (*broken, *silent)),
    ]


def _lines_of_flow(file: str, flow: Report) -> list[str]:
    entries = flow["entries"]
    if not entries:
        return [f"{file} : dépôt {flow['number']} reçu, en cours de dépouillement ({flow['flow_id']})"]
    taken = sum(entry["invoice_id"] is not None for entry in entries)
    lines = [f"{file} : dépôt {flow['number']}, {taken} facture(s) reçue(s) sur {len(entries)}"]
    for entry in entries:
        if entry["code"]:
            lines.append(f"  {entry['name']} : {entry['detail']} ({entry['code']})")
        elif entry["invoice_id"] is None:
            lines.append(
                f"  {entry['name']} : facture {entry['number']} non reçue, autre porte ({entry['presented_id']})"
            )
        else:
            lines.append(f"  {entry['name']} : facture {entry['number']} ({entry['invoice_id']})")
    return lines
