"""One AMQP connection per worker: consumes every queue of the service, settles messages, stops gracefully.

All broker traffic of the worker happens on the hub. Stopping means: cancel, give back what has not started, wait
until everything under way is settled, then close; so that no handler's acknowledgement is lost (measured on the
stock runtime: 6 to 10 of 60 handlers were run twice after a SIGTERM).
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Final

import amqp
import eventlet
import nameko
from eventlet.event import Event
from eventlet.semaphore import Semaphore
from kombu.connection import Connection
from kombu.entity import Queue
from kombu.exceptions import OperationalError
from kombu.message import Message
from kombu.messaging import Consumer
from nameko.extensions import SharedExtension

from shared.kernel.clock import SystemClock
from shared.messaging.backoff import Backoff
from shared.messaging.failure import Failure
from shared.messaging.topology import Route, route_topology
from shared.observability import logger
from shared.runtime.burial import send_to_dead_letters
from shared.runtime.declaration import declare

BROKER_ERRORS: Final = (amqp.AMQPError, OperationalError, OSError)
_HEARTBEAT_SECONDS: Final = 60
_DRAIN_SECONDS: Final = 0.25
_RECONNECT: Final = Backoff(first=0.2, ceiling=5.0)
_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One queue and what to do with its messages."""

    route: Route
    on_message: Callable[[Message], None]
    prefetch: int


class BrokerConsumer(SharedExtension):  # type: ignore[misc]  # nameko is untyped
    """The connection of a worker, shared by its entrypoints."""

    def __init__(self) -> None:
        self._wanted: list[_Wanted] = []
        self._under_way: set[int] = set()
        self._paused: dict[int, tuple[eventlet.greenthread.GreenThread, Message]] = {}
        self._writing = Semaphore()
        self._finishing = False
        self._ready = Event()
        self._ended = Event()
        self._heartbeat_at = 0.0

    def register(self, route: Route, on_message: Callable[[Message], None], *, prefetch: int) -> None:
        """Ask for the messages of a route; called before the start."""
        self._wanted.append(_Wanted(route, on_message, prefetch))

    def start(self) -> None:
        """Connect and begin to consume; come back once the first connection consumes."""
        self.container.spawn_managed_thread(self._run, identifier="broker")
        self._ready.wait()

    def finish(self) -> None:
        """Take no more messages; come back when everything under way is settled and the connection is closed."""
        if not self._finishing:
            self._finishing = True
            for timer, message in list(self._paused.values()):
                timer.cancel()
                self.give_back(message)
        self._ended.wait()

    def stop(self) -> None:
        """Stop with the container."""
        self.finish()

    def acknowledge(self, message: Message) -> None:
        """Tell the broker that a message is done with."""
        self._settle(message, message.ack)

    def give_back(self, message: Message) -> None:
        """Have the broker deliver a message again."""
        self._settle(message, message.requeue)

    def later(self, seconds: float, message: Message, action: Callable[[], None]) -> None:
        """Keep a message for some seconds, then act; at the end of the worker it is given back instead."""
        if self._finishing:
            self.give_back(message)
            return

        def act() -> None:
            self._paused.pop(id(message), None)
            action()

        self._paused[id(message)] = (eventlet.spawn_after(seconds, act), message)

    def bury(self, message: Message, failure: Failure, *, route: Route, deliveries: int) -> None:
        """Move a message to the dead letters; if that fails the broker does it in its own way, without traceback."""
        try:
            send_to_dead_letters(
                self._connection(),
                message,
                failure,
                route=route,
                deliveries=deliveries,
                at=SystemClock().now(),
            )
        except BROKER_ERRORS as error:
            _log.warning("burial_failed", queue=route.queue, error=type(error).__name__)
            self.give_back(message)
            return
        self.acknowledge(message)

    def _settle(self, message: Message, act: Callable[[], None]) -> None:
        """Settle a message where its channel still lives; otherwise the broker has taken it back already."""
        self._paused.pop(id(message), None)
        try:
            with self._writing:
                if message.channel.connection is not None:
                    act()
        except BROKER_ERRORS as error:
            _log.warning("settlement_lost", error=type(error).__name__)
        finally:
            self._under_way.discard(id(message))

    def _run(self) -> None:
        tries = 0
        while not self._finishing:
            try:
                with self._connection() as connection:
                    connection.connect()
                    tries = 0
                    self._consume(connection)
            except BROKER_ERRORS as error:
                tries += 1
                _log.warning("broker_lost", error=type(error).__name__, retry_in_seconds=_RECONNECT.seconds(tries))
                eventlet.sleep(_RECONNECT.seconds(tries))
        self._ended.send(None)

    def _consume(self, connection: Connection) -> None:
        channel = connection.channel()
        declare(channel, route_topology(wanted.route for wanted in self._wanted))
        consumers = [self._consumer(channel, wanted) for wanted in self._wanted]
        _log.info("consuming", queues=[wanted.route.queue for wanted in self._wanted])
        if not self._ready.ready():
            self._ready.send(None)
        while not self._finishing:
            self._drain(connection)
        for consumer in consumers:
            consumer.cancel()
        while self._under_way:
            self._drain(connection)

    def _consumer(self, channel: object, wanted: _Wanted) -> Consumer:
        def receive(message: Message) -> None:
            self._under_way.add(id(message))
            if self._finishing:
                self.give_back(message)
            else:
                wanted.on_message(message)

        consumer = Consumer(channel, queues=[Queue(wanted.route.queue, no_declare=True)], on_message=receive)
        consumer.qos(prefetch_count=wanted.prefetch)
        consumer.consume()
        return consumer

    def _drain(self, connection: Connection) -> None:
        with suppress(TimeoutError):
            connection.drain_events(timeout=_DRAIN_SECONDS)
        if monotonic() - self._heartbeat_at > 1.0:
            self._heartbeat_at = monotonic()
            connection.heartbeat_check()

    def _connection(self) -> Connection:
        return Connection(
            nameko.config["AMQP_URI"], heartbeat=_HEARTBEAT_SECONDS, transport_options={"confirm_publish": True}
        )
