"""Cursors of lists: opaque, checked, and never a way around the list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.refusal import Refused
from shared.storage.cursors import checked_limit, decode_cursor, encode_cursor, page_of


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=100), st.integers())
def test_a_cursor_comes_back(text: str, number: int) -> None:
    assert decode_cursor(encode_cursor(text, number), str, int) == (text, number)


@pytest.mark.parametrize(
    "foreign",
    ["é", "!!", "AAAA", encode_cursor("a"), encode_cursor(1, "a"), encode_cursor("a", 1, 2), "W" * 2000, "bnVsbA",
     encode_cursor("a\x00", 1), encode_cursor("a", True)],
)  # fmt: skip
def test_what_is_not_a_cursor_of_this_list_is_refused(foreign: str) -> None:
    with pytest.raises(Refused, match="HTTP-CURSOR-INVALID"):
        decode_cursor(foreign, str, int)


def test_pages_cover_the_list_once() -> None:
    rows = [f"row {number:02}" for number in range(7)]
    seen: list[str] = []
    cursor: str | None = encode_cursor("")
    while cursor is not None:
        [last] = decode_cursor(cursor, str)
        page = page_of([row for row in rows if row > str(last)][:4], limit=3, key=lambda row: (row,))
        seen += page.items
        cursor = page.next_cursor
    assert seen == rows


@pytest.mark.parametrize("limit", [0, -1, 201])
def test_a_limit_outside_its_bounds_is_refused(limit: int) -> None:
    with pytest.raises(Refused, match="HTTP-LIMIT-INVALID"):
        checked_limit(limit)


def test_limits_inside_their_bounds() -> None:
    assert [checked_limit(limit) for limit in (None, 1, 200)] == [50, 1, 200]
