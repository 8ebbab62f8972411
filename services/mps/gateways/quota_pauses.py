"""Pauses that API Entreprise asks for: while one lasts, its group of endpoints is not called at all.

Calling through a 429 gets the address banned for 12 hours without a word (API Entreprise documentation), so the
pause is kept here, before the network, and is shared by every thread of the process.
"""

from datetime import datetime, timedelta
from threading import Lock

from services.mps.gateways.api_entreprise_endpoints import QuotaGroup


class QuotaPauses:
    """Until when each group must be left alone."""

    def __init__(self) -> None:
        self._until: dict[QuotaGroup, datetime] = {}
        self._lock = Lock()

    def pause(self, group: QuotaGroup, *, until: datetime) -> None:
        """Leave a group alone until an instant; a longer pause already asked for stays."""
        with self._lock:
            self._until[group] = max(until, self._until.get(group, until))

    def left(self, group: QuotaGroup, *, now: datetime) -> timedelta | None:
        """Give how long the group must still be left alone, None when it may be called."""
        with self._lock:
            until = self._until.get(group)
        return until - now if until is not None and until > now else None
