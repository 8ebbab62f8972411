"""`plis events`: the events that a consumer could not apply: see why, and give them again once the fault is mended."""

import importlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import click
from pika.exceptions import AMQPError
from sqlalchemy.exc import OperationalError

from shared.kernel.clock import SystemClock
from shared.messaging.dead import BrokerDeadLetters, DeadEvent, DeadLetters, StoredDeadLetters
from shared.messaging.outbox import Outbox
from shared.messaging.subscriptions import Consumer
from shared.observability import configure_logging
from shared.settings import Settings, SettingsError
from shared.storage.roles import SERVICES


@click.group("events")
def events() -> None:
    """Événements mis de côté : les lister, les rejouer."""


@events.command("dead")
@click.argument("consumer", required=False, type=click.Choice(SERVICES))
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
def dead(*, consumer: str | None, as_json: bool) -> None:
    """Lister les événements que CONSUMER (tous par défaut) n'a pas pu traiter, avec l'erreur."""
    letters = _dead_letters()
    with _outages_told():
        found = [event for name in ([consumer] if consumer else SERVICES) for event in letters.waiting(name)]
    if as_json:
        click.echo(json.dumps([asdict(event) for event in found], ensure_ascii=False))
        return
    for event in found:
        _tell(event)
    if not found:
        click.echo("Aucun événement mis de côté.")


@events.command("replay")
@click.argument("consumer", type=click.Choice(SERVICES))
@click.option("--id", "event_id", help="Un seul événement, par son identifiant.")
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
@click.pass_context
def replay(context: click.Context, *, consumer: str, event_id: str | None, as_json: bool) -> None:
    """Redonner à CONSUMER ses événements mis de côté ; chacun est appliqué une seule fois."""
    with _outages_told():
        done = _dead_letters().replay(consumer, event_id)
    if as_json:
        click.echo(json.dumps(asdict(done)))
    else:
        click.echo(f"Événements redonnés : {done.given} ; à nouveau en échec : {done.failed}.")
    nothing_found = event_id is not None and done.given + done.failed == 0
    if nothing_found and not as_json:
        click.echo("Aucun événement mis de côté ne porte cet identifiant.", err=True)
    context.exit(1 if done.failed or nothing_found else 0)


def _dead_letters() -> DeadLetters:
    try:
        settings = Settings.from_environment(os.environ)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    configure_logging("events", settings.log_level)
    if settings.amqp_url is not None:
        return BrokerDeadLetters(settings.amqp_url)

    def outbox(service: str) -> Outbox:
        return Outbox.open(settings, service)

    def consumer(service: str) -> Consumer[Any]:
        wiring = importlib.import_module(f"services.{service}.wiring")
        found: Consumer[Any] = wiring.build(settings, on_commit=outbox(service).committed.signal).consumer
        return found

    return StoredDeadLetters(outbox=outbox, consumer=consumer, clock=SystemClock())


@contextmanager
def _outages_told() -> Iterator[None]:
    try:
        yield
    except (AMQPError, OSError) as error:
        raise click.ClickException(f"RabbitMQ ne répond pas ({type(error).__name__}).") from error
    except OperationalError as error:
        raise click.ClickException("La base de données ne répond pas (`plis serve` est-il lancé ?).") from error


def _tell(event: DeadEvent) -> None:
    click.echo(f"{event.consumer} : {event.event_type} {event.event_id} ({event.attempts} essais, {event.died_at})")
    click.echo("    " + event.traceback.replace("\n", "\n    "))
