"""The relay on a real broker: everything leaves, in order, whatever is refused, restarted or late."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event as Flag

import pika
import pytest
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import AMQPError
from sqlalchemy import text

from shared.contracts.envelope import Envelope
from shared.kernel.principal import Principal
from shared.messaging.assembly import broker_backgrounds
from shared.messaging.background import run_backgrounds
from shared.messaging.broker import broker_channel
from shared.messaging.message import POSITION_HEADER
from shared.messaging.outbox import Outbox
from shared.messaging.relay_store import declare_feed
from shared.messaging.topology import UNROUTED, feed_queue_of
from shared.storage.database import Database
from shared.storage.dead_letters import dead_letters
from shared.storage.outbox_cursors import cursor_position
from shared.storage.unit_of_work import Scope
from tests.integration.messaging.parts import (
    BUYER,
    OTHER_BUYER,
    Blocked,
    Unwanted,
    mps_consumer,
    noted,
    opener,
    publish,
    take_all,
)
from tests.rabbit import PrivateBroker
from tests.waiting import wait_for

QUEUE = "mps.noted.v1"


@contextmanager
def relaying(outbox: Outbox, mps: Database, url: str) -> Iterator[None]:
    loops = list(broker_backgrounds([outbox], amqp_url=url, consumers=[mps_consumer(mps)]))
    with run_backgrounds(outbox.database, loops):
        yield


def cursor(outbox: Outbox, name: str = "relay") -> int:
    with outbox.database.reader() as connection:
        return cursor_position(connection, outbox.tables, name)


def numbers(channel: BlockingChannel, queue: str = QUEUE) -> list[int]:
    return [int(str(Envelope.from_json(body).data["n"])) for _, body in take_all(channel, queue)]


def test_events_leave_in_order_and_what_nobody_wants_is_kept_too(
    tenders: Database, mps: Database, outbox: Outbox, clean_broker: str
) -> None:
    publish(tenders, None, [noted(n) for n in range(1500)])
    publish(tenders, None, [Unwanted(aggregate_id="u", aggregate_version=1, n=0)])
    publish(tenders, None, [noted(1500)])
    with relaying(outbox, mps, clean_broker):
        wait_for(lambda: cursor(outbox) == 1502, what="cursor")
    with broker_channel(clean_broker) as channel:
        messages = take_all(channel, QUEUE)
    assert [int(str(Envelope.from_json(body).data["n"])) for _, body in messages] == list(range(1501))
    assert [number for _, number in read_stream(clean_broker, UNROUTED, "first", 1)] == [0]
    properties = messages[0][0]
    assert properties.type == "noted.v1"
    assert properties.delivery_mode == 2
    assert properties.message_id == Envelope.from_json(messages[0][1]).id


def test_a_slow_transaction_is_not_skipped(tenders: Database, mps: Database, outbox: Outbox, clean_broker: str) -> None:
    scope = Scope(Principal.system("tenders"), correlation_id="c-1")
    with relaying(outbox, mps, clean_broker), opener(tenders, outbox.committed.signal)(scope) as slow:
        slow.publish(noted(1))
        slow.connection.execute(slow.tables.outbox.insert().values(slow._events))  # takes its identity now
        slow._events.clear()
        publish(tenders, outbox, [noted(2), noted(3)])
        wait_for(lambda: cursor(outbox) == 2)
        slow.commit()
        outbox.committed.signal()
        wait_for(lambda: cursor(outbox) == 3)
    with broker_channel(clean_broker) as channel:
        assert numbers(channel) == [2, 3, 1]


def test_a_relay_stopped_and_restarted_loses_nothing(
    tenders: Database, mps: Database, outbox: Outbox, clean_broker: str
) -> None:
    publish(tenders, None, [noted(n) for n in range(3000)])
    for part in (500, 1500):
        with relaying(outbox, mps, clean_broker):
            wait_for(lambda part=part: cursor(outbox) >= part)
    publish(tenders, None, [noted(n) for n in range(3000, 3100)])
    with relaying(outbox, mps, clean_broker):
        wait_for(lambda: cursor(outbox) == 3100)
    with broker_channel(clean_broker) as channel:
        assert sorted(set(numbers(channel))) == list(range(3100))


def test_a_standby_relay_takes_over_when_the_active_one_loses_its_session(
    tenders: Database, mps: Database, outbox: Outbox, clean_broker: str
) -> None:
    with relaying(outbox, mps, clean_broker), relaying(outbox, mps, clean_broker):
        publish(tenders, outbox, [noted(n) for n in range(100)])
        wait_for(lambda: cursor(outbox) == 100)
        with outbox.database.reader() as connection:
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
            )
        publish(tenders, outbox, [noted(n) for n in range(100, 200)])
        wait_for(lambda: cursor(outbox) == 200)
    with broker_channel(clean_broker) as channel:
        assert sorted(set(numbers(channel))) == list(range(200))


def test_a_refused_event_does_not_hold_the_others_and_finds_its_way_in_the_end(
    tenders: Database, mps: Database, outbox: Outbox, clean_broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.messaging.lanes._TRIES", 2)
    monkeypatch.setattr("shared.messaging.lanes._ASIDE_SECONDS", 0.5)
    with relaying(outbox, mps, clean_broker), broker_channel(clean_broker) as channel:
        publish(tenders, outbox, [Unwanted(aggregate_id="u", aggregate_version=1, n=0)])
        wait_for(lambda: cursor(outbox) == 1)
        _bind_full_queue(channel)
        publish(tenders, outbox, [Blocked(aggregate_id="b", aggregate_version=1, n=1), *map(noted, range(5))])
        wait_for(lambda: cursor(outbox) == 7)
        assert numbers(channel) == [0, 1, 2, 3, 4]
        assert waiting_aside(outbox) == ["blocked.v1"]
        channel.queue_purge("test.full")
        wait_for(lambda: waiting_aside(outbox) == [])
        assert numbers(channel, "test.full") == [1]


def _bind_full_queue(channel: BlockingChannel) -> None:
    """A queue that takes one message and has it."""
    channel.queue_declare("test.full", durable=True, arguments={"x-max-length": 1, "x-overflow": "reject-publish"})
    channel.basic_publish("", "test.full", b"{}")
    channel.queue_bind("test.full", "tenders.events", "blocked.v1")


def waiting_aside(outbox: Outbox) -> list[str]:
    with outbox.database.reader() as connection:
        return [letter.type for letter in dead_letters(connection, outbox.tables)]


def test_a_feed_replays_from_any_position_with_dense_positions_of_its_own(
    tenders: Database, mps: Database, outbox: Outbox, clean_broker: str
) -> None:
    publish(tenders, None, [noted(n, buyer=(BUYER, OTHER_BUYER, None)[n % 3]) for n in range(30)])
    with relaying(outbox, mps, clean_broker):
        declare_feed(outbox, BUYER)
        wait_for(lambda: cursor(outbox, feed_queue_of(BUYER)) == 10)
        publish(tenders, outbox, [noted(30, buyer=BUYER), noted(31, buyer=OTHER_BUYER)])
        wait_for(lambda: cursor(outbox, feed_queue_of(BUYER)) == 11)
    assert read_stream(clean_broker, feed_queue_of(BUYER), "first", 11) == [(n + 1, n * 3) for n in range(11)]
    assert read_stream(clean_broker, feed_queue_of(BUYER), 7, 4) == [
        (n + 1, n * 3) for n in range(7, 11)
    ]  # stream offsets start at 0


def read_stream(url: str, stream: str, offset: str | int, count: int) -> list[tuple[int | None, int]]:
    """Read a stream from an offset: pairs (position in the feed, number in the event)."""
    found: list[tuple[int | None, int]] = []
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    channel.basic_qos(prefetch_count=100)
    arguments = {"x-stream-offset": offset}
    for method, properties, body in channel.consume(stream, arguments=arguments, inactivity_timeout=10):
        assert method is not None, f"only {found}"
        channel.basic_ack(method.delivery_tag)
        position = (properties.headers or {}).get(POSITION_HEADER)
        found.append((position, int(str(Envelope.from_json(body).data["n"]))))
        if len(found) == count:
            break
    with suppress(AMQPError):  # a stream refuses the nacks that pika sends at closing; the connection ends either way
        connection.close()
    return found


def test_a_broker_killed_under_traffic_loses_nothing(
    tenders: Database, mps: Database, outbox: Outbox, clean_broker: str, private_broker: PrivateBroker
) -> None:
    with relaying(outbox, mps, clean_broker):
        publish(tenders, outbox, [noted(0)])
        wait_for(lambda: cursor(outbox) == 1)
        Flag().wait(1.5)  # RabbitMQ 3.10 writes the names of new quorum queues down half a second after the last one
        publish(tenders, outbox, [noted(n) for n in range(1, 3000)])
        wait_for(lambda: cursor(outbox) > 100)
        private_broker.kill()
        publish(tenders, outbox, [noted(n) for n in range(3000, 3100)])
        private_broker.start()
        wait_for(lambda: cursor(outbox) == 3100, within=90)
    with broker_channel(clean_broker) as channel:
        assert sorted(set(numbers(channel))) == list(range(3100))
