"""The clock (horloge) that every decision receives as an argument.

The instant is always real and in UTC; the legal day (Europe/Paris) and accelerated timelines are computed
from it by `shared.kernel.paris` and `shared.kernel.timeline`. Nothing else in the product reads the time.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from shared.kernel.refusal import InvalidValue


class Clock(Protocol):
    """A source of the present instant."""

    def now(self) -> datetime:
        """Give the present instant, aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Give the machine's instant in UTC."""
        return datetime.now(UTC)


@dataclass(slots=True)
class FixedClock:
    """A clock that stands still until it is told to advance, for tests and reproducible runs."""

    at: datetime

    def __post_init__(self) -> None:
        self.at = in_utc(self.at)

    def now(self) -> datetime:
        """Give the instant at which the clock stands."""
        return self.at

    def advance(self, duration: timedelta) -> None:
        """Move the clock forward by a duration; a clock never goes back."""
        if duration < timedelta(0):
            raise ValueError("a clock never goes back")
        self.at += duration


def in_utc(instant: datetime) -> datetime:
    """Express an aware instant in UTC.

    Raises:
        TypeError: the datetime is naive, so it names no instant.
        InvalidValue: it lies beyond every calendar of this world (the year 1 to the east of UTC, 9999 to its west).
    """
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise TypeError("a naive datetime names no instant")
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise InvalidValue("instant", "Cet instant est hors de portée du calendrier.") from error


def instant_text(instant: datetime) -> str:
    """Write an instant in RFC 3339, UTC, to the millisecond, cut and never rounded up."""
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")
