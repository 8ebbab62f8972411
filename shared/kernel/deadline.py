"""The deadline for receiving candidacies and tenders (date et heure limites de réception), CCP R2143-2, R2151-1.

A deadline is an instant, shown in Paris time. What is received after it is late (CCP R2151-5); a response is
received when its last declared byte is durable. `Deadline.admits` is the one function that decides.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from shared.kernel.clock import in_utc
from shared.kernel.paris import display_instant
from shared.kernel.refusal import InvalidValue

_EARLIEST: Final = 1900
_LATEST: Final = 2200


@dataclass(frozen=True, slots=True, order=True)
class Deadline:
    """The last instant, to the millisecond and included, at which a response is received in time."""

    at: datetime

    def __post_init__(self) -> None:
        if not _EARLIEST <= self.at.year <= _LATEST:  # legal time is shown in Paris, and deadlines are extended
            raise InvalidValue("deadline", f"Une date limite va de l'an {_EARLIEST} à l'an {_LATEST}.")
        object.__setattr__(self, "at", to_the_millisecond(self.at))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an RFC 3339 instant with its offset.

        Raises:
            InvalidValue: the text is not an instant, or has no offset.
        """
        try:
            return cls(datetime.fromisoformat(text))
        except (ValueError, TypeError) as error:
            raise InvalidValue("deadline", "Une date limite est un instant RFC 3339 avec son décalage.") from error

    def admits(self, completed_at: datetime) -> bool:
        """Say whether what was complete at this instant was received in time; the deadline itself is in time."""
        return to_the_millisecond(completed_at) <= self.at  # CCP R2151-5

    def display(self) -> str:
        """Write the deadline for people, in Paris time."""
        return display_instant(self.at)

    def __str__(self) -> str:
        return self.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_the_millisecond(instant: datetime) -> datetime:
    """Express an aware instant in UTC, cut (never rounded up) to the millisecond."""
    exact = in_utc(instant)
    return exact.replace(microsecond=exact.microsecond // 1000 * 1000)
