"""The offset of the clock against other times: ``ok``, ``unknown`` or ``drift`` (design section 5).

``drift``: more than one second against the same source, twice in a row. It stops openings until an operator's logged
act; it never stops a deposit. ``unknown`` is allowed and printed in receipts and minutes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

GREATEST: Final = timedelta(seconds=1)
FRESH: Final = timedelta(hours=1)
DATABASE: Final = "database"  # another machine of ours: its disagreement means something, its agreement nothing


class ClockState(StrEnum):
    """What is known of the clock."""

    OK = "ok"
    UNKNOWN = "unknown"
    DRIFT = "drift"


@dataclass(frozen=True, slots=True)
class Measure:
    """One comparison: the other time less ours, on one machine."""

    node: str
    source: str
    at: datetime
    offset: timedelta

    @property
    def exceeds(self) -> bool:
        """Say whether the clocks are further apart than a second."""
        return abs(self.offset) > GREATEST


@dataclass(frozen=True, slots=True)
class ClockOffset:
    """What the last measures say; ``offset`` and ``source`` are those of the last one that counts."""

    state: ClockState
    offset: timedelta | None = None
    source: str | None = None

    @property
    def milliseconds(self) -> int | None:
        """The offset in whole milliseconds."""
        return None if self.offset is None else round(self.offset / timedelta(milliseconds=1))

    @property
    def told(self) -> dict[str, str | int | None]:
        """Write it as receipts and minutes say it."""
        return {"state": self.state.value, "milliseconds": self.milliseconds, "source": self.source}


class ClockOffsets(Protocol):
    """The measures that were kept."""

    def current(self, now: datetime) -> ClockOffset:
        """Say what the measures of the last hour mean."""

    def database_time(self) -> datetime:
        """Give the time of the database's machine, to be compared with ours and for nothing else."""

    def between(self, begin: datetime, end: datetime) -> Sequence[Measure]:
        """Give the measures of a period."""

    def keep(self, measure: Measure) -> None:
        """Keep a measure."""

    def is_accepted(self, now: datetime) -> bool:
        """Say whether an operator accepted the present drift."""

    def accept(self, *, at: datetime, subject: str, reason: str) -> None:
        """Keep an operator's decision to go on in spite of a drift."""


def judged_offset(measures: Iterable[Measure], now: datetime) -> ClockOffset:
    """Say what measures mean: a drift of any machine against any source weighs more than any agreement."""
    fresh = sorted((one for one in measures if now - one.at < FRESH), key=lambda one: one.at)
    last: dict[tuple[str, str], list[Measure]] = {}
    for one in fresh:
        last.setdefault((one.node, one.source), []).append(one)
    for found in last.values():
        if len(found) >= 2 and found[-1].exceeds and found[-2].exceeds:
            return ClockOffset(ClockState.DRIFT, found[-1].offset, found[-1].source)
    agreed = [found[-1] for (_, source), found in last.items() if source != DATABASE and not found[-1].exceeds]
    if not agreed or any(found[-1].exceeds for found in last.values()):
        return ClockOffset(ClockState.UNKNOWN)
    newest = max(agreed, key=lambda one: one.at)
    return ClockOffset(ClockState.OK, newest.offset, newest.source)
