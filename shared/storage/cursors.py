"""Cursors of lists: an opaque text that says after which row the next page begins.

A cursor holds the sort key of the last row shown (keyset paging): no page skips or repeats a row when others arrive.
It is not signed, since it grants nothing: a forged one only chooses another place in the same, filtered, list.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from shared.kernel.refusal import refuse

T = TypeVar("T")
DEFAULT_LIMIT: Final = 50
LARGEST_LIMIT: Final = 200
_LONGEST_CURSOR: Final = 1000


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list, and the cursor of the next ones; None on the last page."""

    items: tuple[T, ...]
    next_cursor: str | None


def encode_cursor(*key: str | int) -> str:
    """Write the sort key of a row as a cursor."""
    text = json.dumps(key, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode("ascii").rstrip("=")


def decode_cursor(cursor: str, *kinds: type[str] | type[int]) -> tuple[str | int, ...]:
    """Read the sort key of a cursor, whose values have the given types.

    Raises:
        Refused: `HTTP-CURSOR-INVALID`, the text is not a cursor of this list.
    """
    if len(cursor) > _LONGEST_CURSOR:
        refuse("HTTP-CURSOR-INVALID")
    try:
        key = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        refuse("HTTP-CURSOR-INVALID")
    if not isinstance(key, list) or [type(value) for value in key] != list(kinds):
        refuse("HTTP-CURSOR-INVALID")
    if any("\x00" in value for value in key if isinstance(value, str)):
        refuse("HTTP-CURSOR-INVALID")  # PostgreSQL has no place for it
    return tuple(key)


def checked_limit(limit: int | None) -> int:
    """Give the number of rows of a page.

    Raises:
        Refused: `HTTP-LIMIT-INVALID`, outside 1 to 200.
    """
    if limit is None:
        return DEFAULT_LIMIT
    if not 1 <= limit <= LARGEST_LIMIT:
        refuse("HTTP-LIMIT-INVALID", least=1, most=LARGEST_LIMIT)
    return limit


def page_of(rows: Sequence[T], *, limit: int, key: Callable[[T], tuple[str | int, ...]]) -> Page[T]:
    """Make a page from a query that asked for one row more than the limit."""
    shown = tuple(rows[:limit])
    return Page(shown, encode_cursor(*key(shown[-1])) if len(rows) > limit else None)
