"""A number that a draft bears never makes its invoice come back, whatever the order is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.invoicing.domain.invoice_number import LONGEST_NUMBER, checked_number, number_for
from shared.kernel.refusal import InvalidValue


@pytest.mark.parametrize(
    ("order", "number"),
    [
        ("BC-2026-1A2B3C4D", "F-BC-2026-1A2B3C4D"),
        ("Commande n° 12/é", "F-Commande-n-12/e"),
        ("Marché de la piscine, lot 3, commande 0001", "F-3-commande-0001"),
        ("X" * 40 + "7", "F-" + "X" * 17 + "7"),
        ("№", "F-No"),
        ("…", "F-1"),
    ],
)
def test_a_number_is_made_from_the_one_of_the_order(order: str, number: str) -> None:
    assert number_for(order) == number


@given(order=st.text(max_size=60))
def test_whatever_an_order_is_called_its_draft_has_a_number_that_is_taken(order: str) -> None:
    assert checked_number(number_for(order)) == number_for(order)


@pytest.mark.parametrize("text", ["", " ", "2026 001", "été", "a" * (LONGEST_NUMBER + 1), "F.1", "１"])
def test_a_number_that_would_come_back_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        checked_number(text)
