"""What callers send about candidacies and about questions to companies after the opening."""

from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from services.tenders.api.inputs import Identifier, In, LongText
from services.tenders.domain.candidacies import (
    CandidacyDecision,
    CandidacyGround,
    CandidacyStatus,
    Check,
    CheckState,
    ExaminationOrder,
)
from services.tenders.domain.inquiries import Conclusion, InquiryAnswer, InquiryKind
from services.tenders.handlers.candidacies import ExamineCandidacies, SelectCandidates
from services.tenders.handlers.inquiries import AskResponses, RecordInquiryAnswer
from shared.contracts.amount import DecimalText
from shared.kernel.clock import in_utc
from shared.kernel.ids import DepositId, LotId, TenderId
from shared.kernel.tender_ids import InquiryId

_MOST = 10_000
_Free = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000)]


class CheckIn(In):
    """What was found for one thing to look at in one candidacy."""

    response_id: Identifier
    check_id: Annotated[str, StringConstraints(max_length=60)]
    state: CheckState
    given: _Free = ""
    remark: _Free = ""
    score: DecimalText | None = None

    def to_check(self) -> Check:
        """Give the check."""
        return Check(self.state, self.given, self.remark, None if self.score is None else Decimal(self.score))


class CandidacyDecisionIn(In):
    """The decision of a person on one candidacy."""

    response_id: Identifier
    status: CandidacyStatus
    ground: CandidacyGround | None = None
    reason: _Free = ""


class CandidaciesIn(In):
    """Entries about the candidacies of one lot; what was entered before stays unless it is entered again."""

    order: ExaminationOrder | None = None
    checks: Annotated[tuple[CheckIn, ...], Field(max_length=_MOST)] = ()
    decisions: Annotated[tuple[CandidacyDecisionIn, ...], Field(max_length=_MOST)] = ()

    def to_command(self, tender_id: TenderId, lot_id: LotId) -> ExamineCandidacies:
        """Give the command."""
        return ExamineCandidacies(
            tender_id=tender_id,
            lot_id=lot_id,
            order=self.order,
            checks=tuple((DepositId.parse(each.response_id), each.check_id, each.to_check()) for each in self.checks),
            decisions=tuple(
                (DepositId.parse(each.response_id), CandidacyDecision(each.status, each.ground, each.reason))
                for each in self.decisions
            ),
        )


class SelectionIn(In):
    """Who is invited; nobody named means those whom the ranking proposes."""

    response_ids: Annotated[tuple[Identifier, ...], Field(max_length=_MOST)] = ()
    reason: LongText | None = None

    def to_command(self, tender_id: TenderId, lot_id: LotId) -> SelectCandidates:
        """Give the command."""
        chosen = tuple(DepositId.parse(each) for each in self.response_ids)
        return SelectCandidates(tender_id, lot_id, chosen, self.reason)


class InquiryIn(In):
    """A question to companies after the opening; without ``response_ids`` all those concerned are asked."""

    lot_id: Identifier
    kind: InquiryKind
    text: LongText
    due_at: AwareDatetime
    response_ids: Annotated[tuple[Identifier, ...], Field(max_length=_MOST)] = ()
    partial_reason: LongText | None = None

    def to_command(self, tender_id: TenderId) -> AskResponses:
        """Give the command."""
        return AskResponses(
            tender_id=tender_id,
            lot_id=LotId.parse(self.lot_id),
            kind=self.kind,
            text=self.text,
            due_at=in_utc(self.due_at),
            response_ids=tuple(DepositId.parse(each) for each in self.response_ids),
            partial_reason=self.partial_reason,
        )


class InquiryAnswerIn(In):
    """What one company answered, and what the buyer concludes."""

    response_id: Identifier
    received_at: AwareDatetime
    summary: LongText
    conclusion: Conclusion
    reason: LongText

    def to_command(self, tender_id: TenderId, inquiry_id: InquiryId) -> RecordInquiryAnswer:
        """Give the command."""
        answer = InquiryAnswer(in_utc(self.received_at), self.summary, self.conclusion, self.reason)
        return RecordInquiryAnswer(tender_id, inquiry_id, DepositId.parse(self.response_id), answer)
