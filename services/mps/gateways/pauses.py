"""Pauses: while one lasts, its group of endpoints, or its source, is not called at all.

API Entreprise asks for some of them: calling through a 429 gets the address banned for 12 hours without a word. The
others are ours: a source that just let a call expire would hold the next ones for as long, and the other sources with
them. Pauses are kept before the network and shared by every thread of the process.
"""

from datetime import datetime, timedelta
from threading import Lock


class Pauses:
    """Until when each group or source must be left alone."""

    def __init__(self) -> None:
        self._until: dict[str, datetime] = {}
        self._lock = Lock()

    def pause(self, name: str, *, until: datetime) -> None:
        """Leave a group or a source alone until an instant; a longer pause already asked for stays."""
        with self._lock:
            self._until[name] = max(until, self._until.get(name, until))

    def left(self, *names: str, now: datetime) -> timedelta | None:
        """Give how long the longest pause of some groups and sources still lasts, None when all may be called."""
        with self._lock:
            until = max((self._until[name] for name in names if name in self._until), default=now)
        return until - now if until > now else None
