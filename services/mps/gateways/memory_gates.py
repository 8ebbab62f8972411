"""Gates kept in the memory of one process: for the command line and for tests; services share theirs in the store."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock

from services.mps.domain import gates
from services.mps.domain.gates import Gate, Quota


class MemoryGates:
    """Counts for the threads of this process alone."""

    def __init__(self) -> None:
        self._groups: dict[str, Gate] = {}
        self._providers: dict[str, Gate] = {}
        self._lock = Lock()

    def enter(self, *, group: str, quota: Quota, provider: str, now: datetime) -> timedelta | None:
        """Count a call of a group to a provider, or give the time to wait before it may leave."""
        with self._lock:
            breaker, wait = gates.enter(self._providers.get(provider, Gate()), now=now)
            if wait is not None:
                return wait
            counted, wait = gates.take_call(self._groups.get(group, Gate()), quota, now=now)
            if wait is None:
                self._providers[provider], self._groups[group] = breaker, counted
            return wait

    def wait(self, *, group: str, quota: Quota, provider: str, now: datetime) -> timedelta | None:
        """Give the time that a call would have to wait, without counting it."""
        with self._lock:
            breaker, counted = self._providers.get(provider, Gate()), self._groups.get(group, Gate())
        return gates.waiting_time(breaker, counted, quota, now=now)

    def succeeded(self, provider: str) -> None:
        """Note that a provider has answered."""
        with self._lock:
            self._providers[provider] = gates.succeeded(self._providers.get(provider, Gate()))

    def failed(self, provider: str, *, now: datetime) -> None:
        """Note that a provider has not answered."""
        with self._lock:
            self._providers[provider] = gates.failed(self._providers.get(provider, Gate()), now=now)

    def pause(self, group: str, *, until: datetime) -> None:
        """Leave a group alone until an instant."""
        with self._lock:
            self._groups[group] = self._groups.get(group, Gate()).paused(until=until)

    def free(self, quotas: Mapping[str, Quota], *, now: datetime) -> Mapping[str, int]:
        """Give how many calls of each group may leave now."""
        with self._lock:
            return {
                name: gates.free_calls(self._groups.get(name, Gate()), quota, now=now) for name, quota in quotas.items()
            }
