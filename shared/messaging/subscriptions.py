"""What a service does with the events of the others: effects and errands, applied exactly once in effect.

The same consumer serves RabbitMQ workers and the in-process dispatcher. The inbox row commits with the effect, so a
repeated delivery changes nothing; events carry full state and versions, so order does not matter either.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from shared.contracts.envelope import Envelope
from shared.contracts.event import Event
from shared.kernel.principal import Principal
from shared.messaging.figures import EVENTS_DELIVERED
from shared.messaging.topology import Route
from shared.observability import continue_trace, current_traceparent
from shared.storage.inbox import claim, was_claimed
from shared.storage.unit_of_work import Scope, SqlUnitOfWork, retrying

E = TypeVar("E", bound=Event)
U = TypeVar("U", bound=SqlUnitOfWork)
G = TypeVar("G")


@dataclass(frozen=True, slots=True)
class Effect(Generic[E, U]):
    """What an event changes: ``apply`` runs in a unit of work that commits with the inbox row."""

    event_class: type[E]
    apply: Callable[[E, U], None]


@dataclass(frozen=True, slots=True)
class Errand(Generic[E, G, U]):
    """What an event sends us to fetch: ``fetch`` (network, computation) runs outside any transaction, then ``apply``.

    ``fetch`` may run again for the same event (after a crash, at a replay): it must be harmless to repeat.
    """

    event_class: type[E]
    fetch: Callable[[E], G]
    apply: Callable[[E, G, U], None]


Subscription = Effect[Any, Any] | Errand[Any, Any, Any]


class Delivery(StrEnum):
    """What became of a delivered event."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    IGNORED = "ignored"


class Consumer(Generic[U]):
    """One service as a reader of events."""

    def __init__(
        self,
        service: str,
        open_uow: Callable[[Scope], U],
        subscriptions: Iterable[Effect[Any, U] | Errand[Any, Any, U]],
    ) -> None:
        self.service = service
        self._open_uow = open_uow
        self._by_type: dict[str, Subscription] = {}
        for subscription in subscriptions:
            event_type = subscription.event_class.event_type
            if event_type in self._by_type:  # there is one queue per consumer and type, hence one subscription
                raise ValueError(f"{service} subscribes twice to {event_type}")
            self._by_type[event_type] = subscription

    @property
    def event_types(self) -> frozenset[str]:
        """Types of the events that this service wants."""
        return frozenset(self._by_type)

    @property
    def routes(self) -> tuple[Route, ...]:
        """What this service wants from whom, by event type."""
        by_type: Mapping[str, Subscription] = self._by_type
        return tuple(
            Route(consumer=self.service, source=by_type[name].event_class.source, event_type=name)
            for name in sorted(by_type)
        )

    def is_errand(self, event_type: str) -> bool:
        """Say whether an event of this type makes the service fetch something, which may take long."""
        return isinstance(self._by_type.get(event_type), Errand)

    def deliver(self, envelope: Envelope) -> Delivery:
        """Apply one event; whatever the handler raises passes through and leaves nothing behind."""
        subscription = self._by_type.get(envelope.type)
        if subscription is None:
            return Delivery.IGNORED
        with continue_trace(envelope.traceparent, f"{self.service} {envelope.type}"):
            delivery = self._deliver(envelope, subscription)
        EVENTS_DELIVERED.labels(consumer=self.service, event_type=envelope.type, outcome=delivery.value).inc()
        return delivery

    def _deliver(self, envelope: Envelope, subscription: Subscription) -> Delivery:
        event = subscription.event_class.model_validate(envelope.data)
        match subscription:
            case Effect():
                return self._commit(envelope, lambda uow: subscription.apply(event, uow))
            case Errand():
                if self._was_applied(envelope):
                    return Delivery.DUPLICATE
                fetched = subscription.fetch(event)
                return self._commit(envelope, lambda uow: subscription.apply(event, fetched, uow))

    def _commit(self, envelope: Envelope, effect: Callable[[U], None]) -> Delivery:
        def work(uow: U) -> Delivery:
            if not claim(uow, envelope.emitter, envelope.id):
                return Delivery.DUPLICATE
            effect(uow)
            return Delivery.APPLIED

        return retrying(lambda: self._open_uow(self._scope(envelope)), work)

    def _was_applied(self, envelope: Envelope) -> bool:
        """Look into the inbox before a costly errand; of two that are fetched at once only one is applied."""
        with self._open_uow(self._scope(envelope)).reading() as uow:
            return was_claimed(uow, envelope.emitter, envelope.id)

    def _scope(self, envelope: Envelope) -> Scope:
        return Scope(
            principal=Principal.system(self.service),
            correlation_id=envelope.correlationid,
            causation_id=envelope.id,
            traceparent=current_traceparent(),
        )
