"""What exists on the broker: names and arguments of exchanges and queues, as data that two clients can declare.

Names are a contract with every deployment (design section 3): a renamed queue keeps filling with nobody reading it.
Work queues are quorum queues with a delivery limit and an at-least-once dead-letter strategy, which asks for
``reject-publish`` on overflow; what no consumer wants goes to one stream, so that ``mandatory`` never stops a batch.
Source: RabbitMQ 3.10 documentation, "Quorum Queues", "Alternate Exchanges", "Streams".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeVar

DELIVERY_LIMIT: Final = 6  # redeliveries: a message is tried 7 times in all
UNROUTED: Final = "plis.unrouted"
FEED_PREFIX: Final = "finance.feed."
_UNROUTED_BYTES: Final = 1_000_000_000
_NEVER_REACHED: Final = 1_000_000  # dead letters are looked at again and again; no default limit may drop them

T = TypeVar("T")
Arguments = Mapping[str, str | int]
_NONE: Final[Arguments] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ExchangeSpec:
    """A durable exchange."""

    name: str
    kind: str
    arguments: Arguments = field(default_factory=lambda: _NONE)


@dataclass(frozen=True, slots=True)
class QueueSpec:
    """A durable queue."""

    name: str
    arguments: Arguments


@dataclass(frozen=True, slots=True)
class BindingSpec:
    """What a queue receives from an exchange."""

    queue: str
    exchange: str
    routing_key: str


@dataclass(frozen=True, slots=True)
class Topology:
    """Exchanges, queues and bindings to be declared, in that order."""

    exchanges: tuple[ExchangeSpec, ...] = ()
    queues: tuple[QueueSpec, ...] = ()
    bindings: tuple[BindingSpec, ...] = ()

    def __add__(self, other: "Topology") -> "Topology":
        """Join two topologies; what both hold is declared once."""
        return Topology(
            exchanges=_once(self.exchanges + other.exchanges),
            queues=_once(self.queues + other.queues),
            bindings=_once(self.bindings + other.bindings),
        )


@dataclass(frozen=True, slots=True)
class Route:
    """One event type that one consumer wants: ``consumer`` and ``source`` are service names."""

    consumer: str
    source: str
    event_type: str

    @property
    def queue(self) -> str:
        """Name of the queue of this route."""
        return f"{self.consumer}.{self.event_type}"


def exchange_of(source: str) -> str:
    """Name of the exchange on which a service announces its events."""
    return f"{source}.events"


def dead_queue_of(consumer: str) -> str:
    """Name of the queue of a consumer's dead letters."""
    return f"{consumer}.dead"


def feed_queue_of(siret: str) -> str:
    """Name of the stream (and of the cursor) of a buyer's finance feed."""
    return f"{FEED_PREFIX}{siret}"


def source_topology(source: str) -> Topology:
    """What a relay needs: the exchange of a source, and the stream that takes what nobody asked for."""
    return Topology(
        exchanges=(
            ExchangeSpec(UNROUTED, "fanout"),
            ExchangeSpec(exchange_of(source), "topic", MappingProxyType({"alternate-exchange": UNROUTED})),
        ),
        queues=(QueueSpec(UNROUTED, _stream(max_bytes=_UNROUTED_BYTES)),),
        bindings=(BindingSpec(UNROUTED, UNROUTED, ""),),
    )


def route_topology(routes: Iterable[Route]) -> Topology:
    """What consumers need: their sources' exchanges, one queue per route, one dead-letter queue per consumer."""
    topology = Topology()
    for route in routes:
        topology += source_topology(route.source)
        topology += Topology(
            queues=(_dead_queue(route.consumer), _work_queue(route)),
            bindings=(BindingSpec(route.queue, exchange_of(route.source), route.event_type),),
        )
    return topology


def feed_topology(siret: str) -> Topology:
    """The stream of a buyer's finance feed; nothing is bound to it, the relay publishes to it by name."""
    return Topology(queues=(QueueSpec(feed_queue_of(siret), _stream(max_bytes=None)),))


def _work_queue(route: Route) -> QueueSpec:
    return QueueSpec(
        route.queue,
        MappingProxyType(
            {
                "x-queue-type": "quorum",
                "x-delivery-limit": DELIVERY_LIMIT,
                "x-dead-letter-exchange": "",
                "x-dead-letter-routing-key": dead_queue_of(route.consumer),
                "x-dead-letter-strategy": "at-least-once",
                "x-overflow": "reject-publish",
            }
        ),
    )


def _dead_queue(consumer: str) -> QueueSpec:
    arguments: Arguments = {"x-queue-type": "quorum", "x-delivery-limit": _NEVER_REACHED}
    return QueueSpec(dead_queue_of(consumer), MappingProxyType(arguments))


def _stream(*, max_bytes: int | None) -> Arguments:
    arguments: dict[str, str | int] = {"x-queue-type": "stream"}
    if max_bytes is not None:
        arguments["x-max-length-bytes"] = max_bytes
    return MappingProxyType(arguments)


def _once(items: tuple[T, ...]) -> tuple[T, ...]:
    unique: list[T] = []
    for item in items:
        if item not in unique:
            unique.append(item)
    return tuple(unique)
