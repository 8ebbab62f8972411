"""``plis invoice judge-again``: new verdicts of what could not be checked, for the operator of the platform."""

import json
import uuid
from typing import Final

import click

from services.clients.invoicing import InvoicingClient
from services.commands.given import settings_given, siret_given
from services.commands.platform_access import http_client
from services.commands.refusals import refusals_said
from services.demo.identities import Actor
from shared.kernel.principal import PrincipalKind, Right

_OPERATOR: Final = Actor("operateur", "Opérateur", PrincipalKind.AGENT, None, (Right.OPERATE,))


@click.command("judge-again")
@click.option("--recipient", metavar="SIRET", help="Seulement les factures de ce destinataire (par défaut : toutes).")
@click.option("--url", help="Adresse de la plateforme (par défaut : PLIS_PUBLIC_URL).")
@click.option("--token", envvar="PLIS_TOKEN", help="Jeton de l'opérateur (sur une plateforme d'essai : facultatif).")
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
def judge_again(*, recipient: str | None, url: str | None, token: str | None, as_json: bool) -> None:
    """Contrôler à nouveau les factures à décider dont des contrôles officiels n'ont pas pu être faits.

    Par exemple après « plis standards install ». Une facture décidée garde son verdict.
    """
    of_one = None if recipient is None else siret_given(recipient)
    with http_client(settings_given(), _OPERATOR, url=url, token=token) as http, refusals_said(http.base_url):
        asked = InvoicingClient(http).judge_all_again(of_one, key=str(uuid.uuid4()))
    if as_json:
        click.echo(json.dumps(asked, ensure_ascii=False, indent=2))
        return
    click.echo(f"Factures à contrôler à nouveau : {asked['invoices']} ; elles le seront peu à peu.")
