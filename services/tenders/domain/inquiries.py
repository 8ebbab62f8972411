"""What the buyer asks of candidates and tenderers after the opening, all at once and with one same delay.

* completion of candidacies (compléments de candidature, R2144-2): every candidate concerned, same delay for all;
* regularisation of irregular bids (régularisation, R2152-2): every tenderer concerned, never of a bid rejected as
  abnormally low, never of a substantial characteristic;
* justification of a price or cost that seems abnormally low (R2152-3): due before any rejection on that ground;
* clarification of a bid or of a document (précisions, R2144-6, R2161-5), which changes nothing in the bid.

A question leaves by the platform's messages; the answers are recorded with what the buyer concludes from them.
Read on 2026-11-23.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.tenders.domain.errors import Code
from services.tenders.domain.messages import MessageKind
from shared.kernel.ids import DepositId, LotId, TenderId
from shared.kernel.refusal import Refusal, refuse
from shared.kernel.tender_ids import InquiryId


class InquiryKind(StrEnum):
    """What is asked."""

    COMPLETION = "completion"
    REGULARISATION = "regularisation"
    JUSTIFICATION = "justification"
    CLARIFICATION = "clarification"

    @property
    def article(self) -> str:
        """Give the article under which it is asked."""
        return _ARTICLES[self]

    @property
    def message(self) -> MessageKind:
        """Give the kind of message that carries it."""
        return MessageKind(self.value)


_ARTICLES: Final[Mapping[InquiryKind, str]] = MappingProxyType(
    {
        InquiryKind.COMPLETION: "R2144-2",
        InquiryKind.REGULARISATION: "R2152-2",
        InquiryKind.JUSTIFICATION: "R2152-3",
        InquiryKind.CLARIFICATION: "R2144-6, R2161-5",
    }
)


class Conclusion(StrEnum):
    """What the buyer concludes from an answer."""

    SATISFACTORY = "satisfactory"
    UNSATISFACTORY = "unsatisfactory"
    SUBSTANTIAL_CHANGE = "substantial_change"  # a regularisation that changes the bid itself (R2152-2)


@dataclass(frozen=True, slots=True)
class InquiryAnswer:
    """One answer: when it came, what it says, what the buyer concludes and why."""

    received_at: datetime
    summary: str
    conclusion: Conclusion
    reason: str


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One question sent to every response concerned by it; ``due_at`` is a legal instant, the same for all."""

    inquiry_id: InquiryId
    tender_id: TenderId
    lot_id: LotId
    version: int
    kind: InquiryKind
    response_ids: tuple[DepositId, ...]
    text: str
    sent_at: datetime
    due_at: datetime
    partial_reason: str | None = None
    answers: Mapping[DepositId, InquiryAnswer] = field(default_factory=lambda: MappingProxyType({}))

    def is_over_for(self, response_id: DepositId, *, legal_now: datetime) -> bool:
        """Say whether a response was asked and has answered, or let its delay pass."""
        return response_id in self.response_ids and (response_id in self.answers or legal_now > self.due_at)

    def silent(self, *, legal_now: datetime) -> tuple[DepositId, ...]:
        """Name those who let their delay pass without an answer."""
        if legal_now <= self.due_at:
            return ()
        return tuple(each for each in self.response_ids if each not in self.answers)


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who is asked: those whom the buyer names, or all those concerned when it names nobody."""

    concerned: tuple[DepositId, ...]
    named: tuple[DepositId, ...]
    reason: str | None

    def resolve(self, kind: InquiryKind) -> tuple[DepositId, ...]:
        """Give those to ask.

        Raises:
            Refused: ``TND-INQUIRY-NOBODY``; ``TND-INQUIRY-PARTIAL`` when somebody concerned by a completion or by a
                regularisation is left out without a reason.
        """
        chosen = tuple(dict.fromkeys(self.named or self.concerned))
        if not chosen:
            refuse(Code.INQUIRY_NOBODY, article=kind.article)
        left_out = [str(each) for each in self.concerned if each not in chosen]
        equal = kind in (InquiryKind.COMPLETION, InquiryKind.REGULARISATION)
        if equal and left_out and not (self.reason and self.reason.strip()):
            refuse(Code.INQUIRY_PARTIAL, article=kind.article, responses=", ".join(left_out))
        return chosen


def refuse_due_date(*, due_at: datetime, legal_now: datetime) -> Refusal | None:
    """An answer cannot be due in the past."""
    if due_at > legal_now:
        return None
    facts = {"due_at": due_at.isoformat(), "now": legal_now.isoformat()}
    return Refusal(Code.INQUIRY_DUE, "R2144-2", facts)


def refuse_regularisation(
    response_ids: Collection[DepositId], *, abnormally_low: Collection[DepositId]
) -> Refusal | None:
    """A bid rejected as abnormally low is not regularised (R2152-2)."""
    low = sorted(str(each) for each in response_ids if each in abnormally_low)
    return Refusal(Code.REGULARISATION_LOW, "R2152-2", {"responses": ", ".join(low)}) if low else None


def refuse_low_rejection(
    response_id: DepositId, *, inquiries: Iterable[Inquiry], legal_now: datetime
) -> Refusal | None:
    """A bid is rejected as abnormally low only after its tenderer was asked, and answered or let its delay pass.

    Source: R2152-3, R2152-4 1°.
    """
    asked = [each for each in inquiries if each.kind is InquiryKind.JUSTIFICATION and response_id in each.response_ids]
    if not asked:
        return Refusal(Code.LOW_NOT_ASKED, "R2152-3", {"response": str(response_id)})
    if not any(each.is_over_for(response_id, legal_now=legal_now) for each in asked):
        due_at = max(each.due_at for each in asked)
        return Refusal(Code.LOW_RUNNING, "R2152-4", {"response": str(response_id), "due_at": due_at.isoformat()})
    return None


def refuse_restoration(response_id: DepositId, *, inquiries: Iterable[Inquiry]) -> Refusal | None:
    """A bid whose regularisation changed it substantially does not come back into the ranking (R2152-2)."""
    answers = [each.answers[response_id] for each in inquiries if response_id in each.answers]
    if any(answer.conclusion is Conclusion.SUBSTANTIAL_CHANGE for answer in answers):
        return Refusal(Code.REGULARISATION_SUBSTANTIAL, "R2152-2", {"response": str(response_id)})
    return None


def record_answer(inquiry: Inquiry, *, response_id: DepositId, answer: InquiryAnswer, legal_now: datetime) -> Inquiry:
    """Record the answer of one of those asked; a late one is recorded too, and its date tells.

    Raises:
        Refused: ``TND-INQUIRY-STRANGER``, ``TND-INQUIRY-ANSWERED``, ``TND-INQUIRY-DATE``, ``TND-INQUIRY-CONCLUSION``.
    """
    if response_id not in inquiry.response_ids:
        refuse(Code.INQUIRY_STRANGER, response=response_id)
    if response_id in inquiry.answers:
        refuse(Code.INQUIRY_ANSWERED, response=response_id)
    if not inquiry.sent_at <= answer.received_at <= legal_now:
        refuse(Code.INQUIRY_DATE, received_at=answer.received_at.isoformat(), sent_at=inquiry.sent_at.isoformat())
    substantial = answer.conclusion is Conclusion.SUBSTANTIAL_CHANGE
    if substantial and inquiry.kind is not InquiryKind.REGULARISATION:
        refuse(Code.INQUIRY_CONCLUSION, kind=inquiry.kind, conclusion=answer.conclusion)
    answers = MappingProxyType({**inquiry.answers, response_id: answer})
    return replace(inquiry, version=inquiry.version + 1, answers=answers)
