"""Our own nameko entrypoint: one quorum queue per event type, tried again with pauses, never lost, never in a loop.

nameko's stock handlers acknowledge a message whose handler failed, or give it back at once for ever, drop what they
cannot read, and close the connection under running handlers. Here a failed message is given back after a pause; on
its last allowed delivery it goes to ``<consumer>.dead`` with its scrubbed traceback. An outage (database away) does
not use up deliveries: the message is kept and tried again in place.
"""

from dataclasses import dataclass
from functools import partial
from time import monotonic
from types import TracebackType
from typing import Any, Final

from kombu.message import Message
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint
from pydantic import ValidationError

from shared.contracts.envelope import Envelope
from shared.contracts.event import Event
from shared.messaging.backoff import Backoff
from shared.messaging.failure import Failure
from shared.messaging.figures import EVENTS_DEAD
from shared.messaging.topology import DELIVERY_LIMIT, Route
from shared.observability import logger
from shared.runtime.broker_consumer import BrokerConsumer
from shared.runtime.provider import DeliveryFailed

PREFETCH: Final = 10
_RETRY: Final = Backoff(first=0.1, ceiling=3.0)
_OUTAGE: Final = Backoff(first=0.2, ceiling=10.0)
_LONGEST_OUTAGE_SECONDS: Final = 900.0  # the broker takes a message back after 30 minutes
_log = logger(__name__)

ExcInfo = tuple[type[BaseException], BaseException, TracebackType]


@dataclass(slots=True, eq=False)
class Held:
    """A message that the broker has lent us, and how its outages went."""

    message: Message
    envelope: Envelope
    outages: int = 0
    outage_since: float | None = None

    @property
    def deliveries(self) -> int:
        """How many times the broker has delivered the message, this time included."""
        return int(self.message.headers.get("x-delivery-count") or 0) + 1


class EventEntrypoint(Entrypoint):  # type: ignore[misc]  # nameko is untyped
    """Receives the events of one class; the method gets the ``Envelope`` and delivers it to the application."""

    broker = BrokerConsumer()

    def __init__(self, event_class: type[Event]) -> None:
        self.event_class = event_class
        super().__init__(expected_exceptions=(DeliveryFailed,))

    def route(self) -> Route:
        """Give the queue of this entrypoint: its service, the announcing service, the event type."""
        event_class = self.event_class
        return Route(consumer=self.container.service_name, source=event_class.source, event_type=event_class.event_type)

    def setup(self) -> None:
        """Say what is wanted before the connection is made."""
        self.broker.register(self.route(), self._on_message, prefetch=PREFETCH)

    def stop(self) -> None:
        """Take no more messages, and come back when those under way are settled."""
        self.broker.finish()

    def _on_message(self, message: Message) -> None:
        try:
            envelope = Envelope.from_json(message.body)
        except ValidationError as error:  # trying again would not make it readable
            self._bury(message, Failure.of(error), deliveries=1)
            return
        self._work(Held(message, envelope))

    def _work(self, held: Held) -> None:
        # In a thread of its own: the pool may be full of handlers of a lost connection, and the hub must not wait.
        self.container.spawn_managed_thread(partial(self._spawn, held), identifier=f"deliver.{self.route().queue}")

    def _spawn(self, held: Held) -> None:
        try:
            self.container.spawn_worker(self, (held.envelope,), {}, handle_result=partial(self._on_result, held))
        except ContainerBeingKilled:
            self.broker.give_back(held.message)

    def _on_result(
        self, held: Held, _worker_ctx: object, result: object, exc_info: ExcInfo | None
    ) -> tuple[object, Any]:
        if exc_info is None:
            self.broker.acknowledge(held.message)
            return result, None
        error = exc_info[1]
        if isinstance(error, DeliveryFailed) and error.outage and self._may_wait(held):
            self._wait_for_end_of_outage(held)
        else:
            failure = error.failure if isinstance(error, DeliveryFailed) else Failure.of(error)
            self._try_again_or_bury(held, failure)
        return None, None  # settled here; nameko has nothing more to do with it

    def _may_wait(self, held: Held) -> bool:
        return held.outage_since is None or monotonic() - held.outage_since < _LONGEST_OUTAGE_SECONDS

    def _wait_for_end_of_outage(self, held: Held) -> None:
        held.outage_since = held.outage_since or monotonic()
        held.outages += 1
        self.broker.later(_OUTAGE.seconds(held.outages), held.message, partial(self._work, held))

    def _try_again_or_bury(self, held: Held, failure: Failure) -> None:
        if held.deliveries > DELIVERY_LIMIT:
            self._bury(held.message, failure, deliveries=held.deliveries)
            return
        pause = _RETRY.seconds(held.deliveries)
        self.broker.later(pause, held.message, partial(self.broker.give_back, held.message))

    def _bury(self, message: Message, failure: Failure, *, deliveries: int) -> None:
        route = self.route()
        _log.error("event_set_aside", queue=route.queue, error=failure.error, deliveries=deliveries)
        EVENTS_DEAD.labels(consumer=route.consumer, event_type=route.event_type).inc()
        self.broker.bury(message, failure, route=route, deliveries=deliveries)


consume = EventEntrypoint.decorator
