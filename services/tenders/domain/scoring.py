"""Ranking of the bids of a lot (classement des offres), CCP R2152-6: by decreasing total, criterion by criterion.

* score of the monetary criterion: the formula that the buyer chose (``price_formulas.py``), rounded to 2 decimals;
* score of a criterion with parts: sum of score × weight of the part, rounded half up to 2 decimals;
* total = sum of score / highest score × weight / sum of the weights × 100, rounded half up to 2 decimals.

Scores are rounded where they are communicated, so that anybody can compute the total again from the published
scores (R2181-3). Equal totals share a rank and are marked: the engine never breaks a tie in silence.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from services.tenders.domain.evaluation import BidSheet, Evaluation
from services.tenders.domain.grading import GradedCriterion, Grid
from services.tenders.domain.model import CriterionKind
from services.tenders.domain.openings import OpenedResponse
from services.tenders.domain.price_formulas import CENT, Scale, formula_score, formula_words, french
from shared.kernel.ids import DepositId
from shared.kernel.money import Money
from shared.kernel.siret import Siret

_WHOLE, _ZERO = Decimal(100), Decimal(0)
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class RankedBid:
    """One bid in the ranking; ``rank`` 1 is the best, equal totals share it and are ``tied``."""

    response_id: DepositId
    tenderer_siret: Siret
    tenderer_name: str
    amount: Money
    scores: Mapping[str, Decimal]
    total: Decimal
    rank: int
    tied: bool


@dataclass(frozen=True, slots=True)
class ComputedScore:
    """One line of a computation: the score of a criterion, its share of the total, and both in figures."""

    criterion: str
    title: str
    score: Decimal
    max_score: Decimal
    points: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Computation:
    """How the total of one bid was computed, line by line."""

    bid: RankedBid
    compared_amount: Money
    lines: tuple[ComputedScore, ...]
    words: str


def rank_bids(evaluation: Evaluation, *, bids: Sequence[OpenedResponse], grid: Grid) -> tuple[RankedBid, ...]:
    """Rank the bids that are not set aside; the grid is complete (``missing_entries`` is empty)."""
    ranked = ranked_bids(evaluation, bids)
    if not ranked:
        return ()
    scale, kind = _scale(evaluation, ranked=ranked, grid=grid), _monetary(grid).kind
    scores = {bid.response_id: _scores(evaluation.sheet(bid.response_id), grid, scale, kind) for bid in ranked}
    totals = {response_id: weighted_total(each, grid) for response_id, each in scores.items()}
    ranks = _ranks(totals.values())
    placed = [
        RankedBid(
            response_id=bid.response_id,
            tenderer_siret=bid.tenderer_siret,
            tenderer_name=bid.tenderer_name,
            amount=_amount(evaluation.sheet(bid.response_id)),
            scores=scores[bid.response_id],
            total=totals[bid.response_id],
            rank=ranks[totals[bid.response_id]][0],
            tied=ranks[totals[bid.response_id]][1] > 1,
        )
        for bid in ranked
    ]
    return tuple(sorted(placed, key=lambda bid: (bid.rank, bid.response_id)))


def computations(
    evaluation: Evaluation, *, ranking: Sequence[RankedBid], bids: Sequence[OpenedResponse], grid: Grid
) -> tuple[Computation, ...]:
    """Show how each total of a ranking was computed, so that anybody can do it again by hand."""
    ranked = ranked_bids(evaluation, bids)
    if not ranking or not ranked:
        return ()
    scale = _scale(evaluation, ranked=ranked, grid=grid)
    return tuple(_computation(bid, evaluation.sheet(bid.response_id), grid=grid, scale=scale) for bid in ranking)


def first_holders(ranking: Sequence[RankedBid], count: int) -> tuple[tuple[RankedBid, ...], tuple[RankedBid, ...]]:
    """Give the first bids of a ranking, at most ``count``, then the equals among whom the last places remain to give.

    A framework may have several holders for each lot (R2162-2); an ordinary contract has one.
    """
    sure = tuple(bid for bid in ranking if sum(other.rank <= bid.rank for other in ranking) <= count)
    left = [bid for bid in ranking if bid not in sure]
    if len(sure) == count or not left:
        return sure, ()
    return sure, tuple(bid for bid in left if bid.rank == left[0].rank)


def ranked_bids(evaluation: Evaluation, bids: Sequence[OpenedResponse]) -> list[OpenedResponse]:
    """Keep the bids that nobody set aside."""
    return [bid for bid in bids if evaluation.sheet(bid.response_id).set_aside is None]


def weighted_total(scores: Mapping[str, Decimal], grid: Grid) -> Decimal:
    """Give the weighted total out of 100 from the scores as they are communicated."""
    exact = sum((_points(scores[criterion.code], criterion, grid) for criterion in grid.criteria), Decimal(0))
    return exact.quantize(CENT, context=_EXACT)


def parts_score(sheet: BidSheet, criterion: GradedCriterion) -> Decimal:
    """Give the score of a criterion from its parts, or the score that was entered where it has none."""
    if not criterion.parts:
        return sheet.scores[criterion.code]
    exact = sum((sheet.scores[f"{criterion.code}/{part.code}"] * part.weight.ratio for part in criterion.parts), _ZERO)
    return exact.quantize(CENT, context=_EXACT)


def _points(score: Decimal, criterion: GradedCriterion, grid: Grid) -> Decimal:
    """Give the points out of 100 that a score brings, unrounded."""
    return _EXACT.divide(score * criterion.weight * _WHOLE, criterion.max_score * grid.total_weight)


def _scores(sheet: BidSheet, grid: Grid, scale: Scale, kind: CriterionKind) -> Mapping[str, Decimal]:
    compared = sheet.compared_amount(kind).amount
    return {
        criterion.code: formula_score(grid.formula, compared, scale)
        if criterion.kind.is_monetary
        else parts_score(sheet, criterion)
        for criterion in grid.criteria
    }


def _scale(evaluation: Evaluation, *, ranked: Sequence[OpenedResponse], grid: Grid) -> Scale:
    criterion = _monetary(grid)
    amounts = [evaluation.sheet(bid.response_id).compared_amount(criterion.kind).amount for bid in ranked]
    return Scale.of(amounts, max_score=criterion.max_score, step=grid.step)


def _monetary(grid: Grid) -> GradedCriterion:
    return next(criterion for criterion in grid.criteria if criterion.kind.is_monetary)


def _ranks(totals: Iterable[Decimal]) -> Mapping[Decimal, tuple[int, int]]:
    """Give, for each total, its rank and how many bids have it."""
    ranks: dict[Decimal, tuple[int, int]] = {}
    better = 0
    for total, count in sorted(Counter(totals).items(), reverse=True):
        ranks[total] = (better + 1, count)
        better += count
    return ranks


def _computation(bid: RankedBid, sheet: BidSheet, *, grid: Grid, scale: Scale) -> Computation:
    compared = sheet.compared_amount(_monetary(grid).kind)
    lines = tuple(
        ComputedScore(
            criterion=criterion.code,
            title=criterion.title,
            score=bid.scores[criterion.code],
            max_score=criterion.max_score,
            points=_points(bid.scores[criterion.code], criterion, grid),
            words=_score_words(sheet, criterion, grid=grid, scale=scale),
        )
        for criterion in grid.criteria
    )
    terms = " + ".join(
        f"{french(bid.scores[each.code])} / {french(each.max_score)} × {french(each.weight)}" for each in grid.criteria
    )
    whole = grid.total_weight
    words = f"({terms}) × 100 / {french(whole)}" if whole != _WHOLE else terms
    return Computation(bid, compared, lines, f"{words} = {french(bid.total)}")


def _score_words(sheet: BidSheet, criterion: GradedCriterion, *, grid: Grid, scale: Scale) -> str:
    if criterion.kind.is_monetary:
        return formula_words(grid.formula, sheet.compared_amount(criterion.kind).amount, scale)
    score = french(parts_score(sheet, criterion))
    if not criterion.parts:
        return f"note attribuée : {score}"
    terms = " + ".join(
        f"{french(sheet.scores[f'{criterion.code}/{part.code}'])} × {french(part.weight.value)} %"
        for part in criterion.parts
    )
    return f"{terms} = {score}"


def _amount(sheet: BidSheet) -> Money:
    assert sheet.amount is not None, "an incomplete grid is not ranked"  # noqa: S101 - programmer error, not input
    return sheet.amount
