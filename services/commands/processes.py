"""`plis worker`, `plis relay`: one process per part, for installations that outgrow `plis serve`."""

import importlib
import inspect
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from threading import Event
from types import ModuleType
from typing import Any

import click
from prometheus_client import start_http_server

from services.child_processes import leave_with_parent
from shared.messaging.assembly import broker_backgrounds
from shared.messaging.background import Background, run_backgrounds
from shared.messaging.housekeeping import housekeeping
from shared.messaging.outbox import Outbox
from shared.observability import configure_logging, configure_tracing
from shared.observability.metrics import REGISTRY
from shared.settings import Settings, SettingsError
from shared.storage.roles import SERVICES

_STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@click.command("worker")
@click.argument("service", type=click.Choice(SERVICES))
def worker(service: str) -> None:
    """Traiter les événements destinés à SERVICE, reçus de RabbitMQ (PLIS_AMQP_URL).

    SIGTERM termine les traitements en cours, puis le processus.
    """
    settings = _settings(f"{service}-worker")
    from shared.runtime import run_worker  # noqa: PLC0415 - nameko and eventlet load in workers only

    try:
        run_worker(service_class(service), settings)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


@click.command("relay")
@click.argument("services", nargs=-1, type=click.Choice(SERVICES))
def relay(services: Sequence[str]) -> None:
    """Numéroter les événements de SERVICES (tous par défaut), les publier, et veiller aux échéances.

    Plusieurs processus peuvent tourner : un seul agit pour chaque service, les autres prennent le relais.
    """
    settings = _settings("relay")
    if settings.amqp_url is None:
        raise click.ClickException(
            "PLIS_AMQP_URL n'est pas défini : sans RabbitMQ, `plis serve` achemine les événements."
        )
    with _relaying(settings, services or SERVICES, settings.amqp_url):
        _wait_for_signal()


def service_class(service: str) -> type:
    """Give the nameko class of a service: the class of its ``service.py`` that bears its name."""
    module = importlib.import_module(f"services.{service}.service")
    for _, found in inspect.getmembers(module, inspect.isclass):
        if getattr(found, "name", None) == service and found.__module__ == module.__name__:
            return found
    raise LookupError(f"services/{service}/service.py has no class named {service!r}")


@contextmanager
def _relaying(settings: Settings, services: Sequence[str], amqp_url: str) -> Iterator[None]:
    """Run sequencers, relays and the services' own loops for as long as the context lasts."""
    with ExitStack() as open_things:
        outboxes: dict[str, Outbox] = {}
        apps: dict[str, Any] = {}
        for service in SERVICES:  # all of them: a relay declares the queues of every consumer
            outbox = outboxes[service] = Outbox.open(settings, service)
            open_things.callback(outbox.close)
            apps[service] = _wiring(service).build(settings, on_commit=outbox.committed.signal)
            open_things.callback(apps[service].close)
        backgrounds: list[Background] = [
            *broker_backgrounds(
                [outboxes[service] for service in services],
                amqp_url=amqp_url,
                consumers=[app.consumer for app in apps.values() if app.consumer is not None],
            ),
            *(background for service in services for background in apps[service].backgrounds),
            *(housekeeping(apps[service].database) for service in services),
        ]
        open_things.enter_context(run_backgrounds(outboxes[services[0]].database, backgrounds))
        yield


def _wiring(service: str) -> ModuleType:
    return importlib.import_module(f"services.{service}.wiring")


def _settings(process: str) -> Settings:
    """Read the settings and prepare what every process has: logs, traces, figures, an end with its parent."""
    try:
        settings = Settings.from_environment(os.environ)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    configure_logging(process, settings.log_level)
    configure_tracing(process)
    if parent := os.environ.get("PLIS_PARENT"):  # a child of `plis serve` does not outlive it
        leave_with_parent(int(parent))
    if settings.metrics_port is not None:
        start_http_server(settings.metrics_port, addr="127.0.0.1", registry=REGISTRY)
    return settings


def _wait_for_signal() -> None:
    stop = Event()
    for number in _STOP_SIGNALS:
        signal.signal(number, lambda *_: stop.set())
    stop.wait()
