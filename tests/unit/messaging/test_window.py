"""The cursor never passes what is not settled, whatever the order of confirmations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.messaging.window import Window


@given(st.permutations(range(1, 9)))
def test_cursor_is_the_settled_prefix_in_every_order(order: list[int]) -> None:
    window = Window(0)
    for position in range(1, 9):
        window.hand_over(position)
    settled: set[int] = set()
    for position in order:
        window.settle(position)
        settled.add(position)
        prefix = next((n for n in range(1, 9) if n not in settled), 9) - 1
        assert window.cursor == prefix
    assert window.cursor == 8
    assert window.in_flight == 0


def test_an_unsettled_position_holds_the_cursor_and_nothing_else() -> None:
    window = Window(10)
    for position in (11, 12, 13):
        window.hand_over(position)
    assert not window.settle(12)
    assert not window.settle(13)
    assert (window.cursor, window.last, window.in_flight) == (10, 13, 1)
    assert window.settle(11)
    assert window.cursor == 13


def test_settling_twice_changes_nothing() -> None:
    window = Window(0)
    window.hand_over(1)
    assert window.settle(1)
    assert not window.settle(1)


def test_positions_leave_in_rising_order() -> None:
    window = Window(5)
    with pytest.raises(ValueError, match="not after"):
        window.hand_over(5)


def test_rewinding_hands_everything_over_again() -> None:
    window = Window(0)
    for position in (1, 2, 3):
        window.hand_over(position)
    window.settle(1)
    window.settle(3)
    window.rewind()
    assert (window.cursor, window.last, window.in_flight) == (1, 1, 0)
    window.hand_over(2)
