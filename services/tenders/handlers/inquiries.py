"""Asking candidates and tenderers after the opening, and recording their answers (R2144-2, R2152-2, R2152-3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.tenders.domain import inquiries as rules
from services.tenders.domain import lifecycle
from services.tenders.domain.candidacies import incomplete_candidacies
from services.tenders.domain.errors import Code, refuse_if
from services.tenders.domain.evaluation import SettingAsideGround
from services.tenders.domain.inquiries import Inquiry, InquiryAnswer, InquiryKind, Recipients
from services.tenders.domain.messages import Recipient
from services.tenders.domain.model import Lot, Tender
from services.tenders.domain.openings import OpenedResponse, bids_of_lot, opened_bid
from services.tenders.domain.states import TenderAction
from services.tenders.handlers.evaluation import lot_state
from services.tenders.handlers.messages import SendMessage, send_message
from services.tenders.ports import UnitOfWork
from shared.kernel.ids import DepositId, LotId, TenderId
from shared.kernel.paris import display_instant
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.kernel.tender_ids import InquiryId

_SUBJECTS = {
    InquiryKind.COMPLETION: "Demande de compléments à votre candidature",
    InquiryKind.REGULARISATION: "Demande de régularisation de votre offre",
    InquiryKind.JUSTIFICATION: "Demande de justification de votre prix",
    InquiryKind.CLARIFICATION: "Demande de précisions",
}


@dataclass(frozen=True, slots=True)
class AskResponses:
    """Command: ask something of responses to a lot; without ``response_ids`` all those concerned are asked."""

    tender_id: TenderId
    lot_id: LotId
    kind: InquiryKind
    text: str
    due_at: datetime
    response_ids: tuple[DepositId, ...] = ()
    partial_reason: str | None = None


@dataclass(frozen=True, slots=True)
class RecordInquiryAnswer:
    """Command: record what one of those asked answered, and what the buyer concludes."""

    tender_id: TenderId
    inquiry_id: InquiryId
    response_id: DepositId
    answer: InquiryAnswer


def ask_responses(command: AskResponses, *, uow: UnitOfWork) -> Inquiry:
    """Ask every company concerned, with one same delay, through the platform's messages.

    Raises:
        Refused: nobody is concerned, somebody concerned is left out without a reason, a delay in the past, the
            regularisation of a bid rejected as abnormally low.
    """
    uow.scope.principal.require(Right.EVALUATE)
    tender = uow.tenders.lock(command.tender_id)
    lot = tender.lot(command.lot_id)
    changed = lifecycle.transition(tender, TenderAction.EVALUATE)
    legal_now = tender.timeline.legal_at(uow.clock.now())
    refuse_if(rules.refuse_due_date(due_at=command.due_at, legal_now=legal_now))
    responses = responses_asked(tender, lot, kind=command.kind, uow=uow)
    named = tuple(opened_bid(responses, response_id=each, lot=lot).response_id for each in command.response_ids)
    concerned = _concerned(tender, lot, kind=command.kind, uow=uow)
    chosen = Recipients(concerned, named, command.partial_reason).resolve(command.kind)
    if command.kind is InquiryKind.REGULARISATION:
        refuse_if(rules.refuse_regularisation(chosen, abnormally_low=_aside_as_low(tender, lot, uow=uow)))
    asked = Inquiry(
        inquiry_id=uow.ids.new(InquiryId),
        tender_id=tender.tender_id,
        lot_id=lot.lot_id,
        version=1,
        kind=command.kind,
        response_ids=chosen,
        text=command.text,
        sent_at=legal_now,
        due_at=command.due_at,
        partial_reason=command.partial_reason,
    )
    uow.inquiries.add(asked)
    uow.tenders.save(changed)
    _send(asked, tender=tender, lot=lot, responses=responses, uow=uow)
    facts = {"lot": str(lot.number), "kind": asked.kind.value, "responses": str(len(chosen))}
    uow.record("inquiry_sent", str(tender.tender_id), {**facts, "inquiry": str(asked.inquiry_id)})
    return asked


def record_inquiry_answer(command: RecordInquiryAnswer, *, uow: UnitOfWork) -> Inquiry:
    """Record an answer with what the buyer concludes from it; a late one is recorded with its date.

    Raises:
        Refused: ``TND-NOT-FOUND``, or as ``inquiries.record_answer``.
    """
    uow.scope.principal.require(Right.EVALUATE)
    tender = uow.tenders.lock(command.tender_id)
    changed = lifecycle.transition(tender, TenderAction.EVALUATE)
    known = uow.inquiries.of_tender(tender.tender_id)
    found = next((each for each in known if each.inquiry_id == command.inquiry_id), None)
    if found is None:
        refuse(Code.NOT_FOUND, object=command.inquiry_id)
    legal_now = tender.timeline.legal_at(uow.clock.now())
    answered = rules.record_answer(found, response_id=command.response_id, answer=command.answer, legal_now=legal_now)
    uow.inquiries.save(answered)
    uow.tenders.save(changed)
    facts = {"inquiry": str(found.inquiry_id), "response": str(command.response_id)}
    conclusion = command.answer.conclusion.value
    uow.record("inquiry_answered", str(tender.tender_id), {**facts, "conclusion": conclusion})
    return answered


def responses_asked(tender: Tender, lot: Lot, *, kind: InquiryKind, uow: UnitOfWork) -> Sequence[OpenedResponse]:
    """Give those who may be asked: candidates of the first stage, or tenderers of the offers that are evaluated."""
    of_candidacies = kind is InquiryKind.COMPLETION
    stage = tender.stages[0].stage_id if of_candidacies else tender.offers_stage_id
    return bids_of_lot(uow.openings.responses(stage), lot)


def _concerned(tender: Tender, lot: Lot, *, kind: InquiryKind, uow: UnitOfWork) -> tuple[DepositId, ...]:
    """Name everybody whom such a question concerns; a clarification and a justification concern whom they name."""
    if kind is InquiryKind.COMPLETION:
        candidates = responses_asked(tender, lot, kind=kind, uow=uow)
        return incomplete_candidacies(uow.candidacies.get(tender.tender_id, lot.lot_id), candidates)
    if kind is not InquiryKind.REGULARISATION:
        return ()
    return _aside_as(SettingAsideGround.IRREGULAR, tender, lot, uow=uow)


def _aside_as_low(tender: Tender, lot: Lot, *, uow: UnitOfWork) -> tuple[DepositId, ...]:
    return _aside_as(SettingAsideGround.ABNORMALLY_LOW, tender, lot, uow=uow)


def _aside_as(ground: SettingAsideGround, tender: Tender, lot: Lot, *, uow: UnitOfWork) -> tuple[DepositId, ...]:
    sheets = lot_state(tender, lot, uow=uow).evaluation.sheets
    return tuple(sorted(key for key, sheet in sheets.items() if sheet.set_aside and sheet.set_aside.ground is ground))


def _send(asked: Inquiry, *, tender: Tender, lot: Lot, responses: Sequence[OpenedResponse], uow: UnitOfWork) -> None:
    """Send one message to each company: nobody learns who else is asked."""
    companies = {each.response_id: each for each in responses}
    body = (
        f"Consultation « {tender.content.title} », lot {lot.number} ({lot.title}).\n\n{asked.text}\n\n"
        f"Votre réponse est attendue au plus tard le {display_instant(asked.due_at)} "
        f"(article {asked.kind.article} du code de la commande publique)."
    )
    for response_id in asked.response_ids:
        company = companies[response_id]
        to = (Recipient(company.tenderer_siret, None, company.tenderer_name),)
        message = SendMessage(tender.tender_id, asked.kind.message, to, _SUBJECTS[asked.kind], body)
        send_message(message, uow=uow)
