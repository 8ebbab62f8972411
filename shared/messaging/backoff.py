"""How long to wait before trying again: doubling, with a ceiling, so that a lasting fault costs next to nothing."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waiting times: ``first`` seconds, then twice as long each time, never more than ``ceiling`` seconds."""

    first: float
    ceiling: float

    def seconds(self, tries: int) -> float:
        """Seconds to wait after the given number of failed tries (1 for the first failure)."""
        return min(self.ceiling, self.first * 2.0 ** min(max(tries, 1) - 1, 30))

    def delay(self, tries: int) -> timedelta:
        """Same, as a duration."""
        return timedelta(seconds=self.seconds(tries))
