"""The ranking: exact decimals, explicit rounding, ties that are said (R2152-6)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tenders.domain.evaluation import (
    BidAmount,
    BidSheet,
    NamedAmount,
    Note,
    SettingAside,
    SettingAsideGround,
    enter_amount,
    enter_score,
    missing_entries,
    restore_bid,
    set_bid_aside,
    unjustified_scores,
)
from services.tenders.domain.grading import GradedCriterion, Grid
from services.tenders.domain.model import CriterionKind
from services.tenders.domain.price_formulas import PriceFormula
from services.tenders.domain.scoring import computations, rank_bids, weighted_total
from services.tenders.domain.terms import SubCriterion
from shared.kernel.ids import DepositId
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
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
    numbered,
    price,
    quality,
)

GRID = Grid.of_criteria((price("60"), quality("40")))
BIDS = (a_response(FIRST, siret=ACME), a_response(SECOND, siret=BOLT), a_response(THIRD))
QUALITY = GRID.criteria[1]


def euros(text: str) -> Money:
    return Money.parse(text, "EUR")


def with_parts() -> Grid:
    parts = tuple(
        SubCriterion(code, "quality", code.title(), Percentage.parse(weight))
        for code, weight in (("team", "30"), ("method", "70"))
    )
    split = GradedCriterion("quality", "Valeur technique", CriterionKind.QUALITY, Decimal(40), Decimal(10), parts)
    return Grid((GRID.criteria[0], split))


def test_scores_and_totals_are_those_that_anybody_computes_again() -> None:
    grid = a_grid(
        {
            FIRST: a_sheet("100000", {"quality": "6"}),
            SECOND: a_sheet("120000.50", {"quality": "9.5"}),
            THIRD: a_sheet("150000", {"quality": "4"}),
        }
    )
    ranking = rank_bids(grid, bids=BIDS, grid=GRID)
    assert [(bid.response_id, bid.rank) for bid in ranking] == [(SECOND, 1), (FIRST, 2), (THIRD, 3)]
    assert ranking[0].scores == {"price": Decimal("8.33"), "quality": Decimal("9.5")}
    assert [bid.total for bid in ranking] == [Decimal("87.98"), Decimal("84.00"), Decimal("56.02")]
    assert not any(bid.tied for bid in ranking)
    shown = computations(grid, ranking=ranking, bids=BIDS, grid=GRID)[0]
    assert [line.words for line in shown.lines] == [
        "10 × 100\u202f000 / 120\u202f000,50 = 8,33",
        "note attribuée : 9,50",
    ]
    assert shown.words == "8,33 / 10 × 60 + 9,50 / 10 × 40 = 87,98"


def test_the_parts_of_a_criterion_make_its_score() -> None:
    parts = {"quality/team": "6", "quality/method": "9.5"}
    grid = a_grid({FIRST: a_sheet("100", parts), SECOND: a_sheet("125", {"quality/team": "10", "quality/method": "5"})})
    ranking = rank_bids(grid, bids=BIDS[:2], grid=with_parts())
    assert [(bid.scores["quality"], bid.total) for bid in ranking] == [
        (Decimal("8.45"), Decimal("93.80")),  # 6 × 30 % + 9,5 × 70 % ; 10 / 10 × 60 + 8,45 / 10 × 40
        (Decimal("6.50"), Decimal("74.00")),  # 8 / 10 × 60 + 6,5 / 10 × 40
    ]
    first = computations(grid, ranking=ranking, bids=BIDS[:2], grid=with_parts())[0]
    assert first.lines[1].words == "6 × 30 % + 9,50 × 70 % = 8,45"


def test_points_need_not_sum_to_one_hundred() -> None:
    points = Grid(
        tuple(
            GradedCriterion(each.code, each.title, each.kind, weight, each.max_score)
            for each, weight in zip(GRID.criteria, (Decimal(30), Decimal(20)), strict=True)
        )
    )
    sheets = {FIRST: a_sheet("100", {"quality": "5"}), SECOND: a_sheet("200", {"quality": "10"})}
    ranking = rank_bids(a_grid(sheets), bids=BIDS[:2], grid=points)
    assert [bid.total for bid in ranking] == [Decimal("80.00"), Decimal("70.00")]
    shown = computations(a_grid(sheets), ranking=ranking, bids=BIDS[:2], grid=points)[0]
    assert shown.words == "(10 / 10 × 30 + 5 / 10 × 20) × 100 / 50 = 80"


def test_a_cost_adds_what_the_life_cycle_costs_but_the_contract_keeps_the_price() -> None:
    cost = Grid((GradedCriterion("cost", "Coût", CriterionKind.COST, Decimal(60), Decimal(10)), QUALITY))
    dear_to_run = BidAmount(euros("100"), costs=(NamedAmount("Énergie sur 10 ans", euros("100")),))
    frugal = BidAmount(euros("150"), costs=(NamedAmount("Énergie sur 10 ans", euros("10")),))
    grid = a_grid({key: a_sheet(None, {"quality": "5"}) for key in (FIRST, SECOND)})
    grid = enter_amount(grid, response_id=FIRST, given=dear_to_run)
    grid = enter_amount(grid, response_id=SECOND, given=frugal)
    ranking = rank_bids(grid, bids=BIDS[:2], grid=cost)
    assert [(bid.response_id, bid.amount, bid.scores["cost"]) for bid in ranking] == [
        (SECOND, euros("150"), Decimal("10.00")),
        (FIRST, euros("100"), Decimal("8.00")),  # 160 / 200
    ]


def test_the_parts_of_an_amount_make_it() -> None:
    parts = (NamedAmount("Tranche ferme", euros("70")), NamedAmount("Tranche optionnelle", euros("30.01")))
    with pytest.raises(Refused, match="TND-AMOUNT-PARTS"):
        enter_amount(a_grid(), response_id=FIRST, given=BidAmount(euros("100"), parts))
    grid = enter_amount(a_grid(), response_id=FIRST, given=BidAmount(euros("100.01"), parts, offer="Variante 1"))
    assert (grid.sheet(FIRST).parts, grid.sheet(FIRST).offer) == (parts, "Variante 1")


def test_equal_totals_share_a_rank_and_say_so() -> None:
    sheet = a_sheet("100", {"quality": "5"})
    grid = a_grid({FIRST: sheet, SECOND: sheet, THIRD: a_sheet("100", {"quality": "4.99"})})
    ranking = rank_bids(grid, bids=BIDS, grid=GRID)
    assert [(bid.rank, bid.tied) for bid in ranking] == [(1, True), (1, True), (3, False)]


def test_a_bid_set_aside_leaves_the_ranking_and_the_lowest_price() -> None:
    grid = a_grid({FIRST: a_sheet("1", {}), SECOND: a_sheet("100", {"quality": "5"})})
    decision = SettingAside(SettingAsideGround.ABNORMALLY_LOW, "Justifications insuffisantes")
    grid = set_bid_aside(grid, response_id=FIRST, decision=decision)
    ranking = rank_bids(grid, bids=BIDS[:2], grid=GRID)
    assert [bid.response_id for bid in ranking] == [SECOND]
    assert ranking[0].scores["price"] == Decimal(10)
    restored = restore_bid(grid, response_id=FIRST)
    assert missing_entries(restored, bids=BIDS[:2], grid=GRID) == (f"{FIRST}/quality",)


def test_what_is_missing_is_named() -> None:
    grid = a_grid({FIRST: a_sheet(None, {"quality": "5", "quality/team": "5"})})
    assert missing_entries(grid, bids=BIDS[:2], grid=GRID) == (
        f"{FIRST}/price",
        f"{SECOND}/price",
        f"{SECOND}/quality",
    )
    assert missing_entries(grid, bids=BIDS[:1], grid=with_parts()) == (f"{FIRST}/price", f"{FIRST}/quality/method")


def test_scores_stay_within_their_bounds_and_keep_their_motive() -> None:
    for score in ("-0.01", "10.01"):
        with pytest.raises(Refused, match="TND-SCORE-RANGE"):
            enter_score(a_grid(), response_id=FIRST, criterion=QUALITY, note=Note("quality", Decimal(score)))
    for score in ("0", "10"):
        note = Note("quality", Decimal(score), "Moyens décrits avec précision")
        grid = enter_score(a_grid(), response_id=FIRST, criterion=QUALITY, note=note)
        assert grid.sheet(FIRST).scores == {"quality": Decimal(score)}
        assert unjustified_scores(grid.sheet(FIRST)) == ()
        again = enter_score(grid, response_id=FIRST, criterion=QUALITY, note=Note("quality", Decimal(5)))
        assert again.sheet(FIRST).justifications == {"quality": "Moyens décrits avec précision"}
    assert unjustified_scores(BidSheet(scores={"quality": Decimal(1)})) == ("quality",)


def test_nobody_enters_a_score_that_is_computed() -> None:
    for criterion, entry in ((GRID.criteria[0], "price"), (with_parts().criteria[1], "quality")):
        with pytest.raises(Refused, match="TND-SCORE-COMPUTED"):
            enter_score(a_grid(), response_id=FIRST, criterion=criterion, note=Note(entry, Decimal(10)))
    with pytest.raises(Refused, match="TND-CRITERION-UNKNOWN"):
        enter_score(a_grid(), response_id=FIRST, criterion=QUALITY, note=Note("quality/cost", Decimal(1)))


@pytest.mark.parametrize("amount", [Money(Decimal(0)), Money(Decimal(-1)), Money(Decimal(10), "USD")])
def test_an_amount_is_positive_and_in_euros(amount: Money) -> None:
    with pytest.raises(Refused, match="TND-AMOUNT-INVALID"):
        enter_amount(a_grid(), response_id=FIRST, given=BidAmount(amount))


def test_a_cost_that_cannot_be_written_is_refused() -> None:
    most = euros("999999999999999")
    enter_amount(a_grid(), response_id=FIRST, given=BidAmount(most))
    with pytest.raises(Refused, match="TND-AMOUNT-INVALID"):
        enter_amount(a_grid(), response_id=FIRST, given=BidAmount(most, costs=(NamedAmount("x", euros("1")),)))


def test_a_thousand_bids_are_ranked_at_once() -> None:
    keys = [numbered(DepositId, number) for number in range(1, 1001)]
    sheets = {key: a_sheet(str(1000 + number % 37), {"quality": "5"}) for number, key in enumerate(keys)}
    ranking = rank_bids(a_grid(sheets), bids=[a_response(key) for key in keys], grid=GRID)
    assert (len(ranking), ranking[0].rank, ranking[-1].rank) == (1000, 1, 974)


cents = st.decimals("0.01", "999999999", places=2)
scores = st.decimals(0, 10, places=2)


@given(first=st.tuples(cents, scores), second=st.tuples(cents, scores), formula=st.sampled_from(PriceFormula))
def test_a_lower_price_never_lowers_a_total(
    first: tuple[Decimal, Decimal], second: tuple[Decimal, Decimal], formula: PriceFormula
) -> None:
    step = Percentage.parse("5") if formula is PriceFormula.QUANTISED_STEPS else None
    grid = Grid(GRID.criteria, formula, step)
    sheets = {key: a_sheet(str(a), {"quality": str(s)}) for key, (a, s) in ((FIRST, first), (SECOND, second))}
    totals = {bid.response_id: bid for bid in rank_bids(a_grid(sheets), bids=BIDS[:2], grid=grid)}
    cheap, dear = (FIRST, SECOND) if first[0] <= second[0] else (SECOND, FIRST)
    assert totals[cheap].scores["price"] >= totals[dear].scores["price"]
    assert Decimal(0) <= totals[dear].total <= Decimal(100)
    again = rank_bids(a_grid(dict(reversed(sheets.items()))), bids=tuple(reversed(BIDS[:2])), grid=grid)
    assert {bid.response_id: bid.total for bid in again} == {key: bid.total for key, bid in totals.items()}


@given(score=scores, weights=st.lists(st.decimals("0.01", 1000, places=2), min_size=2, max_size=8))
def test_the_same_score_everywhere_is_the_total_whatever_the_weights(score: Decimal, weights: list[Decimal]) -> None:
    criteria = tuple(
        GradedCriterion(f"c{number}", "x", CriterionKind.QUALITY, weight, Decimal(10))
        for number, weight in enumerate(weights)
    )
    total = weighted_total({each.code: score for each in criteria}, Grid(criteria))
    assert abs(total - score * 10) <= Decimal("0.01")
