"""Amounts as people write them: two ways to write one sum, and no sum that could be read in two ways."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.french_amount import read_amount, read_amounts
from shared.kernel.money import Money
from shared.kernel.refusal import InvalidValue


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("59999.99", "59999.99"),
        ("59 999,99", "59999.99"),
        ("59\u00a0999,99", "59999.99"),
        ("59\u202f999,9", "59999.9"),
        ("1 000 000", "1000000"),
        ("0", "0"),
        ("5404000", "5404000"),
    ],
)
def test_both_ways_of_writing_are_read(text: str, amount: str) -> None:
    assert read_amount(text) == Money(Decimal(amount))


_DOUBTFUL = [
    *("", " ", "1,234", "1.234", "59,999.99", "59.999,99", "1 0000", "12 34", "-5", "+5", "1e3", "NaN", "Infinity"),
    *("5 €", "٣", "１２", "1" * 16, "1,", ",5", "1\n", " 1", "1  000", "0x10", "1_000"),
]


@pytest.mark.parametrize("text", _DOUBTFUL)
def test_what_is_doubtful_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        read_amount(text)


@given(st.decimals("0", "999999999999", places=2))
def test_what_money_displays_can_be_typed_again(amount: Decimal) -> None:
    shown = Money(amount).display().removesuffix("\u00a0€")
    assert read_amount(shown).amount == amount


def test_several_amounts() -> None:
    assert read_amounts("30000,50000") == (Money(Decimal(30000)), Money(Decimal(50000)))
    assert read_amounts("30 000,50 ; 50 000") == (Money(Decimal("30000.50")), Money(Decimal(50000)))
    assert read_amounts("30000.50,50000") == (Money(Decimal("30000.50")), Money(Decimal(50000)))
    assert read_amounts("7") == (Money(Decimal(7)),)
    for text in ("30000,50", "1,2,3", "", ";", "1;;2", "1;"):
        with pytest.raises(InvalidValue):
            read_amounts(text)
