"""The ranking: exact decimals, explicit rounding, ties that are said (R2152-6)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tenders.domain.evaluation import (
    SettingAside,
    SettingAsideGround,
    enter_amount,
    enter_score,
    missing_entries,
    restore_bid,
    set_bid_aside,
)
from services.tenders.domain.scoring import price_score, rank_bids, weighted_total
from shared.kernel.money import Money
from shared.kernel.refusal import Refused
from tests.unit.tenders.builders import (
    ACME,
    BOLT,
    FIRST,
    SECOND,
    THIRD,
    a_grid,
    a_response,
    a_sheet,
    price,
    quality,
)

CRITERIA = (price("60"), quality("40"))
BIDS = (a_response(FIRST, siret=ACME), a_response(SECOND, siret=BOLT), a_response(THIRD))


def test_scores_and_totals_are_those_that_anybody_computes_again() -> None:
    grid = a_grid(
        {
            FIRST: a_sheet("100000", {"quality": "6"}),
            SECOND: a_sheet("120000.50", {"quality": "9.5"}),
            THIRD: a_sheet("150000", {"quality": "4"}),
        }
    )
    ranking = rank_bids(grid, bids=BIDS, criteria=CRITERIA)
    assert [(bid.response_id, bid.rank) for bid in ranking] == [(SECOND, 1), (FIRST, 2), (THIRD, 3)]
    assert ranking[0].scores == {"price": Decimal("8.33"), "quality": Decimal("9.5")}
    assert [bid.total for bid in ranking] == [Decimal("87.98"), Decimal("84.00"), Decimal("56.02")]
    assert not any(bid.tied for bid in ranking)


def test_equal_totals_share_a_rank_and_say_so() -> None:
    sheet = a_sheet("100", {"quality": "5"})
    grid = a_grid({FIRST: sheet, SECOND: sheet, THIRD: a_sheet("100", {"quality": "4.99"})})
    ranking = rank_bids(grid, bids=BIDS, criteria=CRITERIA)
    assert [(bid.rank, bid.tied) for bid in ranking] == [(1, True), (1, True), (3, False)]


def test_a_bid_set_aside_leaves_the_ranking_and_the_lowest_price() -> None:
    grid = a_grid({FIRST: a_sheet("1", {}), SECOND: a_sheet("100", {"quality": "5"})})
    decision = SettingAside(SettingAsideGround.ABNORMALLY_LOW, "Justifications insuffisantes")
    grid = set_bid_aside(grid, response_id=FIRST, decision=decision)
    ranking = rank_bids(grid, bids=BIDS[:2], criteria=CRITERIA)
    assert [bid.response_id for bid in ranking] == [SECOND]
    assert ranking[0].scores["price"] == Decimal(10)
    assert missing_entries(restore_bid(grid, response_id=FIRST), bids=BIDS[:2], criteria=CRITERIA) == (
        f"{FIRST}/quality",
    )


def test_what_is_missing_is_named() -> None:
    grid = a_grid({FIRST: a_sheet(None, {"quality": "5"})})
    assert missing_entries(grid, bids=BIDS[:2], criteria=CRITERIA) == (
        f"{FIRST}/price",
        f"{SECOND}/price",
        f"{SECOND}/quality",
    )


def test_scores_stay_within_their_bounds() -> None:
    for score in ("-0.01", "10.01"):
        with pytest.raises(Refused, match="TND-SCORE-RANGE"):
            enter_score(a_grid(), response_id=FIRST, criterion=quality(), score=Decimal(score))
    for score in ("0", "10"):
        grid = enter_score(a_grid(), response_id=FIRST, criterion=quality(), score=Decimal(score))
        assert grid.sheet(FIRST).scores == {"quality": Decimal(score)}


def test_nobody_enters_the_price_score() -> None:
    with pytest.raises(Refused, match="TND-SCORE-COMPUTED"):
        enter_score(a_grid(), response_id=FIRST, criterion=price(), score=Decimal(10))


@pytest.mark.parametrize("amount", [Money(Decimal(0)), Money(Decimal(-1)), Money(Decimal(10), "USD")])
def test_an_amount_is_positive_and_in_euros(amount: Money) -> None:
    with pytest.raises(Refused, match="TND-AMOUNT-INVALID"):
        enter_amount(a_grid(), response_id=FIRST, amount=amount)


amounts = st.decimals("0.01", "999999999", places=2).map(Money)


@given(low=amounts, high=amounts)
def test_a_dearer_bid_never_scores_more(low: Money, high: Money) -> None:
    low, high = sorted((low, high), key=lambda money: money.amount)
    scores = [price_score(amount=amount, lowest=low, max_score=Decimal(20)) for amount in (low, high)]
    assert scores[0] == Decimal(20)
    assert Decimal(0) <= scores[1] <= scores[0]


@given(score=st.decimals(0, 10, places=2))
def test_a_total_is_between_zero_and_one_hundred(score: Decimal) -> None:
    assert Decimal(0) <= weighted_total({"price": score, "quality": score}, CRITERIA) <= Decimal(100)
