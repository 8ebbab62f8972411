"""Routes of letters of rejection, of the checks of likely winners and of requests of reasons."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.tenders.api.award_inputs import (
    AskReasonsIn,
    CheckOutcomeIn,
    ReasonRequestIn,
    ReasonsIn,
    RejectionsIn,
    RejectionTextIn,
    WinnerCheckIn,
)
from services.tenders.api.award_outputs import (
    AwardOut,
    ReasonRequestOut,
    ReasonRequestsOut,
    RejectionOut,
    RejectionsOut,
    WinnerCheckOut,
    WinnerChecksOut,
)
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.reason_requests import ReasonRequest
from services.tenders.handlers.awards import award_of
from services.tenders.handlers.reasons import (
    answer_reasons,
    ask_reasons,
    draft_answer,
    reason_requests_of,
    record_reason_request,
)
from services.tenders.handlers.rejections import rewrite_rejection, send_rejections
from services.tenders.handlers.winner_checks import ask_winner, settle_winner_check
from services.tenders.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import AwardId, LotId, TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.tender_ids import ReasonRequestId, WinnerCheckId

_Awarder = Annotated[Act, Depends(act_of(Right.AWARD))]
_Company = Annotated[Act, Depends(act_of(Right.SUBMIT))]
_Reader = Annotated[Principal, Depends(authenticated(Right.AWARD))]


def rejection_routes(app: TendersApp) -> APIRouter:
    """Build the routes of the letters: reading, rewriting, sending."""
    router = service_router(tags=["Rejets et délai de suspension"])

    @router.get("/consultations/{tender_id}/awards/{award_id}/rejections", response_model=RejectionsOut)
    def letters(tender_id: str, award_id: str, request: Request, principal: _Reader) -> RejectionsOut:
        """Lire les courriers de rejet d'une attribution, projets ou envoyés."""
        tender, award = TenderId.parse(tender_id), AwardId.parse(award_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            uow.tenders.get(tender)
            decision = award_of(tender, award, uow=uow).decision.decision_id
            return RejectionsOut(items=[RejectionOut.of(each) for each in uow.rejections.of_decision(decision)])

    @router.put("/consultations/{tender_id}/awards/{award_id}/rejections/{response_id}", response_model=RejectionOut)
    def rewrite(tender_id: str, award_id: str, response_id: str, body: RejectionTextIn, act: _Awarder) -> Response:
        """Réécrire un courrier avant son envoi ; If-Match porte la version lue."""
        tender, award = TenderId.parse(tender_id), AwardId.parse(award_id)
        command = body.to_command(tender, award, response_id, act.required_version())

        def work(uow: UnitOfWork) -> Answer:
            letter = rewrite_rejection(command, uow=uow)
            return answer(RejectionOut.of(letter), version=letter.version)

        return app.commands.run(act, work)

    @router.post("/consultations/{tender_id}/awards/{award_id}/rejections", response_model=AwardOut)
    def send(tender_id: str, award_id: str, body: RejectionsIn, act: _Awarder) -> Response:
        """Envoyer les courriers de rejet : le délai de suspension court du dernier envoi (article R2182-1)."""
        command = body.to_command(TenderId.parse(tender_id), AwardId.parse(award_id))
        return app.commands.run(act, lambda uow: AwardOut.of(send_rejections(command, uow=uow, law=app.law)))

    return router


def winner_check_routes(app: TendersApp) -> APIRouter:
    """Build the routes of the documents asked of likely winners."""
    router = service_router(tags=["Analyse et attribution"])

    @router.post("/consultations/{tender_id}/winner-checks", status_code=201, response_model=WinnerCheckOut)
    def ask(tender_id: str, body: WinnerCheckIn, act: _Awarder) -> Response:
        """Demander ses justificatifs à l'attributaire pressenti (article R2144-4)."""
        command = body.to_command(TenderId.parse(tender_id))
        return app.commands.run(act, lambda uow: WinnerCheckOut.of(ask_winner(command, uow=uow)), status=201)

    @router.post("/consultations/{tender_id}/winner-checks/{check_id}/outcome", response_model=WinnerCheckOut)
    def settle(tender_id: str, check_id: str, body: CheckOutcomeIn, act: _Awarder) -> Response:
        """Dire ce que la demande a donné : à défaut de justificatifs, le suivant est sollicité (article R2144-7)."""
        command = body.to_command(TenderId.parse(tender_id), WinnerCheckId.parse(check_id))
        return app.commands.run(act, lambda uow: WinnerCheckOut.of(settle_winner_check(command, uow=uow)))

    @router.get("/consultations/{tender_id}/winner-checks", response_model=WinnerChecksOut)
    def checks(tender_id: str, request: Request, principal: _Reader) -> WinnerChecksOut:
        """Lire les demandes de justificatifs d'une consultation de son organisme."""
        identifier = TenderId.parse(tender_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            uow.tenders.get(identifier)
            return WinnerChecksOut(items=[WinnerCheckOut.of(c) for c in uow.winner_checks.of_tender(identifier)])

    return router


def reason_routes(app: TendersApp) -> APIRouter:
    """Build the routes of requests of reasons: by the company, by the agent, and the answers."""
    router = service_router(tags=["Rejets et délai de suspension"])
    place = "/consultations/{tender_id}/reason-requests"

    @router.post("/consultations/{tender_id}/reasons", status_code=201, response_model=ReasonRequestsOut)
    def ask(tender_id: str, body: AskReasonsIn, act: _Company) -> Response:
        """Demander, pour son entreprise, les motifs du rejet de ses offres (articles R2181-2 et R2181-4)."""
        identifier, lot = TenderId.parse(tender_id), None if body.lot_id is None else LotId.parse(body.lot_id)

        def work(uow: UnitOfWork) -> ReasonRequestsOut:
            asked = ask_reasons(identifier, lot, uow=uow, law=app.law)
            return ReasonRequestsOut(items=[ReasonRequestOut.of(each) for each in asked])

        return app.commands.run(act, work, status=201)

    @router.post(place, status_code=201, response_model=ReasonRequestOut)
    def record(tender_id: str, body: ReasonRequestIn, act: _Awarder) -> Response:
        """Enregistrer une demande de motifs reçue par un autre moyen."""
        command = body.to_command(TenderId.parse(tender_id))
        return app.commands.run(
            act, lambda uow: ReasonRequestOut.of(record_reason_request(command, uow=uow, law=app.law)), status=201
        )

    @router.post(place + "/{request_id}/answer", response_model=ReasonRequestOut)
    def reply(tender_id: str, request_id: str, body: ReasonsIn, act: _Awarder) -> Response:
        """Communiquer les motifs à l'entreprise qui les a demandés."""
        command = body.to_command(TenderId.parse(tender_id), ReasonRequestId.parse(request_id))
        return app.commands.run(act, lambda uow: ReasonRequestOut.of(answer_reasons(command, uow=uow)))

    @router.get(place, response_model=ReasonRequestsOut)
    def requests(tender_id: str, request: Request, principal: _Reader) -> ReasonRequestsOut:
        """Lire les demandes de motifs d'une consultation de son organisme, avec leur échéance et un projet."""
        identifier = TenderId.parse(tender_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            return ReasonRequestsOut(items=[_shown(each, uow) for each in reason_requests_of(identifier, uow=uow)])

    return router


def _shown(request: ReasonRequest, uow: UnitOfWork) -> ReasonRequestOut:
    return ReasonRequestOut.of(request, draft=None if request.answer else draft_answer(request, uow=uow))
