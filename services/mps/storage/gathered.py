"""Work that many threads ask for at the same moment, done together: one transaction instead of one each.

While one thread does what was waiting, those who come wait to be done by the next; nobody waits for company.
"""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar

A = TypeVar("A")
R = TypeVar("R")


class Gathered(Generic[A, R]):
    """Calls of many threads answered in batches by ``do``, which gives one answer for each, in their order."""

    def __init__(self, do: Callable[[Sequence[A]], Sequence[R]]) -> None:
        self._do = do
        self._turn = Lock()
        self._lock = Lock()
        self._waiting: list[_Place[A, R]] = []

    def __call__(self, asked: A) -> R:
        """Give the answer to one call; what `do` raises reaches the thread that was doing, the others try again."""
        mine = _Place[A, R](asked)
        with self._lock:
            self._waiting.append(mine)
        with self._turn:
            if not mine.answers:
                self._serve(mine)
        return mine.answers[0]

    def _serve(self, mine: "_Place[A, R]") -> None:
        with self._lock:
            batch, self._waiting = self._waiting, []
        try:
            answers = self._do([place.asked for place in batch])
            for place, answer in zip(batch, answers, strict=True):
                place.answers.append(answer)
        finally:
            if not mine.answers:
                with self._lock:
                    self._waiting = [place for place in batch if place is not mine] + self._waiting


class _Place(Generic[A, R]):
    """One call in the queue, and its answer once there is one."""

    __slots__ = ("answers", "asked")

    def __init__(self, asked: A) -> None:
        self.asked = asked
        self.answers: list[R] = []
