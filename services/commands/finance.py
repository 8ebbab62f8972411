"""``plis finance tail``: follow the finance feed of a buyer, as a finance system would."""

import json
from collections.abc import Iterator
from itertools import count
from threading import Event
from typing import Any

import click

from services.clients.invoicing import InvoicingClient
from services.commands.given import settings_given
from services.commands.platform_access import http_client
from services.commands.refusals import refusals_said
from services.demo.identities import Actor
from shared.http.personas import BUYER_SIRET
from shared.kernel.principal import PrincipalKind, Right

_POLL_SECONDS = 1.0


@click.group()
def finance() -> None:
    """Suivre le fil financier d'un acheteur."""


@finance.command()
@click.option("--after", type=click.IntRange(0), default=0, show_default=True, help="Dernière position déjà traitée.")
@click.option("--follow", is_flag=True, help="Rester à l'écoute (Ctrl-C pour arrêter).")
@click.option("--buyer", default=str(BUYER_SIRET), help="SIRET de l'acheteur, sur une plateforme d'essai.")
@click.option("--url", help="Adresse de la plateforme (par défaut : PLIS_PUBLIC_URL).")
@click.option("--token", envvar="PLIS_TOKEN", help="Jeton d'accès (sur une plateforme d'essai : facultatif).")
@click.option("--json", "as_json", is_flag=True, help="Une enveloppe CloudEvents par ligne.")
def tail(*, after: int, follow: bool, as_json: bool, **access: str | None) -> None:
    """Écrire les événements du fil après une position, dans l'ordre ; chaque position vient une fois."""
    rights = (Right.FINANCE_FEED,)
    buyer = access["buyer"] or ""
    actor = Actor("systeme-financier", "Système financier", PrincipalKind.FINANCE_SYSTEM, buyer, rights)
    with (
        http_client(settings_given(), actor, url=access["url"], token=access["token"]) as http,
        refusals_said(http.base_url),
    ):
        for entry in _entries(InvoicingClient(http), after=after, follow=follow):
            click.echo(json.dumps(entry, ensure_ascii=False) if as_json else _line(entry))


def _entries(client: InvoicingClient, *, after: int, follow: bool) -> Iterator[dict[str, Any]]:
    never = Event()
    for _ in count():
        page = client.feed(after=after)
        yield from page["events"]
        after = page["next_after"]
        if not page["events"]:
            if not follow:
                return
            never.wait(_POLL_SECONDS)


def _line(entry: dict[str, Any]) -> str:
    event = entry["event"]
    facts = event["data"]
    amount = facts.get("paid_amount") or facts.get("amount_incl_vat") or facts.get("interest")
    told = f" {amount['value']} {amount['currency']}" if amount else ""
    return f"{entry['position']:>6}  {event['time']}  {event['type']:<28} {facts.get('number', '')}{told}"
