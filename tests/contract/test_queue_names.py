"""The names on the broker are a contract with every deployment: a renamed queue keeps filling with nobody reading.

Adding a line to ``queue_names.txt`` is a release note; changing or removing one asks for a migration of the broker.
"""

import importlib
import inspect
from pathlib import Path

import pytest

from services.commands.processes import service_class
from shared.messaging.topology import Route, dead_queue_of, exchange_of, route_topology
from shared.runtime.entrypoint import EventEntrypoint
from shared.settings import Settings
from shared.storage.roles import SERVICES

GOLDEN = Path(__file__).with_name("queue_names.txt")


def worker_routes(service: str) -> set[Route]:
    """What the nameko class of a service receives."""
    routes = set()
    for _, method in inspect.getmembers(service_class(service), inspect.isfunction):
        for entrypoint in getattr(method, "nameko_entrypoints", ()):
            assert isinstance(entrypoint, EventEntrypoint), f"{service}: stock entrypoints lose messages"
            event_class = entrypoint.event_class
            routes.add(Route(consumer=service, source=event_class.source, event_type=event_class.event_type))
    return routes


def test_queue_names_are_frozen() -> None:
    routes = set().union(*(worker_routes(service) for service in SERVICES))
    topology = route_topology(sorted(routes, key=lambda route: route.queue))
    names = {queue.name for queue in topology.queues}
    assert sorted(names) == GOLDEN.read_text().split()


def test_exchange_and_dead_letter_names_are_frozen() -> None:
    assert [exchange_of(service) for service in SERVICES] == [
        "tenders.events",
        "responses.events",
        "mps.events",
        "invoicing.events",
    ]
    assert [dead_queue_of(service) for service in SERVICES] == [
        "tenders.dead",
        "responses.dead",
        "mps.dead",
        "invoicing.dead",
    ]


@pytest.mark.parametrize("service", SERVICES)
def test_a_worker_receives_exactly_what_its_service_subscribes_to(service: str, tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path / "data",
        secrets_dir=tmp_path / "secrets",
        database_url="postgresql://nobody@127.0.0.1:1/none",
        dev=True,
    )
    app = importlib.import_module(f"services.{service}.wiring").build(settings, on_commit=lambda: None)
    try:
        assert worker_routes(service) == set(app.consumer.routes)
    finally:
        app.close()
