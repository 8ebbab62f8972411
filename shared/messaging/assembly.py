"""Which loops carry events from commit to consumer, with a broker and without: the one list for every process."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from shared.messaging.background import Background
from shared.messaging.dispatcher import InProcessDispatcher
from shared.messaging.outbox import Outbox
from shared.messaging.relay import Relay
from shared.messaging.sequencing import SequencerLoop
from shared.messaging.subscriptions import Consumer
from shared.messaging.topology import Route


def broker_backgrounds(
    outboxes: Iterable[Outbox], *, amqp_url: str, consumers: Sequence[Consumer[Any]]
) -> Iterator[Background]:
    """Give what ``plis relay`` runs for some outboxes: listeners, sequencers and relays.

    ``consumers`` are those of every service, so that each relay declares every queue that wants its events.
    """
    routes = routes_of(consumers)
    for outbox in outboxes:
        yield from outbox.listeners()
        yield SequencerLoop(outbox).background()
        yield Relay(outbox, amqp_url=amqp_url, routes=routes).background()


def in_process_backgrounds(outboxes: Mapping[str, Outbox], consumers: Sequence[Consumer[Any]]) -> Iterator[Background]:
    """Give what carries events within one process: listeners, sequencers and one dispatching loop per consumer."""
    for outbox in outboxes.values():
        yield from outbox.listeners()
        yield SequencerLoop(outbox).background()
    yield from InProcessDispatcher(consumers, outboxes).backgrounds()


def routes_of(consumers: Iterable[Consumer[Any]]) -> tuple[Route, ...]:
    """Give what all these consumers want."""
    return tuple(route for consumer in consumers for route in consumer.routes)
