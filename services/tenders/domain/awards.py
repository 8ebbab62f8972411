"""Award of a lot (attribution), CCP R2152-6, R2144-7, R2152-13, R2181-1, R2181-3, R2181-7.

The engine proposes the first of the ranking that nobody has eliminated. People decide: another choice, or a choice
among equals, is accepted with its reason, which stays in the award and in the journal. A framework with several
holders makes one award for each of them, joined by their decision.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from services.tenders.domain.advice import Advice
from services.tenders.domain.award_states import AwardAction, AwardStatus, next_award_status
from services.tenders.domain.errors import Code
from services.tenders.domain.organs import Organ
from services.tenders.domain.scoring import RankedBid
from services.tenders.domain.standstill import Standstill, StandstillChoice
from shared.kernel.ids import AwardId, DepositId, LotId, TenderId
from shared.kernel.money import Money
from shared.kernel.refusal import refuse
from shared.kernel.tender_ids import AwardDecisionId


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided for a lot: by whom, on which ranking, why, for how many tenderers, with which advice."""

    decision_id: AwardDecisionId
    organ: Organ
    ranking: tuple[RankedBid, ...]
    reason: str | None
    standstill_choice: StandstillChoice
    advices: tuple[Advice, ...]


class AdjustedPart(StrEnum):
    """What an adjustment touches; all but ``OTHER`` may be substantial (R2152-13)."""

    PRICE = "price"
    SCOPE = "scope"
    DURATION = "duration"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One change of detail agreed with the winner before the signature (mise au point, R2152-13)."""

    part: AdjustedPart
    before: str
    after: str
    made_at: datetime
    advice: Advice
    amount: Money | None = None


class WithdrawalGround(StrEnum):
    """Why the award leaves its winner."""

    REFUSAL = "refusal"  # the winner does not sign
    DOCUMENTS = "documents"  # R2144-7
    IMPOSSIBILITY = "impossibility"  # R2181-7
    ERROR = "error"  # the decision itself was wrong
    ABANDONED = "abandoned"  # the lot was declared sans suite, R2185-1


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The end of an award before its contract takes effect: the next of the ranking may be awarded."""

    ground: WithdrawalGround
    reason: str
    withdrawn_on: date


@dataclass(frozen=True, slots=True)
class Award:
    """A lot awarded to one winner; ``standstill`` is known once every rejection has been sent."""

    award_id: AwardId
    version: int
    status: AwardStatus
    tender_id: TenderId
    lot_id: LotId
    decision: Decision
    winner: RankedBid
    awarded_at: datetime
    standstill: Standstill | None = None
    adjustments: tuple[Adjustment, ...] = ()
    withdrawal: Withdrawal | None = None

    @property
    def is_live(self) -> bool:
        """Say whether the award still stands."""
        return self.status is not AwardStatus.WITHDRAWN

    @property
    def amount(self) -> Money:
        """The amount excluding VAT: that of the bid, or of the last adjustment that gave another."""
        given = [adjustment.amount for adjustment in self.adjustments if adjustment.amount is not None]
        return given[-1] if given else self.winner.amount


def inform(award: Award, standstill: Standstill) -> Award:
    """Note that every other company of the lot has been told, and from when the contract may be signed."""
    return _next(award, AwardAction.INFORM, standstill=standstill)


def adjust(award: Award, adjustment: Adjustment) -> Award:
    """Add a change of detail; the bid of the ranking stays as it was opened."""
    return _next(award, AwardAction.ADJUST, adjustments=(*award.adjustments, adjustment))


def note_signature(award: Award) -> Award:
    """Note that the contract of the award was signed."""
    return _next(award, AwardAction.SIGN)


def note_notification(award: Award) -> Award:
    """Note that the contract of the award was notified: it takes effect."""
    return _next(award, AwardAction.NOTIFY)


def withdraw(award: Award, withdrawal: Withdrawal) -> Award:
    """Take the award from its winner (``withdrawals.refuse_withdrawal`` was asked before)."""
    return _next(award, AwardAction.WITHDRAW, withdrawal=withdrawal)


def choose_winners(
    ranking: Sequence[RankedBid],
    *,
    lot_number: int,
    chosen: Sequence[DepositId],
    reason: str | None,
    eliminated: Collection[DepositId] = (),
) -> tuple[RankedBid, ...]:
    """Give the winners: the first that nobody eliminated, or the responses that the buyer chose.

    Several are expected to be the first ones of the ranking; any other choice, and a tie, need a reason.

    Raises:
        Refused: ``TND-AWARD-NO-BID`` when nobody is left, ``TND-AWARD-TIE`` when the first place is shared and nobody
            chose, ``TND-RESPONSE-UNKNOWN`` for a response that is not ranked, ``TND-AWARD-ELIMINATED`` for one that
            was eliminated, ``TND-AWARD-REASON`` when a choice that the ranking does not dictate has no reason.
    """
    left = [bid for bid in ranking if bid.response_id not in eliminated]
    if not left:
        refuse(Code.AWARD_NO_BID, article="R2152-6", lot=lot_number)
    if not chosen:
        return (_first(left),)
    winners = tuple(_find(ranking, each, lot_number) for each in dict.fromkeys(chosen))
    for winner in winners:
        if winner.response_id in eliminated:
            refuse(Code.AWARD_ELIMINATED, article="R2144-7", response=winner.response_id)
    last = winners[-1]
    if not (reason and reason.strip()) and not _is_dictated(winners, left):
        refuse(Code.AWARD_REASON, article="R2152-6", response=last.response_id, rank=last.rank)
    return tuple(sorted(winners, key=lambda bid: (bid.rank, bid.response_id)))


def _is_dictated(winners: Sequence[RankedBid], left: Sequence[RankedBid]) -> bool:
    """Say whether the winners are exactly the best of those left, nobody outside being their equal."""
    names = {bid.response_id for bid in winners}
    worst = min(bid.total for bid in winners)
    return all(bid.total < worst for bid in left if bid.response_id not in names)


def _first(left: Sequence[RankedBid]) -> RankedBid:
    equals = [str(bid.response_id) for bid in left if bid.total == left[0].total]
    if len(equals) > 1:
        refuse(Code.AWARD_TIE, article="R2152-6", responses=", ".join(equals))
    return left[0]


def _find(ranking: Sequence[RankedBid], chosen: DepositId, lot_number: int) -> RankedBid:
    found = next((bid for bid in ranking if bid.response_id == chosen), None)
    if found is None:
        refuse(Code.RESPONSE_UNKNOWN, response=chosen, lot=lot_number)
    return found


def _next(award: Award, action: AwardAction, **changes: Any) -> Award:  # noqa: ANN401 - replace() checks names
    status = next_award_status(award.status, action)
    return replace(award, status=status, version=award.version + 1, **changes)
