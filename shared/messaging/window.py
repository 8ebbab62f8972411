"""The sliding window of a cursor: what was handed over, what is settled, up to where nothing is owed any more.

Pure arithmetic, shared by the relay (handed over = published, settled = confirmed) and by the in-process dispatcher
(handed over = given to a handler, settled = applied or set aside). Positions rise; they need not be dense.
"""

from collections import deque


class Window:
    """Positions after ``cursor``: a cursor never passes a position that is not settled, whatever comes first."""

    def __init__(self, cursor: int) -> None:
        self._cursor = cursor
        self._last = cursor
        self._handed: deque[int] = deque()
        self._open: set[int] = set()

    @property
    def cursor(self) -> int:
        """Last position up to which everything handed over is settled: safe to write down."""
        return self._cursor

    @property
    def last(self) -> int:
        """Last position handed over: reading goes on after it."""
        return self._last

    @property
    def in_flight(self) -> int:
        """How many positions are handed over and not settled."""
        return len(self._open)

    def hand_over(self, position: int) -> None:
        """Note that a position has left; positions leave in rising order."""
        if position <= self._last:
            raise ValueError(f"position {position} is not after {self._last}")
        self._last = position
        self._handed.append(position)
        self._open.add(position)

    def settle(self, position: int) -> bool:
        """Note that a position is settled; say whether the cursor moved. Settling twice changes nothing."""
        if position not in self._open:
            return False
        self._open.discard(position)
        before = self._cursor
        while self._handed and self._handed[0] not in self._open:
            self._cursor = self._handed.popleft()
        return self._cursor != before

    def rewind(self) -> None:
        """Forget what is in flight: everything after the cursor will be handed over again."""
        self._last = self._cursor
        self._handed.clear()
        self._open.clear()
