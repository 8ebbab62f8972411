"""How far a log is stamped, remembered for a moment: a rush of waiting companies asks the database once, not each."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Final

_REMEMBERED_SECONDS: Final = 0.1


class LatestStamp:
    """The greatest size of a log that carries a time stamp; it only grows."""

    def __init__(self, read: Callable[[], int]) -> None:
        self._read = read
        self._lock = Lock()
        self._size = 0
        self._until = 0.0

    @property
    def known(self) -> int:
        """The size as it was when somebody last asked."""
        return self._size

    def refreshed(self) -> int:
        """The size as it is now, give or take a tenth of a second."""
        if self.is_due():
            self.ask()
        return self._size

    def is_due(self) -> bool:
        """Say, to one caller in each tenth of a second, that it is time to ask."""
        with self._lock:
            if time.monotonic() < self._until:
                return False
            self._until = time.monotonic() + _REMEMBERED_SECONDS
            return True

    def ask(self) -> None:
        """Ask how far the log is stamped now."""
        found = self._read()
        with self._lock:
            self._size = max(self._size, found)
