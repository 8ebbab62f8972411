"""Routes of the examination of candidacies and of the questions to companies after the opening."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.tenders.api.examination_inputs import CandidaciesIn, InquiryAnswerIn, InquiryIn, SelectionIn
from services.tenders.api.examination_outputs import CandidaciesOut, InquiriesOut, InquiryOut
from services.tenders.api.kept_answers import fitting
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.candidacies import asked_checks
from services.tenders.domain.inquiries import Inquiry
from services.tenders.handlers.candidacies import (
    ExaminedLot,
    examine_candidacies,
    examined_lot,
    select_candidates,
)
from services.tenders.handlers.inquiries import ask_responses, record_inquiry_answer
from services.tenders.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import LotId, TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.tender_ids import InquiryId

_Evaluation = Annotated[Act, Depends(act_of(Right.EVALUATE))]
_Evaluator = Annotated[Principal, Depends(authenticated(Right.EVALUATE))]


def candidacy_routes(app: TendersApp) -> APIRouter:
    """Build the routes of candidacies: for the buyer's agents who evaluate, and nobody else (L2132-1)."""
    router = service_router(tags=["Candidatures"])

    @router.post("/consultations/{tender_id}/candidacies/{lot_id}", response_model=CandidaciesOut)
    def examine(tender_id: str, lot_id: str, body: CandidaciesIn, act: _Evaluation) -> Response:
        """Saisir les vérifications et les décisions sur les candidatures d'un lot ; rien n'est exclu d'office."""
        command = body.to_command(TenderId.parse(tender_id), LotId.parse(lot_id))
        return app.commands.run(act, lambda uow: _short(examine_candidacies(command, uow=uow), uow))

    @router.get("/consultations/{tender_id}/candidacies/{lot_id}")
    def candidacies(tender_id: str, lot_id: str, request: Request, principal: _Evaluator) -> CandidaciesOut:
        """Lire l'examen des candidatures d'un lot et le classement des candidats admis."""
        with app.open_uow(scope_of(request, principal)) as uow:
            tender = uow.tenders.get(TenderId.parse(tender_id))
            return _out(examined_lot(tender, tender.lot(LotId.parse(lot_id)), uow=uow), uow)

    @router.post("/consultations/{tender_id}/candidacies/{lot_id}/selection", response_model=CandidaciesOut)
    def select(tender_id: str, lot_id: str, body: SelectionIn, act: _Evaluation) -> Response:
        """Décider quels candidats admis seront invités à présenter une offre (articles R2142-15 à R2142-18)."""
        command = body.to_command(TenderId.parse(tender_id), LotId.parse(lot_id))
        return app.commands.run(act, lambda uow: _short(select_candidates(command, uow=uow, law=app.law), uow))

    return router


def inquiry_routes(app: TendersApp) -> APIRouter:
    """Build the routes of questions to companies after the opening."""
    router = service_router(tags=["Demandes aux entreprises"])

    @router.post("/consultations/{tender_id}/inquiries", status_code=201, response_model=InquiryOut)
    def ask(tender_id: str, body: InquiryIn, act: _Evaluation) -> Response:
        """Demander des compléments, une régularisation, une justification de prix ou des précisions."""
        command = body.to_command(TenderId.parse(tender_id))
        return app.commands.run(act, lambda uow: _told(ask_responses(command, uow=uow)), status=201)

    @router.get("/consultations/{tender_id}/inquiries")
    def inquiries(tender_id: str, request: Request, principal: _Evaluator) -> InquiriesOut:
        """Lire les demandes adressées aux entreprises et leurs réponses."""
        with app.open_uow(scope_of(request, principal)) as uow:
            tender = uow.tenders.get(TenderId.parse(tender_id))
            return InquiriesOut(items=[InquiryOut.of(each) for each in uow.inquiries.of_tender(tender.tender_id)])

    @router.post(
        "/consultations/{tender_id}/inquiries/{inquiry_id}/answers", status_code=201, response_model=InquiryOut
    )
    def record(tender_id: str, inquiry_id: str, body: InquiryAnswerIn, act: _Evaluation) -> Response:
        """Enregistrer la réponse d'une entreprise et ce que l'acheteur en conclut."""
        command = body.to_command(TenderId.parse(tender_id), InquiryId.parse(inquiry_id))
        return app.commands.run(act, lambda uow: _told(record_inquiry_answer(command, uow=uow)), status=201)

    return router


def _short(lot: ExaminedLot, uow: UnitOfWork) -> CandidaciesOut:
    """Answer an entry with the first elements of long lists."""
    asked = asked_checks(uow.tenders.get(lot.examination.tender_id).content.terms.selection)
    return fitting(lambda most: CandidaciesOut.of(lot, asked, most=most))


def _told(asked: Inquiry) -> InquiryOut:
    """Answer with the first of those asked, and with the last answers."""
    return fitting(lambda most: InquiryOut.of(asked, most=most))


def _out(lot: ExaminedLot, uow: UnitOfWork) -> CandidaciesOut:
    tender = uow.tenders.get(lot.examination.tender_id)
    return CandidaciesOut.of(lot, asked_checks(tender.content.terms.selection))
