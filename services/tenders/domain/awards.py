"""Award of a lot (attribution), letters of rejection and choice of the winner, CCP R2152-6, R2181-1, R2181-3.

The engine proposes the first of the ranking. People decide: another choice, or a choice among equals, is accepted
with its reason, which stays in the award and in the journal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from services.tenders.domain.errors import Code
from services.tenders.domain.evaluation import Evaluation, SettingAside
from services.tenders.domain.openings import OpenedResponse
from services.tenders.domain.scoring import RankedBid
from services.tenders.domain.standstill import Standstill
from shared.kernel.ids import AwardId, DepositId, LotId, TenderId
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret


@dataclass(frozen=True, slots=True)
class RejectionNotice:
    """One notification of rejection (R2181-1): to whom, on which grounds, and the real instant of its sending.

    A bid that was ranked gives its rank and its total; one that was set aside gives its ground and its reason.
    """

    response_id: DepositId
    tenderer_siret: Siret
    tenderer_name: str
    rank: int | None
    total: Decimal | None
    set_aside: SettingAside | None
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Award:
    """The decision to award a lot, before the standstill period ends; never changed afterwards."""

    award_id: AwardId
    tender_id: TenderId
    lot_id: LotId
    winner: RankedBid
    ranking: tuple[RankedBid, ...]
    reason: str | None
    notices: tuple[RejectionNotice, ...]
    standstill: Standstill
    awarded_at: datetime


def choose_winner(
    ranking: Sequence[RankedBid], *, lot_number: int, chosen: DepositId | None, reason: str | None
) -> RankedBid:
    """Give the winner: the first of the ranking, or the response that the buyer chose with its reason.

    Raises:
        Refused: ``TND-AWARD-NO-BID`` when nothing is ranked, ``TND-AWARD-TIE`` when the first rank is shared and
            nobody chose, ``TND-RESPONSE-UNKNOWN`` for a response that is not ranked, ``TND-AWARD-REASON`` when a
            choice that the ranking does not dictate has no reason.
    """
    if not ranking:
        refuse(Code.AWARD_NO_BID, article="R2152-6", lot=lot_number)
    winner = _first(ranking) if chosen is None else _find(ranking, chosen, lot_number)
    if (winner.rank > 1 or winner.tied) and not (reason and reason.strip()):
        refuse(Code.AWARD_REASON, article="R2152-6", response=winner.response_id, rank=winner.rank)
    return winner


def rejection_notices(
    *,
    winner: RankedBid,
    ranking: Sequence[RankedBid],
    bids: Sequence[OpenedResponse],
    evaluation: Evaluation,
    sent_at: datetime,
) -> tuple[RejectionNotice, ...]:
    """Write the rejection of every other bid of the lot, ranked or set aside."""
    places = {bid.response_id: bid for bid in ranking}

    def notice(bid: OpenedResponse) -> RejectionNotice:
        place = places.get(bid.response_id)
        return RejectionNotice(
            response_id=bid.response_id,
            tenderer_siret=bid.tenderer_siret,
            tenderer_name=bid.tenderer_name,
            rank=place.rank if place else None,
            total=place.total if place else None,
            set_aside=evaluation.sheet(bid.response_id).set_aside,
            sent_at=sent_at,
        )

    return tuple(notice(bid) for bid in bids if bid.response_id != winner.response_id)


def _first(ranking: Sequence[RankedBid]) -> RankedBid:
    if ranking[0].tied:
        equals = [str(bid.response_id) for bid in ranking if bid.rank == 1]
        refuse(Code.AWARD_TIE, article="R2152-6", responses=", ".join(equals))
    return ranking[0]


def _find(ranking: Sequence[RankedBid], chosen: DepositId, lot_number: int) -> RankedBid:
    found = next((bid for bid in ranking if bid.response_id == chosen), None)
    if found is None:
        refuse(Code.RESPONSE_UNKNOWN, response=chosen, lot=lot_number)
    return found
