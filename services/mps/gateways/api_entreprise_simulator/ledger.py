"""What the simulator was asked, counted: tests and benchmarks read here what a client really did."""

from collections import Counter
from threading import Lock


class Ledger:
    """Calls by path and by status; ``running`` are those that have not been answered yet."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._calls: Counter[tuple[str, int]] = Counter()
        self._order: list[str] = []
        self._running: set[str] = set()

    def begin(self, key: str) -> bool:
        """Note that a call begins; False when the very same one is running."""
        with self._lock:
            if key in self._running:
                return False
            self._running.add(key)
            return True

    def end(self, key: str) -> None:
        """Note that a call has ended."""
        with self._lock:
            self._running.discard(key)

    def note(self, path: str, status: int) -> None:
        """Count an answer."""
        with self._lock:
            self._calls[(path, status)] += 1
            self._order.append(path)

    def count(self, *, status: int | None = None, contains: str = "") -> int:
        """Count the answers of a status to the paths that contain a text."""
        with self._lock:
            items = list(self._calls.items())
        return sum(n for (path, code), n in items if contains in path and status in {None, code})

    def calls(self) -> dict[str, int]:
        """Give the number of successful or conclusive answers by path: 200, 404, 451."""
        with self._lock:
            items = list(self._calls.items())
        found = Counter[str]()
        for (path, status), n in items:
            if status in {200, 404, 451}:
                found[path] += n
        return dict(found)

    def order(self) -> list[str]:
        """Give the paths in the order of their answers."""
        with self._lock:
            return list(self._order)
