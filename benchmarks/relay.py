"""The relay against a raw confirmed pika publisher: the same messages, the same broker, the same queue."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Thread

import pika
from pika.channel import Channel
from pika.frame import Method

from benchmarks.figures import Figure, Skipped
from benchmarks.ground import database
from shared.contracts.mps import CandidacyCompletedV1
from shared.kernel.clock import SystemClock
from shared.kernel.ids import TimeOrderedIds
from shared.kernel.principal import Principal
from shared.messaging.background import Stop
from shared.messaging.broker import broker_channel, connection_parameters, declare
from shared.messaging.message import Outgoing
from shared.messaging.outbox import Outbox
from shared.messaging.relay import RELAY_CURSOR, Relay
from shared.messaging.topology import Route, exchange_of, route_topology, source_topology
from shared.settings import Settings
from shared.storage.outbox_cursors import cursor_position
from shared.storage.outbox_rows import rows_after
from shared.storage.roles import service_database
from shared.storage.sequencer import number_pending
from shared.storage.tables import service_metadata, service_tables
from shared.storage.unit_of_work import Scope, SqlUnitOfWork
from tests.rabbit import BrokerUnavailable, PrivateBroker
from tests.waiting import wait_for

WINDOW = 1000  # as the relay's
ROUTE = Route(consumer="invoicing", source="mps", event_type=CandidacyCompletedV1.event_type)
_BATCH = 500


def measure(seconds: float) -> list[Figure | Skipped]:
    """Publish the same outbox by the relay, then by the raw publisher."""
    count = max(5_000, int(seconds * 2_000))
    try:
        broker = PrivateBroker()
    except BrokerUnavailable as missing:
        return [Skipped("relay", str(missing))]
    broker.start()
    try:
        with database() as settings, _outbox(settings) as outbox:
            _fill(settings, outbox, count)
            ours = _relay_rate(outbox, broker.url, count)
            limit = _raw_rate(broker.url, _messages(outbox, count))
    finally:
        broker.stop()
    what = f"relay, {count:,} events, confirmed"
    return [Figure(what, ours, limit, "raw pika SelectConnection, same messages", "events/s", ">= 0.5")]


@contextmanager
def _outbox(settings: Settings) -> Iterator[Outbox]:
    outbox = Outbox.open(settings, "mps")
    try:
        yield outbox
    finally:
        outbox.close()


def _fill(settings: Settings, outbox: Outbox, count: int) -> None:
    """Announce events as a service does, then number them as the sequencer does."""
    clock = SystemClock()
    ids, door = TimeOrderedIds(clock), service_database(settings, "mps")
    tables, scope = service_tables(service_metadata()), Scope(Principal.system("mps"), "bench")
    for start in range(0, count, _BATCH):
        with SqlUnitOfWork(door, tables, clock, ids, scope) as uow:
            for number in range(start, min(start + _BATCH, count)):
                uow.publish(_event(number))
            uow.commit()
    door.dispose()
    while True:
        with outbox.database.begin() as connection:
            if not number_pending(connection, outbox.tables):
                return


def _event(number: int) -> CandidacyCompletedV1:
    return CandidacyCompletedV1(
        aggregate_id=f"candidacy-{number}",
        aggregate_version=1,
        candidacy_id=f"candidacy-{number}",
        siret="00123456600014",
        found=("insee_establishment", "insee_legal_unit"),
        missing=("dgfip_turnover",),
    )


def _relay_rate(outbox: Outbox, url: str, count: int) -> float:
    relay, stop = Relay(outbox, amqp_url=url, routes=[ROUTE]), Stop()
    thread = Thread(target=relay.run, args=(stop,), daemon=True)
    began = time.perf_counter()
    thread.start()

    def reached() -> bool:
        with outbox.database.reader() as connection:
            return cursor_position(connection, outbox.tables, RELAY_CURSOR) >= count

    wait_for(reached, within=300, every=0.02)
    elapsed = time.perf_counter() - began
    stop.set()
    thread.join(30)
    return count / elapsed


def _messages(outbox: Outbox, count: int) -> Sequence[Outgoing]:
    """Read the messages that the relay has published, to publish the very same ones."""
    with outbox.database.reader() as connection:
        rows = rows_after(connection, outbox.tables, 0, limit=count)
    return [
        Outgoing(
            position=row.position,
            event_id=str(row.id),
            event_type=row.type,
            exchange=exchange_of("mps"),
            routing_key=row.type,
            body=row.envelope,
        )
        for row in rows
    ]


def _raw_rate(url: str, messages: Sequence[Outgoing]) -> float:
    """Publish from memory with a window of confirms and nothing else."""
    with broker_channel(url) as channel:
        declare(channel, source_topology("mps") + route_topology([ROUTE]))
        channel.queue_purge(ROUTE.queue)
    publisher = _RawPublisher(url, messages)
    began = time.perf_counter()
    publisher.run()
    return len(messages) / (time.perf_counter() - began)


class _RawPublisher:
    """A SelectConnection that publishes a list, at most a window of it unconfirmed."""

    def __init__(self, url: str, messages: Sequence[Outgoing]) -> None:
        self._messages = messages
        self._sent = self._confirmed = 0
        self._channel: Channel | None = None
        self._connection = pika.SelectConnection(
            connection_parameters(url),
            on_open_callback=lambda connection: connection.channel(on_open_callback=self._on),
        )

    def run(self) -> None:
        """Publish everything; come back when everything is confirmed."""
        self._connection.ioloop.start()

    def _on(self, channel: Channel) -> None:
        self._channel = channel
        channel.confirm_delivery(self._on_confirm, callback=lambda _: self._pump())

    def _pump(self) -> None:
        assert self._channel is not None
        while self._sent < len(self._messages) and self._sent - self._confirmed < WINDOW:
            message = self._messages[self._sent]
            self._channel.basic_publish(
                message.exchange, message.routing_key, message.body.encode(), message.properties(), mandatory=True
            )
            self._sent += 1

    def _on_confirm(self, frame: Method) -> None:
        answer = frame.method
        self._confirmed = answer.delivery_tag if answer.multiple else self._confirmed + 1
        if self._confirmed >= len(self._messages):
            self._connection.ioloop.stop()
        elif self._sent - self._confirmed <= WINDOW // 2:
            self._pump()
