"""What callers receive about awards: the decision, its letters, its standstill, what was done to it since."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from services.tenders.api.grid_outputs import RankedBidOut, SettingAsideOut
from services.tenders.api.outputs import AdviceOut
from services.tenders.domain.awards import Adjustment, Award, Withdrawal
from services.tenders.domain.organs import Organ
from services.tenders.domain.reason_requests import ReasonRequest
from services.tenders.domain.rejections import Rejection
from services.tenders.domain.standstill import Standstill
from services.tenders.domain.winner_checks import WinnerCheck
from services.tenders.handlers.awards import DecidedAward
from shared.contracts.amount import Amount


class OrganOut(BaseModel):
    """Who decided; a function, never a person."""

    kind: str
    decided_on: date
    function: str | None
    reference: str | None
    session_id: str | None

    @classmethod
    def of(cls, organ: Organ) -> "OrganOut":
        """Write an organ."""
        return cls(
            kind=organ.kind.value,
            decided_on=organ.decided_on,
            function=organ.function,
            reference=organ.reference,
            session_id=None if organ.session_id is None else str(organ.session_id),
        )


class RejectionOut(BaseModel):
    """One letter of rejection (R2181-1): its text, and the proof of its sending once it has left."""

    rejection_id: str
    version: int
    response_id: str
    tenderer_siret: str
    tenderer_name: str
    ground: str
    rank: int | None
    total: str | None
    set_aside: SettingAsideOut | None
    text: str
    transmission: str | None = Field(description="electronic ou other ; absent tant que la lettre n'est pas partie.")
    sent_on: date | None
    sent_at: datetime | None
    message_id: str | None

    @classmethod
    def of(cls, letter: Rejection) -> "RejectionOut":
        """Write a letter."""
        sending = letter.sending
        return cls(
            rejection_id=str(letter.rejection_id),
            version=letter.version,
            response_id=str(letter.response_id),
            tenderer_siret=letter.tenderer_siret.value,
            tenderer_name=letter.tenderer_name,
            ground=letter.ground.value,
            rank=letter.rank,
            total=None if letter.total is None else f"{letter.total:f}",
            set_aside=None if letter.set_aside is None else SettingAsideOut.of(letter.set_aside),
            text=letter.sent_text or letter.text,
            transmission=sending.transmission.value if sending else None,
            sent_on=sending.sent_on if sending else None,
            sent_at=sending.recorded_at if sending else None,
            message_id=sending.message_id if sending else None,
        )


class RejectionsOut(BaseModel):
    """The letters of the decision of an award."""

    items: list[RejectionOut]


class StandstillOut(BaseModel):
    """The standstill in legal days: sending included, signature possible from ``signable_from`` (R2182-1)."""

    basis: str
    sent_on: date
    ends_on: date
    signable_from: date
    confidence: str | None

    @classmethod
    def of(cls, standstill: Standstill) -> "StandstillOut":
        """Write a standstill."""
        return cls(
            basis=standstill.basis.value,
            sent_on=standstill.sent_on,
            ends_on=standstill.ends_on,
            signable_from=standstill.signable_from,
            confidence=standstill.confidence,
        )


class AdjustmentOut(BaseModel):
    """One change of detail before the signature (R2152-13)."""

    part: str
    before: str
    after: str
    amount: Amount | None
    made_at: datetime
    advice: AdviceOut

    @classmethod
    def of(cls, adjustment: Adjustment) -> "AdjustmentOut":
        """Write a change of detail."""
        return cls(
            part=adjustment.part.value,
            before=adjustment.before,
            after=adjustment.after,
            amount=None if adjustment.amount is None else Amount.of(adjustment.amount),
            made_at=adjustment.made_at,
            advice=AdviceOut.of(adjustment.advice),
        )


class WithdrawalOut(BaseModel):
    """Why and when an award was withdrawn."""

    ground: str
    reason: str
    withdrawn_on: date

    @classmethod
    def of(cls, withdrawal: Withdrawal) -> "WithdrawalOut":
        """Write a withdrawal."""
        return cls(ground=withdrawal.ground.value, reason=withdrawal.reason, withdrawn_on=withdrawal.withdrawn_on)


class HolderOut(BaseModel):
    """Another award of the same decision: a framework agreement with several holders."""

    award_id: str
    response_id: str
    tenderer_siret: str
    status: str

    @classmethod
    def of(cls, award: Award) -> "HolderOut":
        """Write another holder."""
        return cls(
            award_id=str(award.award_id),
            response_id=str(award.winner.response_id),
            tenderer_siret=award.winner.tenderer_siret.value,
            status=award.status.value,
        )


class AwardOut(BaseModel):
    """The award of a lot; ``standstill`` appears once the letters of rejection have been sent."""

    award_id: str
    decision_id: str
    version: int
    status: str
    lot_id: str
    winner: RankedBidOut
    amount: Amount
    ranking: list[RankedBidOut]
    reason: str | None
    organ: OrganOut
    advices: list[AdviceOut]
    notices: list[RejectionOut]
    standstill: StandstillOut | None
    adjustments: list[AdjustmentOut]
    withdrawal: WithdrawalOut | None
    other_holders: list[HolderOut]
    awarded_at: datetime

    @classmethod
    def of(cls, decided: DecidedAward) -> "AwardOut":
        """Write an award with the letters of its decision."""
        award, decision = decided.award, decided.award.decision
        return cls(
            award_id=str(award.award_id),
            decision_id=str(decision.decision_id),
            version=award.version,
            status=award.status.value,
            lot_id=str(award.lot_id),
            winner=RankedBidOut.of(award.winner),
            amount=Amount.of(award.amount),
            ranking=[RankedBidOut.of(bid) for bid in decision.ranking],
            reason=decision.reason,
            organ=OrganOut.of(decision.organ),
            advices=[AdviceOut.of(advice) for advice in decision.advices],
            notices=[RejectionOut.of(letter) for letter in decided.letters],
            standstill=None if award.standstill is None else StandstillOut.of(award.standstill),
            adjustments=[AdjustmentOut.of(adjustment) for adjustment in award.adjustments],
            withdrawal=None if award.withdrawal is None else WithdrawalOut.of(award.withdrawal),
            other_holders=[HolderOut.of(other) for other in decided.others],
            awarded_at=award.awarded_at,
        )


class AwardsOut(BaseModel):
    """The awards of a consultation, withdrawn ones too."""

    items: list[AwardOut]


class WinnerCheckOut(BaseModel):
    """Documents asked of the likely winner, and what came of it."""

    check_id: str
    lot_id: str
    response_id: str
    documents: list[str]
    deadline: datetime
    asked_at: datetime
    outcome: str
    reason: str | None
    settled_on: date | None

    @classmethod
    def of(cls, check: WinnerCheck) -> "WinnerCheckOut":
        """Write a request of documents."""
        return cls(
            check_id=str(check.check_id),
            lot_id=str(check.lot_id),
            response_id=str(check.response_id),
            documents=list(check.documents),
            deadline=check.deadline.at,
            asked_at=check.asked_at,
            outcome=check.outcome.value,
            reason=check.reason,
            settled_on=check.settled_on,
        )


class WinnerChecksOut(BaseModel):
    """The requests of documents of a consultation."""

    items: list[WinnerCheckOut]


class ReasonRequestOut(BaseModel):
    """A request of reasons with its last day; ``draft`` is the answer made from the facts, shown to the buyer alone."""

    request_id: str
    rejection_id: str
    received_on: date
    due_on: date
    confidence: str
    answered_on: date | None
    answer: str | None = None
    draft: str | None = None

    @classmethod
    def of(cls, request: ReasonRequest, *, draft: str | None = None) -> "ReasonRequestOut":
        """Write a request."""
        return cls(
            request_id=str(request.request_id),
            rejection_id=str(request.rejection_id),
            received_on=request.received_on,
            due_on=request.due_on,
            confidence=request.confidence,
            answered_on=request.answered_on,
            answer=request.answer,
            draft=draft,
        )


class ReasonRequestsOut(BaseModel):
    """The requests of reasons of a consultation."""

    items: list[ReasonRequestOut]
