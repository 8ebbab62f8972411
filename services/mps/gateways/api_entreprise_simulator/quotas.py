"""The quotas of the simulator: a window of one minute for each token and group, as the official throttle counts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.mps.gateways.api_entreprise_simulator.operations import Operation

WINDOW_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a quota after a call; `remaining` is negative when the call is one too many."""

    limit: int
    remaining: int
    reset: int
    retry_after: int

    def headers(self) -> dict[str, str]:
        """Write the official headers, with `Retry-After` when the call is refused."""
        headers = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(self.remaining, 0)),
            "RateLimit-Reset": str(self.reset),
        }
        return headers if self.remaining >= 0 else {**headers, "Retry-After": str(self.retry_after)}


class Quotas:
    """Calls counted for each token, group and minute."""

    def __init__(self) -> None:
        self._window = -1
        self._calls: dict[tuple[str, str], int] = {}

    def count(self, operation: Operation, *, token: str, now: datetime) -> Allowance:
        """Count one call and say what is left."""
        seconds = int(now.timestamp())
        if seconds // WINDOW_SECONDS != self._window:  # forgets the past minute for everybody: memory stays flat
            self._window, self._calls = seconds // WINDOW_SECONDS, {}
        key = (token, operation.group)
        self._calls[key] = self._calls.get(key, 0) + 1
        reset = (self._window + 1) * WINDOW_SECONDS
        remaining = operation.limit - self._calls[key]
        return Allowance(operation.limit, remaining, reset, reset - seconds)
