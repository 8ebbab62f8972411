"""Metrics (Prometheus text format): counts and durations without any personal data or id.

A label has few possible values, known in advance; the registry refuses every other label name at start-up, so that a
SIRET, a tender's id or the number of bids of a consultation cannot slip into a public-looking figure (design 8.7).
"""

from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry(auto_describe=True)

ALLOWED_LABELS = frozenset(
    {"service", "route", "method", "status", "outcome", "event_type", "consumer", "queue", "format", "peer", "limiter"}
)
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


def counter(
    name: str, documentation: str, labels: Sequence[str] = (), *, registry: CollectorRegistry = REGISTRY
) -> Counter:
    """A figure that only grows, for instance requests answered."""
    return Counter(f"plis_{name}", documentation, _checked(labels), registry=registry)


def gauge(
    name: str, documentation: str, labels: Sequence[str] = (), *, registry: CollectorRegistry = REGISTRY
) -> Gauge:
    """A figure that goes up and down, for instance events waiting."""
    return Gauge(f"plis_{name}", documentation, _checked(labels), registry=registry)


def histogram(
    name: str, documentation: str, labels: Sequence[str] = (), *, registry: CollectorRegistry = REGISTRY
) -> Histogram:
    """Durations in seconds, from a millisecond to half a minute."""
    return Histogram(f"plis_{name}", documentation, _checked(labels), buckets=_SECONDS, registry=registry)


def _checked(labels: Sequence[str]) -> tuple[str, ...]:
    unknown = set(labels) - ALLOWED_LABELS
    if unknown:
        raise ValueError(f"labels {sorted(unknown)} are not among the allowed ones: they could carry personal data")
    return tuple(labels)
