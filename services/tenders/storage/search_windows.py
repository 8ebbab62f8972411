"""How far back a search looks first, and how much further next: the work follows the answers wanted, not the archive.

A frequent word has twenty answers in the last days, a rare one in ten years: the first window is of some days, and
each next one is as long as the density found so far asks for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

_FIRST_DAYS: Final = 3
_LEAST_GROWTH: Final = 2
_MOST_GROWTH: Final = 30
_MARGIN: Final = 1.5
_NEARLY_ALL: Final = 2  # a window of more than half of the archive costs more than the archive


@dataclass(frozen=True, slots=True)
class Window:
    """Days of publication, both included; ``is_last`` when nothing older can answer."""

    first: date
    last: date
    is_last: bool


class Windows:
    """The windows of one search, from the latest instant backwards; say ``found`` between two of them."""

    def __init__(self, *, latest: datetime, earliest: datetime, wanted: int) -> None:
        self._last = latest.astimezone(UTC).date()
        self._bottom = earliest.astimezone(UTC).date()
        self._wanted = wanted
        self._days = _FIRST_DAYS

    def __iter__(self) -> Iterator[Window]:
        reach = (self._last - self._bottom).days
        while self._days * _NEARLY_ALL <= reach:
            yield Window(self._last - timedelta(days=self._days - 1), self._last, is_last=False)
        yield Window(self._bottom, self._last, is_last=True)

    def found(self, count: int) -> None:
        """Say how many answers the present window held: the next one is longer in proportion."""
        growth = _MARGIN * self._wanted / count if count else _MOST_GROWTH
        self._days = int(self._days * min(max(growth, _LEAST_GROWTH), _MOST_GROWTH)) + 1
