"""Timelines: how the legal time of a consultation follows the real clock.

A real consultation lives in real time. A sandbox consultation may run faster: its legal time starts at
`legal_start` when the clock shows `started_at`, then advances `factor` times as fast. Two origins are kept because
an accelerated consultation may begin at a legal date of its own. Only legal decisions use the legal time; tokens,
time stamps, logs and receipts keep the real one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self

from shared.kernel.clock import in_utc

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_GREATEST_FACTOR: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Timeline:
    """The law's time as a function of the clock: legal_start + (instant - started_at) * factor."""

    started_at: datetime
    legal_start: datetime
    factor: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "started_at", in_utc(self.started_at))
        object.__setattr__(self, "legal_start", in_utc(self.legal_start))
        if not 1 <= self.factor <= _GREATEST_FACTOR:
            raise ValueError(f"the factor of a timeline is between 1 and {_GREATEST_FACTOR}, not {self.factor}")

    @classmethod
    def real(cls) -> Self:
        """Give the timeline of a real consultation, where legal time is the clock's."""
        return cls(_EPOCH, _EPOCH, 1)

    @property
    def is_real(self) -> bool:
        """Say whether legal time is the clock's time."""
        return self.factor == 1 and self.started_at == self.legal_start

    def legal_at(self, instant: datetime) -> datetime:
        """Give the legal time at an instant of the clock."""
        return self.legal_start + (in_utc(instant) - self.started_at) * self.factor

    def instant_of(self, legal: datetime) -> datetime:
        """Give the first instant of the clock (to the microsecond) at which a legal time is reached."""
        elapsed = (in_utc(legal) - self.legal_start) // timedelta(microseconds=1)
        return self.started_at + timedelta(microseconds=-(-elapsed // self.factor))
