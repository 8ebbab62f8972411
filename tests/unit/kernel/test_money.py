from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.money import CurrencyMismatch, Money
from shared.kernel.percentage import Percentage
from shared.kernel.refusal import InvalidValue

cents = st.integers(-(10**14), 10**14)
amounts = cents.map(lambda n: Money(Decimal(n).scaleb(-2), "EUR"))


@given(st.lists(amounts, max_size=30))
def test_a_sum_is_exact_to_the_cent(parts: list[Money]) -> None:
    assert Money.total(parts).amount == sum((part.amount for part in parts), Decimal(0))


@given(amounts, amounts)
def test_adding_then_taking_away_gives_back_the_amount(one: Money, other: Money) -> None:
    assert one + other - other == one
    assert (one < other) == (one.amount < other.amount)


@given(amounts)
def test_what_is_written_is_read_back(amount: Money) -> None:
    text, currency = str(amount).split()
    assert Money.parse(text, currency) == amount


@pytest.mark.parametrize(
    ("text", "places", "rounded"),
    [("0.005", 2, "0.01"), ("0.0049", 2, "0.00"), ("-0.005", 2, "-0.01"), ("2.675", 2, "2.68"), ("1234.5", 0, "1235")],
)
def test_rounding_is_half_away_from_zero(text: str, places: int, rounded: str) -> None:
    assert str(Money.parse(text, "EUR").round_half_up(places).amount) == rounded


@pytest.mark.parametrize(
    "text", ["", "1,5", "1e3", "NaN", "Infinity", " 1", "1_000", "١", "1.", ".5", "+1", "1" * 16, "1\n"]
)
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        Money.parse(text, "EUR")


def test_floats_never_enter() -> None:
    with pytest.raises(TypeError):
        Money(1.5, "EUR")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Money(Decimal(1), "EUR") * 1.5  # type: ignore[operator]
    with pytest.raises(TypeError):
        Percentage(5.5)  # type: ignore[arg-type]


def test_currencies_do_not_mix() -> None:
    euros, francs = Money(Decimal(1), "EUR"), Money(Decimal(1), "CHF")
    assert euros != francs
    for mix in (lambda: euros + francs, lambda: euros - francs, lambda: euros < francs, lambda: euros >= francs):
        with pytest.raises(CurrencyMismatch):
            mix()


def test_a_percentage_of_an_amount() -> None:
    assert Money.parse("1000.00", "EUR").percent(Percentage.parse("5.5")) == Money.parse("55", "EUR")
    assert Percentage.of_ratio(Decimal("0.05")) == Percentage.parse("5")
    assert Percentage.parse("5.5").display() == "5,5\u00a0%"


def test_amounts_are_shown_in_french() -> None:
    assert Money.parse("1234567.5", "EUR").display() == "1\u202f234\u202f567,50\u00a0€"


@pytest.mark.parametrize("currency", ["", "eur", "EURO", "€"])
def test_a_currency_is_three_letters(currency: str) -> None:
    with pytest.raises(InvalidValue):
        Money(Decimal(1), currency)
