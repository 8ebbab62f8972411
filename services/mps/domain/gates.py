"""The gates that every call passes, shared by all workers: quota of a group, circuit breaker of a provider.

A quota counts calls in *any* window of its period, not in the windows of the service: whatever the alignment of the
service's own minute, it never sees one call too many (throttle.yml; ignoring a 429 gets the address banned for 12
hours without a word). A breaker opens after some failures in a row and lets one probe pass when its pause is over.
Pure: the state is kept by the store, under a lock, so that all processes count together.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

MARGIN_SECONDS: Final = 2  # two clocks, and the way to the service, may bring two calls closer together
FAILURES_TO_OPEN: Final = 5
FIRST_PAUSE: Final = timedelta(seconds=15)
LONGEST_PAUSE: Final = timedelta(minutes=10)
PROBE: Final = timedelta(seconds=15)  # longer than the longest call


@dataclass(frozen=True, slots=True)
class Quota:
    """So many calls in so many seconds."""

    limit: int
    period: int


@dataclass(frozen=True, slots=True)
class Gate:
    """What is known of a group or of a provider: its last calls by second, until when it is left alone, failures."""

    calls: tuple[tuple[int, int], ...] = ()
    paused_until: datetime | None = None
    failures: int = 0

    def left(self, *, now: datetime) -> timedelta | None:
        """Give how long the pause still lasts, None when it is over."""
        return None if self.paused_until is None or self.paused_until <= now else self.paused_until - now

    def paused(self, *, until: datetime) -> "Gate":
        """Leave it alone until an instant; a longer pause already asked for stays."""
        return replace(self, paused_until=max(until, self.paused_until or until))


def free_calls(gate: Gate, quota: Quota, *, now: datetime) -> int:
    """Give how many calls may leave at this instant."""
    if gate.left(now=now) is not None:
        return 0
    return max(quota.limit - sum(count for _, count in _recent(gate, quota, now=now)), 0)


def take_call(gate: Gate, quota: Quota, *, now: datetime) -> tuple[Gate, timedelta | None]:
    """Count one call; gives the time to wait instead when none may leave."""
    recent = _recent(gate, quota, now=now)
    if (left := gate.left(now=now)) is not None:
        return replace(gate, calls=recent), left
    if sum(count for _, count in recent) >= quota.limit:
        frees_at = datetime.fromtimestamp(recent[0][0] + quota.period + MARGIN_SECONDS, UTC)
        return replace(gate, calls=recent), max(frees_at - now, timedelta(seconds=1))
    second = int(now.timestamp())
    counts = dict(recent)
    counts[second] = counts.get(second, 0) + 1
    return replace(gate, calls=tuple(sorted(counts.items()))), None


def enter(gate: Gate, *, now: datetime) -> tuple[Gate, timedelta | None]:
    """Pass a provider's breaker; once its pause is over a single probe passes, the others wait for its answer."""
    if (left := gate.left(now=now)) is not None:
        return gate, left
    if gate.failures >= FAILURES_TO_OPEN:
        return replace(gate, paused_until=now + PROBE), None
    return gate, None


def waiting_time(breaker: Gate, counted: Gate, quota: Quota, *, now: datetime) -> timedelta | None:
    """Give the time that a call would have to wait at both gates, None when it may leave."""
    waits = (enter(breaker, now=now)[1], take_call(counted, quota, now=now)[1])
    return max((wait for wait in waits if wait is not None), default=None)


def succeeded(gate: Gate) -> Gate:
    """Note that a provider has answered: the breaker closes."""
    return replace(gate, failures=0, paused_until=None)


def failed(gate: Gate, *, now: datetime) -> Gate:
    """Note that a provider has not answered; from the fifth failure in a row it is left alone, longer each time."""
    failures = gate.failures + 1
    if failures < FAILURES_TO_OPEN:
        return replace(gate, failures=failures)
    pause = min(FIRST_PAUSE * (1 << min(failures - FAILURES_TO_OPEN, 10)), LONGEST_PAUSE)
    return replace(gate, failures=failures, paused_until=now + pause)


def _recent(gate: Gate, quota: Quota, *, now: datetime) -> tuple[tuple[int, int], ...]:
    over = int(now.timestamp()) - quota.period - MARGIN_SECONDS
    return tuple((second, count) for second, count in gate.calls if second > over)
