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

    def covers(self, position: int) -> bool:
        """Say whether a leaf stands under a stamped checkpoint."""
        if position < self._size:
            return True
        with self._lock:
            if time.monotonic() >= self._until:
                self._size = self._read()
                self._until = time.monotonic() + _REMEMBERED_SECONDS
        return position < self._size
