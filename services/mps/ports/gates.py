"""The gates before every call: quotas and circuit breakers that all workers and processes share."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from services.mps.domain.gates import Quota


class Gates(Protocol):
    """Counts calls and failures for everybody; each method is one short transaction of its own."""

    def enter(self, *, group: str, quota: Quota, provider: str, now: datetime) -> timedelta | None:
        """Count a call of a group to a provider, or give the time to wait before it may leave."""
        ...

    def wait(self, *, group: str, quota: Quota, provider: str, now: datetime) -> timedelta | None:
        """Give the time that a call would have to wait, without counting it."""
        ...

    def succeeded(self, provider: str) -> None:
        """Note that a provider has answered."""
        ...

    def failed(self, provider: str, *, now: datetime) -> None:
        """Note that a provider has not answered."""
        ...

    def pause(self, group: str, *, until: datetime) -> None:
        """Leave a group alone until an instant: the service said so."""
        ...

    def free(self, quotas: Mapping[str, Quota], *, now: datetime) -> Mapping[str, int]:
        """Give how many calls of each group may leave now."""
        ...
