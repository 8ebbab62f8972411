"""Ranking of the bids of a lot (classement des offres), CCP R2152-6: by decreasing total, criterion by criterion.

* price score = lowest amount / amount of the bid × highest score, rounded half up to 2 decimals. This is the formula
  that the thin service offers; the buyer chooses it by publishing a price criterion.
* total = Σ score / highest score × weight, rounded half up to 2 decimals, out of 100.

Scores are rounded where they are communicated, so that anybody can compute the total again from the published
scores (R2181-3). Equal totals share a rank and are marked: the engine never breaks a tie in silence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from services.tenders.domain.evaluation import BidSheet, Evaluation
from services.tenders.domain.model import AwardCriterion, CriterionKind
from services.tenders.domain.openings import OpenedResponse
from shared.kernel.ids import DepositId
from shared.kernel.money import Money
from shared.kernel.siret import Siret

_CENT = Decimal("0.01")


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


def rank_bids(
    evaluation: Evaluation, *, bids: Sequence[OpenedResponse], criteria: Sequence[AwardCriterion]
) -> tuple[RankedBid, ...]:
    """Rank the bids that are not set aside; the grid is complete (``missing_entries`` is empty)."""
    ranked = [bid for bid in bids if evaluation.sheet(bid.response_id).set_aside is None]
    amounts = {bid.response_id: _amount(evaluation.sheet(bid.response_id)) for bid in ranked}
    if not amounts:
        return ()
    lowest = min(amounts.values(), key=lambda money: money.amount)
    scores = {
        bid.response_id: _scores(evaluation.sheet(bid.response_id), criteria=criteria, lowest=lowest) for bid in ranked
    }
    totals = {response_id: weighted_total(scores[response_id], criteria) for response_id in scores}
    placed = [_place(bid, amounts=amounts, scores=scores, totals=totals) for bid in ranked]
    return tuple(sorted(placed, key=lambda bid: (bid.rank, bid.response_id)))


def price_score(*, amount: Money, lowest: Money, max_score: Decimal) -> Decimal:
    """Give the price score: the lowest bid has the highest score, others in inverse proportion."""
    return (lowest.amount * max_score / amount.amount).quantize(_CENT, ROUND_HALF_UP)


def weighted_total(scores: Mapping[str, Decimal], criteria: Sequence[AwardCriterion]) -> Decimal:
    """Give the weighted total out of 100 from the scores as they are communicated."""
    exact = sum((scores[c.code] * c.weight.value / c.max_score for c in criteria), Decimal(0))
    return exact.quantize(_CENT, ROUND_HALF_UP)


def _scores(sheet: BidSheet, *, criteria: Sequence[AwardCriterion], lowest: Money) -> Mapping[str, Decimal]:
    def score(criterion: AwardCriterion) -> Decimal:
        if criterion.kind is CriterionKind.PRICE:
            return price_score(amount=_amount(sheet), lowest=lowest, max_score=criterion.max_score)
        return sheet.scores[criterion.code]

    return {criterion.code: score(criterion) for criterion in criteria}


def _place(
    bid: OpenedResponse,
    *,
    amounts: Mapping[DepositId, Money],
    scores: Mapping[DepositId, Mapping[str, Decimal]],
    totals: Mapping[DepositId, Decimal],
) -> RankedBid:
    total = totals[bid.response_id]
    return RankedBid(
        response_id=bid.response_id,
        tenderer_siret=bid.tenderer_siret,
        tenderer_name=bid.tenderer_name,
        amount=amounts[bid.response_id],
        scores=scores[bid.response_id],
        total=total,
        rank=1 + sum(other > total for other in totals.values()),
        tied=sum(other == total for other in totals.values()) > 1,
    )


def _amount(sheet: BidSheet) -> Money:
    assert sheet.amount is not None, "an incomplete grid is not ranked"  # noqa: S101 - programmer error, not input
    return sheet.amount
