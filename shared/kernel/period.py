"""Periods of calendar days (durées, périodes), half-open: the first day is in, the end is not."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from shared.kernel.refusal import InvalidValue


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` included to `end` excluded; never empty."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise InvalidValue("period", "Une période se termine après son premier jour.")

    @classmethod
    def from_first_to_last(cls, first: date, last: date) -> Self:
        """Make a period from its first and last days, both included, as texts of law write them."""
        return cls(first, last + timedelta(days=1))

    @property
    def last_day(self) -> date:
        """Give the last day that belongs to the period."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """Count the days of the period."""
        return (self.end - self.start).days

    def overlaps(self, other: "Period") -> bool:
        """Say whether a day belongs to both periods."""
        return self.start < other.end and other.start < self.end

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end
