"""What callers receive about candidacies and about questions to companies after the opening."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel

from services.tenders.domain.advice import Advice
from services.tenders.domain.candidacies import AskedCheck, CandidacySheet
from services.tenders.domain.candidate_selection import RankedCandidate, Selection
from services.tenders.domain.inquiries import Inquiry
from services.tenders.domain.openings import OpenedResponse
from services.tenders.handlers.candidacies import ExaminedLot
from shared.kernel.ids import DepositId


class AskedCheckOut(BaseModel):
    """One thing to look at in every candidacy."""

    check_id: str
    title: str
    asked: str


class CheckOut(BaseModel):
    """What was found for it in one candidacy."""

    check_id: str
    state: str
    given: str
    remark: str
    score: str | None


class CandidacyOut(BaseModel):
    """One candidacy: its checks and what was decided."""

    response_id: str
    siret: str
    name: str
    status: str
    ground: str | None
    article: str | None
    reason: str
    checks: list[CheckOut]

    @classmethod
    def of(cls, candidate: OpenedResponse, sheet: CandidacySheet) -> "CandidacyOut":
        """Write a candidacy."""
        decision = sheet.decision
        return cls(
            response_id=str(candidate.response_id),
            siret=candidate.tenderer_siret.value,
            name=candidate.tenderer_name,
            status=decision.status.value,
            ground=None if decision.ground is None else decision.ground.value,
            article=None if decision.ground is None else decision.ground.article,
            reason=decision.reason,
            checks=[
                CheckOut(
                    check_id=code,
                    state=check.state.value,
                    given=check.given,
                    remark=check.remark,
                    score=None if check.score is None else f"{check.score:f}",
                )
                for code, check in sheet.checks.items()
            ],
        )


class RankedCandidateOut(BaseModel):
    """An admitted candidate in the ranking."""

    response_id: str
    siret: str
    name: str
    points: str
    rank: int
    tied: bool
    proposed: bool

    @classmethod
    def of(cls, candidate: RankedCandidate) -> "RankedCandidateOut":
        """Write a candidate of the ranking."""
        return cls(
            response_id=str(candidate.response_id),
            siret=candidate.siret.value,
            name=candidate.name,
            points=f"{candidate.points:f}",
            rank=candidate.rank,
            tied=candidate.tied,
            proposed=candidate.proposed,
        )


class SelectionAdviceOut(BaseModel):
    """The number of those invited, compared with a minimum."""

    code: str
    conclusion: str
    article: str
    limit: str
    confidence: str

    @classmethod
    def of(cls, advice: Advice) -> "SelectionAdviceOut":
        """Write an advice."""
        return cls(
            code=advice.code,
            conclusion=advice.conclusion.value,
            article=advice.article,
            limit=advice.limit,
            confidence=advice.confidence,
        )


class SelectionOut(BaseModel):
    """Who is invited, as decided; the companies are named as the invitation to the next stage takes them."""

    invited: list[str]
    companies: list[str]
    reason: str | None
    advices: list[SelectionAdviceOut]
    decided_at: datetime

    @classmethod
    def of(cls, selection: Selection, companies: Mapping[DepositId, str], *, most: int | None) -> "SelectionOut":
        """Write a decision: the first ``most`` of those invited, or all."""
        invited = selection.invited[:most]
        return cls(
            companies=[companies[response_id] for response_id in invited],
            invited=[str(response_id) for response_id in invited],
            reason=selection.reason,
            advices=[SelectionAdviceOut.of(advice) for advice in selection.advices],
            decided_at=selection.decided_at,
        )


class CandidaciesOut(BaseModel):
    """The candidacies of a lot."""

    lot_id: str
    version: int
    order: str
    asked: list[AskedCheckOut]
    candidacy_count: int
    candidacies: list[CandidacyOut]
    ranking: list[RankedCandidateOut]
    selection: SelectionOut | None

    @classmethod
    def of(cls, lot: ExaminedLot, asked: Sequence[AskedCheck], *, most: int | None = None) -> "CandidaciesOut":
        """Write the candidacies of a lot: the first ``most`` of each list, or all."""
        examination = lot.examination
        companies = {each.response_id: each.tenderer_siret.value for each in lot.candidates}
        decided = None if lot.selection is None else SelectionOut.of(lot.selection, companies, most=most)
        return cls(
            lot_id=str(examination.lot_id),
            version=examination.version,
            order=examination.order.value,
            asked=[AskedCheckOut(check_id=each.code, title=each.title, asked=each.asked) for each in asked],
            candidacy_count=len(lot.candidates),
            candidacies=[CandidacyOut.of(each, examination.sheet(each.response_id)) for each in lot.candidates[:most]],
            ranking=[RankedCandidateOut.of(candidate) for candidate in lot.ranking[:most]],
            selection=decided,
        )


class InquiryAnswerOut(BaseModel):
    """One answer."""

    response_id: str
    received_at: datetime
    late: bool
    summary: str
    conclusion: str
    reason: str


class InquiryOut(BaseModel):
    """One question; instants are legal time."""

    inquiry_id: str
    lot_id: str
    version: int
    kind: str
    article: str
    text: str
    sent_at: datetime
    due_at: datetime
    response_ids: list[str]
    partial_reason: str | None
    answers: list[InquiryAnswerOut]

    @classmethod
    def of(cls, asked: Inquiry, *, most: int | None = None) -> "InquiryOut":
        """Write a question with its answers: the last ``most`` of them, or all."""
        answers = list(asked.answers.items())
        shown = answers if most is None else answers[max(len(answers) - most, 0) :]
        return cls(
            inquiry_id=str(asked.inquiry_id),
            lot_id=str(asked.lot_id),
            version=asked.version,
            kind=asked.kind.value,
            article=asked.kind.article,
            text=asked.text,
            sent_at=asked.sent_at,
            due_at=asked.due_at,
            response_ids=[str(response_id) for response_id in asked.response_ids[:most]],
            partial_reason=asked.partial_reason,
            answers=[
                InquiryAnswerOut(
                    response_id=str(response_id),
                    received_at=answer.received_at,
                    late=answer.received_at > asked.due_at,
                    summary=answer.summary,
                    conclusion=answer.conclusion.value,
                    reason=answer.reason,
                )
                for response_id, answer in shown
            ],
        )


class InquiriesOut(BaseModel):
    """The questions of a consultation, in the order of their sending."""

    items: list[InquiryOut]
