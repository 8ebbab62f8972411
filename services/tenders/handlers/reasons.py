"""Requests of the reasons of a rejection and their answers (motifs du rejet), CCP R2181-2, R2181-4."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.tenders.domain import reason_requests as requests
from services.tenders.domain.errors import Code
from services.tenders.domain.messages import MessageKind, Recipient
from services.tenders.domain.reason_requests import ReasonRequest
from services.tenders.domain.rejection_text import answer_text
from services.tenders.domain.rejections import Rejection
from services.tenders.handlers.award_facts import legal_today
from services.tenders.handlers.messages import SendMessage, send_message
from services.tenders.handlers.rejection_letters import facts_of
from services.tenders.ports import UnitOfWork
from shared.kernel.ids import LotId, TenderId
from shared.kernel.paris import display_day, legal_day
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.kernel.tender_ids import ReasonRequestId, RejectionId
from shared.legal import LegalTable


@dataclass(frozen=True, slots=True)
class RecordReasonRequest:
    """Command of an agent: record a request that came by other means, with its day of reception."""

    tender_id: TenderId
    rejection_id: RejectionId
    received_on: date | None = None


@dataclass(frozen=True, slots=True)
class AnswerReasonRequest:
    """Command: answer a request; without a text, the one made from the facts is sent."""

    tender_id: TenderId
    request_id: ReasonRequestId
    text: str | None = None


def ask_reasons(tender_id: TenderId, lot_id: LotId | None, *, uow: UnitOfWork, law: LegalTable) -> list[ReasonRequest]:
    """Ask, as a rejected company, for the reasons of its rejections; asking again gives the same requests.

    Raises:
        Refused: ``TND-NOT-FOUND`` for a company that no letter of this consultation was sent to.
    """
    principal = uow.scope.principal
    principal.require(Right.SUBMIT)
    if principal.organisation is None:
        refuse(Code.ORGANISATION_MISSING)
    received = uow.rejections.received(tender_id, principal.organisation)
    wanted = [letter for letter in received if lot_id is None or letter.lot_id == lot_id]
    if not wanted:
        refuse(Code.NOT_FOUND, object=tender_id)
    affair = uow.messages.affair(tender_id)
    today = legal_day(affair.timeline.legal_at(uow.clock.now()))
    return [_request(letter, received_on=today, uow=uow, law=law) for letter in wanted]


def record_reason_request(command: RecordReasonRequest, *, uow: UnitOfWork, law: LegalTable) -> ReasonRequest:
    """Record a request that came by letter or by any other means.

    Raises:
        Refused: ``TND-REASONS-DATE`` for a day in the future or before the letter.
    """
    uow.scope.principal.require(Right.AWARD)
    tender = uow.tenders.get(command.tender_id)
    rejection = _own_letter(command.rejection_id, tender.tender_id, uow=uow)
    today = legal_today(tender, uow=uow)
    received_on = command.received_on or today
    sent_on = rejection.sending.sent_on if rejection.sending else today
    if not sent_on <= received_on <= today:
        refuse(Code.REASONS_DATE, received_on=display_day(received_on), today=display_day(today))
    return _request(rejection, received_on=received_on, uow=uow, law=law)


def answer_reasons(command: AnswerReasonRequest, *, uow: UnitOfWork) -> ReasonRequest:
    """Answer a request by a message to the company alone.

    Raises:
        Refused: ``TND-REASONS-ANSWERED``.
    """
    uow.scope.principal.require(Right.AWARD)
    tender = uow.tenders.get(command.tender_id)
    request = uow.reason_requests.lock(tender.tender_id, command.request_id)
    rejection = uow.rejections.get(request.rejection_id)
    text = command.text or draft_answer(request, uow=uow)
    answered = requests.answer(request, text=text, today=legal_today(tender, uow=uow))
    uow.reason_requests.save(answered)
    send_message(
        SendMessage(
            tender_id=tender.tender_id,
            kind=MessageKind.REJECTION,
            to=(Recipient(request.tenderer_siret, None, rejection.tenderer_name),),
            subject=f"Motifs du rejet de votre offre : {tender.content.title}",
            body=text,
        ),
        uow=uow,
    )
    uow.record("reasons_given", str(tender.tender_id), {"request": str(request.request_id)})
    return answered


def draft_answer(request: ReasonRequest, *, uow: UnitOfWork) -> str:
    """Write the answer from the facts: the advantages of the winning bid only to a regular bid."""
    tender = uow.tenders.get(request.tender_id)
    rejection = uow.rejections.get(request.rejection_id)
    fellows = [a for a in uow.awards.of_tender(tender.tender_id) if a.decision.decision_id == rejection.decision_id]
    return answer_text(facts_of(rejection, awards=fellows, tender=tender))


def reason_requests_of(tender_id: TenderId, *, uow: UnitOfWork) -> Sequence[ReasonRequest]:
    """Give the requests about a consultation of one's organisation."""
    uow.tenders.get(tender_id)
    return uow.reason_requests.of_tender(tender_id)


def _request(rejection: Rejection, *, received_on: date, uow: UnitOfWork, law: LegalTable) -> ReasonRequest:
    waiting = uow.reason_requests.of_rejection(rejection.rejection_id)
    if waiting is not None:
        return waiting
    due_on, confidence = requests.due_date(received_on=received_on, law=law)
    request = ReasonRequest(
        request_id=uow.ids.new(ReasonRequestId),
        tender_id=rejection.tender_id,
        rejection_id=rejection.rejection_id,
        tenderer_siret=rejection.tenderer_siret,
        received_on=received_on,
        due_on=due_on,
        confidence=confidence,
    )
    uow.reason_requests.add(request)
    facts = {"request": str(request.request_id), "due_on": due_on.isoformat()}
    uow.record("reasons_asked", str(rejection.tender_id), facts)
    return request


def _own_letter(rejection_id: RejectionId, tender_id: TenderId, *, uow: UnitOfWork) -> Rejection:
    """Give a letter of this consultation that has left, and hold it."""
    named = uow.rejections.get(rejection_id)
    held = uow.rejections.received(tender_id, named.tenderer_siret)
    found = next((letter for letter in held if letter.rejection_id == rejection_id), None)
    if found is None:
        refuse(Code.NOT_FOUND, object=rejection_id)
    return found
