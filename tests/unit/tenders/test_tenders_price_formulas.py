"""The formulas of the price, against tables computed by hand, and what must hold of each."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tenders.domain.price_formulas import (
    FORMULAS,
    PriceFormula,
    Scale,
    formula_score,
    formula_words,
    french,
)
from shared.kernel.percentage import Percentage

AMOUNTS = [Decimal(100_000), Decimal(110_000), Decimal(150_000), Decimal(240_000)]  # average 150 000
BY_HAND = {
    PriceFormula.INVERSE_PROPORTIONAL: ["20.00", "18.18", "13.33", "8.33"],
    PriceFormula.LINEAR_TO_HIGHEST: ["20.00", "18.57", "12.86", "0.00"],
    PriceFormula.LINEAR_TO_AVERAGE: ["20.00", "18.00", "10.00", "0.00"],
    PriceFormula.GAP_FROM_LOWEST: ["20.00", "18.00", "10.00", "0.00"],
    PriceFormula.QUANTISED_STEPS: ["20.00", "17.60", "9.60", "0.00"],  # steps of 4 %: 0, 3, 13, 35
}


def scale_of(amounts: list[Decimal], formula: PriceFormula, *, max_score: int = 20) -> Scale:
    step = Percentage.parse("4") if formula is PriceFormula.QUANTISED_STEPS else None
    return Scale.of(amounts, max_score=Decimal(max_score), step=step)


@pytest.mark.parametrize("formula", PriceFormula)
def test_scores_are_those_computed_by_hand(formula: PriceFormula) -> None:
    scale = scale_of(AMOUNTS, formula)
    assert [str(formula_score(formula, amount, scale)) for amount in AMOUNTS] == BY_HAND[formula]


@pytest.mark.parametrize("formula", PriceFormula)
def test_every_formula_has_its_words_and_shows_its_numbers(formula: PriceFormula) -> None:
    words = FORMULAS[formula]
    assert words.expression.startswith("note = note maximale × ")
    assert words.title
    assert words.caution
    shown = formula_words(formula, AMOUNTS[1], scale_of(AMOUNTS, formula))
    assert shown.startswith("20 × ")
    assert shown.endswith(f"= {french(Decimal(BY_HAND[formula][1]))}")


def test_one_euro_more_begins_a_step() -> None:
    formula = PriceFormula.QUANTISED_STEPS
    amounts = [Decimal(100), Decimal(104), Decimal("104.01")]
    scale = scale_of(amounts, formula, max_score=10)
    assert [str(formula_score(formula, each, scale)) for each in amounts] == ["10.00", "9.60", "9.20"]


@pytest.mark.parametrize("formula", PriceFormula)
def test_a_single_bid_and_equal_bids_have_the_highest_score(formula: PriceFormula) -> None:
    for amounts in ([Decimal("0.01")], [Decimal(7), Decimal(7)]):
        assert formula_score(formula, amounts[0], scale_of(amounts, formula)) == Decimal(20)


def test_numbers_are_written_in_french() -> None:
    written = [french(Decimal(text)) for text in ("0", "1234.5", "1234567", "8.3333", "-2", "10.00")]
    assert written == ["0", "1\u202f234,50", "1\u202f234\u202f567", "8,3333", "-2", "10"]


amounts = st.lists(st.decimals("0.01", "999999999999.99", places=2), min_size=1, max_size=12)


@given(amounts=amounts, formula=st.sampled_from(PriceFormula), top=st.integers(1, 100))
def test_a_lower_amount_never_scores_less(amounts: list[Decimal], formula: PriceFormula, top: int) -> None:
    scale = scale_of(amounts, formula, max_score=top)
    scores = [formula_score(formula, amount, scale) for amount in sorted(amounts)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == Decimal(top)
    assert all(Decimal(0) <= score <= Decimal(top) for score in scores)
    assert scores == [formula_score(formula, amount, scale) for amount in sorted(amounts)]
