"""``plis invoice mandate`` and ``plis invoice portal``: the State's portal, for a supplier and for a recipient."""

import json
import uuid
from datetime import datetime
from typing import Any

import click
import httpx

from services.clients.invoicing import InvoicingClient
from services.commands.given import settings_given, siret_given
from services.commands.platform_access import http_client
from services.commands.refusals import refusals_said
from services.demo.identities import Actor
from shared.kernel.paris import display_instant
from shared.kernel.principal import PrincipalKind, Right

_SIRET = click.option("--siret", required=True, help="SIRET de l'organisme ou de l'entreprise.")
_URL = click.option("--url", help="Adresse de la plateforme (par défaut : PLIS_PUBLIC_URL).")
_TOKEN = click.option("--token", envvar="PLIS_TOKEN", help="Jeton d'accès (sur une plateforme d'essai : facultatif).")
_JSON = click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")


@click.command()
@_SIRET
@click.option("--give", "decision", flag_value="give", help="Donner mandat.")
@click.option("--revoke", "decision", flag_value="revoke", help="Retirer le mandat.")
@_URL
@_TOKEN
@_JSON
def mandate(*, siret: str, decision: str | None, url: str | None, token: str | None, as_json: bool) -> None:
    """Lire, donner ou retirer le mandat de transmettre ses factures au portail de l'État."""
    company = siret_given(siret)
    actor = Actor("fournisseur", "Fournisseur", PrincipalKind.ECONOMIC_OPERATOR, company, (Right.SUBMIT,))
    with http_client(settings_given(), actor, url=url, token=token) as http, refusals_said(http.base_url):
        client = InvoicingClient(http)
        found = _known(client, company)
        version = found["version"] if found else 0
        if decision == "give":
            found = client.give_forwarding_mandate(company, version=version, key=str(uuid.uuid4()))
        elif decision == "revoke":
            found = client.revoke_forwarding_mandate(company, version=version, key=str(uuid.uuid4()))
    said = found or {"siret": company, "is_given": False}
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    words = "donné" if said["is_given"] else "absent"
    click.echo(f"Mandat de transmettre au portail de l'État : {words} ({company})")


@click.command()
@_SIRET
@_URL
@_TOKEN
@_JSON
def portal(*, siret: str, url: str | None, token: str | None, as_json: bool) -> None:
    """Suivre le raccordement d'un organisme au portail de l'État, et les factures arrivées par une autre porte."""
    recipient = siret_given(siret)
    actor = Actor("acheteur", "Acheteur", PrincipalKind.AGENT, recipient, (Right.AUTHORISE,))
    with http_client(settings_given(), actor, url=url, token=token) as http, refusals_said(http.base_url):
        client = InvoicingClient(http)
        state, presented = client.portal_connection(recipient), client.presented_invoices()["items"]
    if as_json:
        click.echo(json.dumps({**state, "presented": presented}, ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(_lines(state, presented)))


def _lines(state: dict[str, Any], presented: list[dict[str, Any]]) -> list[str]:
    lines = [
        f"Raccordement au portail de l'État : {'actif' if state['is_active'] else 'arrêté'}",
        f"  Dernière interrogation : {_at(state['polled_at']) or 'aucune'}",
        f"  Dernière réussie : {_at(state['succeeded_at']) or 'aucune'}",
        f"  Tout a été vu jusqu'au : {_at(state['seen_until'])}",
        f"  Prochaine interrogation : {_at(state['next_at']) or 'aucune'}",
    ]
    if state["difficulty"]:
        lines.append(f"  Difficulté ({state['failures']} essai(s)) : {state['difficulty']}")
    counts = state["counts"]
    lines.append(
        f"  Factures : {counts['taken']} reçue(s), {counts['to_take']} à récupérer, {counts['expected']} annoncée(s), "
        f"{counts['settled_there']} traitée(s) ailleurs, {counts['unreadable']} à consulter sur le portail"
    )
    return [*lines, *(f"  Autre porte : facture {one['number']} {one['state_text']}" for one in presented)]


def _at(instant: str | None) -> str:
    return display_instant(datetime.fromisoformat(instant)) if instant else ""


def _known(client: InvoicingClient, company: str) -> dict[str, Any] | None:
    try:
        return client.forwarding_mandate(company)
    except httpx.HTTPStatusError as refused:
        if refused.response.status_code != httpx.codes.NOT_FOUND:
            raise
        return None
