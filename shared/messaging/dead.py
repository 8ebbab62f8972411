"""Dead letters for the operator: what was set aside, why, and how to give it again once the fault is mended.

With a broker they wait in the queue ``<consumer>.dead`` and a replay puts them back on their queue; without one they
wait in the consumer's schema and a replay delivers them. Either way the inbox makes a second application harmless.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import pika
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import ChannelClosedByBroker
from pika.spec import Basic

from shared.contracts.envelope import Envelope
from shared.kernel.clock import Clock
from shared.messaging.attempt import Failed, attempt
from shared.messaging.broker import broker_channel
from shared.messaging.outbox import Outbox
from shared.messaging.subscriptions import Consumer
from shared.messaging.topology import dead_queue_of
from shared.storage.dead_letters import DeadLetter, bury, dead_letters, mark_replayed

QUEUE_HEADER: Final = "x-plis-queue"
ERROR_HEADER: Final = "x-plis-error"
TRACEBACK_HEADER: Final = "x-plis-traceback"
ATTEMPTS_HEADER: Final = "x-plis-attempts"
DIED_AT_HEADER: Final = "x-plis-died-at"
_MOST: Final = 1000
_NOT_FOUND: Final = 404


@dataclass(frozen=True, slots=True)
class DeadEvent:
    """One event set aside: ``traceback`` holds classes and frames, never a value."""

    consumer: str
    event_id: str
    event_type: str
    traceback: str
    attempts: int
    died_at: str


@dataclass(frozen=True, slots=True)
class Replay:
    """What a replay did: how many events were given again, how many failed again."""

    given: int
    failed: int


class DeadLetters(Protocol):
    """The dead letters of an installation."""

    def waiting(self, consumer: str) -> Sequence[DeadEvent]:
        """List a consumer's dead letters, the oldest first, at most a thousand."""
        ...

    def replay(self, consumer: str, event_id: str | None = None) -> Replay:
        """Give a consumer's dead letters again: all of them, or the one of that event."""
        ...


class BrokerDeadLetters:
    """Dead letters in the queues of RabbitMQ."""

    def __init__(self, amqp_url: str) -> None:
        self._amqp_url = amqp_url

    def waiting(self, consumer: str) -> Sequence[DeadEvent]:
        """List the dead-letter queue; closing the channel without acknowledging leaves every message in place."""
        with broker_channel(self._amqp_url) as channel:
            return [
                _dead_event(consumer, properties) for _, properties, _ in _messages(channel, dead_queue_of(consumer))
            ]

    def replay(self, consumer: str, event_id: str | None = None) -> Replay:
        """Put messages back on the queue they came from; each leaves the dead letters once the broker has it."""
        given = 0
        with broker_channel(self._amqp_url) as channel:
            channel.confirm_delivery()
            for method, properties, body in _messages(channel, dead_queue_of(consumer)):
                queue = _queue_of(properties)
                if queue is None or event_id not in {None, properties.message_id}:
                    continue
                channel.basic_publish("", queue, body, _as_new(properties), mandatory=True)
                channel.basic_ack(method.delivery_tag)
                given += 1
        return Replay(given=given, failed=0)


class StoredDeadLetters:
    """Dead letters in the consumers' schemas, when events go without a broker."""

    def __init__(
        self, *, outbox: Callable[[str], Outbox], consumer: Callable[[str], Consumer[Any]], clock: Clock
    ) -> None:
        self._outbox = outbox
        self._consumer = consumer
        self._clock = clock

    def waiting(self, consumer: str) -> Sequence[DeadEvent]:
        """List what waits in the consumer's schema."""
        return [
            DeadEvent(
                consumer=consumer,
                event_id=str(letter.event_id),
                event_type=letter.type,
                traceback=letter.error,
                attempts=letter.attempts,
                died_at=letter.died_at.isoformat(),
            )
            for letter in self._letters(self._outbox(consumer), consumer)
        ]

    def replay(self, consumer: str, event_id: str | None = None) -> Replay:
        """Deliver events again, here and now; one that fails again stays, with its new reason."""
        given = failed = 0
        outbox, reader = self._outbox(consumer), self._consumer(consumer)
        for letter in self._letters(outbox, consumer):
            if event_id in {None, str(letter.event_id)}:
                if self._deliver(outbox, reader, letter):
                    given += 1
                else:
                    failed += 1
        return Replay(given=given, failed=failed)

    def _deliver(self, outbox: Outbox, consumer: Consumer[Any], letter: DeadLetter) -> bool:
        outcome = attempt(lambda: consumer.deliver(Envelope.from_json(letter.envelope)))
        now = self._clock.now()
        with outbox.database.begin() as connection:
            if isinstance(outcome, Failed):
                again = DeadLetter(
                    consumer=letter.consumer,
                    event_id=letter.event_id,
                    type=letter.type,
                    envelope=letter.envelope,
                    error=outcome.failure.traceback,
                    attempts=1,
                    died_at=now,
                )
                bury(connection, outbox.tables, again)
                return False
            mark_replayed(connection, outbox.tables, letter, at=now)
        return True

    def _letters(self, outbox: Outbox, consumer: str) -> Sequence[DeadLetter]:
        with outbox.database.reader() as connection:
            letters = dead_letters(connection, outbox.tables, limit=_MOST)
        return [letter for letter in letters if letter.consumer == consumer]


def _messages(channel: BlockingChannel, queue: str) -> Iterator[tuple[Basic.GetOk, pika.BasicProperties, bytes]]:
    """Take what waits in a queue now, without acknowledging; what arrives meanwhile is left for the next time."""
    try:
        waiting = channel.queue_declare(queue, passive=True).method.message_count
    except ChannelClosedByBroker as error:
        if error.reply_code == _NOT_FOUND:  # its consumer has never started: nothing can have died
            return
        raise
    for _ in range(min(waiting, _MOST)):
        method, properties, body = channel.basic_get(queue)
        if method is None or properties is None or body is None:
            return
        yield method, properties, body


def _dead_event(consumer: str, properties: pika.BasicProperties) -> DeadEvent:
    headers = properties.headers or {}
    return DeadEvent(
        consumer=consumer,
        event_id=properties.message_id or "",
        event_type=properties.type or "",
        traceback=str(headers.get(TRACEBACK_HEADER) or _told_by_broker(headers)),
        attempts=int(headers.get(ATTEMPTS_HEADER) or 0),
        died_at=str(headers.get(DIED_AT_HEADER) or ""),
    )


def _told_by_broker(headers: dict[str, Any]) -> str:
    """Give the broker's own reason: the worker died at each try, so nobody was left to write a traceback."""
    deaths = headers.get("x-death") or [{}]
    return f"dead-lettered by the broker: {deaths[0].get('reason', 'unknown')}"


def _queue_of(properties: pika.BasicProperties) -> str | None:
    headers = properties.headers or {}
    deaths = headers.get("x-death") or [{}]
    queue = headers.get(QUEUE_HEADER) or deaths[0].get("queue")
    return str(queue) if queue else None


def _as_new(properties: pika.BasicProperties) -> pika.BasicProperties:
    """Keep what the message says and drop its history: it gets all its tries again."""
    return pika.BasicProperties(
        content_type=properties.content_type,
        content_encoding=properties.content_encoding,
        delivery_mode=properties.delivery_mode,
        message_id=properties.message_id,
        type=properties.type,
        app_id=properties.app_id,
    )
