"""Reading a list that changes while it is read: page after page, again until two readings agree.

The portal lists invoices by the date of their status. While its pages are read an invoice may change its status and
move, so that another one slips over the edge of a page. A list of one page is read at once; a longer one is believed
when two readings in a row gave the very same lines; none is believed that gave fewer lines than it announced. Until
then the cursor stays where it was, and so it does when a line could not be read: nothing is lost, and what was seen
twice is dropped by its identifier.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.invoicing.domain.state_portal import ListedInvoice

OVERLAP: Final = timedelta(hours=1)  # clocks that differ, and lines that are shown late
FIRST_REACH: Final = timedelta(weeks=4)  # what is looked for when a recipient is connected
SLICE: Final = timedelta(weeks=4)  # what is asked for at once when much is to be caught up
MOST_READINGS: Final = 5
MOST_PAGES: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPage:
    """One page of the list; ``unreadable`` counts the lines that could not be read, ``total`` those of all pages."""

    invoices: tuple[ListedInvoice, ...]
    pages: int
    unreadable: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The dates of status that are asked for."""

    since: datetime
    until: datetime


class Readings:
    """The readings of one window."""

    def __init__(self) -> None:
        self._lines: set[tuple[int, datetime]] = set()
        self._before: set[tuple[int, datetime]] | None = None
        self._is_short = True
        self._has_unreadable = False
        self._read, self._unreadable, self._announced = 0, 0, 0
        self._has_idle_page = False
        self.has_begun = False
        self.latest: datetime | None = None

    def page(self, page: ListedPage) -> None:
        """Note one page."""
        self.has_begun, known = True, len(self._lines)
        self._lines.update((line.portal_id, line.status_at) for line in page.invoices)
        self._is_short = self._is_short and page.pages <= 1
        self._has_unreadable = self._has_unreadable or page.unreadable > 0
        self._has_idle_page = self._has_idle_page or (len(page.invoices) > 0 and len(self._lines) == known)
        self._read += len(page.invoices)
        self._unreadable += page.unreadable
        self._announced = max(self._announced, page.total)
        dates = [line.status_at for line in page.invoices]
        self.latest = max([*dates, *([self.latest] if self.latest else [])], default=None)

    def finish(self) -> bool:
        """End a reading; say whether the list can be believed.

        A list may tell an invoice twice and count it twice; a page that brings nothing new stands for another one.
        """
        told = len(self._lines) if self._has_idle_page else self._read
        is_whole = told + self._unreadable >= self._announced
        agrees = is_whole and (self._is_short or self._before == self._lines)
        self._before, self._lines, self._is_short = self._lines, set(), True
        self._read, self._unreadable, self._announced = 0, 0, 0
        self._has_idle_page = False
        return agrees

    @property
    def is_whole(self) -> bool:
        """Whether every line could be read."""
        return not self._has_unreadable


def window_from(cursor: datetime, *, now: datetime, is_held: bool = False) -> Window:
    """Give the next window to ask for: from a little before the cursor, and not too much at once.

    What holds the cursor hides nothing that is newer: the window then reaches to the present, however long it lasts.
    """
    since, present = cursor - OVERLAP, now + OVERLAP
    return Window(since=since, until=present if is_held else min(present, since + SLICE + OVERLAP))


def cursor_after(cursor: datetime, window: Window, latest: datetime | None, *, now: datetime) -> datetime:
    """Give the cursor after a window that was read whole: never back, never beyond the present."""
    if window.until < now:  # an old window, over for good: whatever it held has been seen
        return max(cursor, window.until)
    return max(cursor, min(latest or cursor, now))
