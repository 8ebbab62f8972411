"""Routes of evaluations and awards."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.tenders.api.award_inputs import AdjustmentIn, AwardIn, WithdrawalIn
from services.tenders.api.award_outputs import AwardOut, AwardsOut
from services.tenders.api.grid_inputs import EvaluationIn
from services.tenders.api.grid_outputs import EvaluationOut
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.handlers.award_acts import adjust_award, withdraw_award
from services.tenders.handlers.awards import award_lot, decided_awards
from services.tenders.handlers.evaluation import enter_evaluation
from shared.http.act import Act, act_of
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import AwardId, TenderId
from shared.kernel.principal import Principal, Right

_Awarder = Annotated[Act, Depends(act_of(Right.AWARD))]


def award_routes(app: TendersApp) -> APIRouter:
    """Build the routes from the opened responses to the award."""
    router = service_router(tags=["Analyse et attribution"])

    @router.post("/consultations/{tender_id}/evaluations", response_model=EvaluationOut)
    def evaluate(tender_id: str, body: EvaluationIn, act: Annotated[Act, Depends(act_of(Right.EVALUATE))]) -> Response:
        """Saisir des notes et des montants pour un lot ; le classement paraît quand plus rien ne manque."""
        identifier = TenderId.parse(tender_id)
        return app.commands.run(
            act, lambda uow: EvaluationOut.of(enter_evaluation(body.to_command(identifier), uow=uow))
        )

    @router.post("/consultations/{tender_id}/awards", status_code=201, response_model=AwardOut)
    def award(tender_id: str, body: AwardIn, act: _Awarder) -> Response:
        """Attribuer un lot : la décision est prise, les courriers de rejet sont rédigés et attendent leur envoi."""
        command = body.to_command(TenderId.parse(tender_id))
        return app.commands.run(act, lambda uow: AwardOut.of(award_lot(command, uow=uow, law=app.law)), status=201)

    @router.get("/consultations/{tender_id}/awards", response_model=AwardsOut)
    def awards(
        tender_id: str, request: Request, principal: Annotated[Principal, Depends(authenticated())]
    ) -> AwardsOut:
        """Lire les attributions d'une consultation de son organisme."""
        identifier = TenderId.parse(tender_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            uow.tenders.get(identifier)
            return AwardsOut(items=[AwardOut.of(decided) for decided in decided_awards(identifier, uow=uow)])

    return router


def award_act_routes(app: TendersApp) -> APIRouter:
    """Build the routes of what may still be done to an award before its contract takes effect."""
    router = service_router(tags=["Analyse et attribution"])

    @router.post("/consultations/{tender_id}/awards/{award_id}/adjustments", response_model=AwardOut)
    def adjust(tender_id: str, award_id: str, body: AdjustmentIn, act: _Awarder) -> Response:
        """Enregistrer une mise au point avec l'attributaire, avant la signature (article R2152-13)."""
        command = body.to_command(TenderId.parse(tender_id), AwardId.parse(award_id))
        return app.commands.run(act, lambda uow: AwardOut.of(adjust_award(command, uow=uow)))

    @router.post("/consultations/{tender_id}/awards/{award_id}/withdrawal", response_model=AwardOut)
    def withdraw(tender_id: str, award_id: str, body: WithdrawalIn, act: _Awarder) -> Response:
        """Retirer une attribution avec son motif : le lot peut être attribué au suivant du classement."""
        command = body.to_command(TenderId.parse(tender_id), AwardId.parse(award_id))
        return app.commands.run(act, lambda uow: AwardOut.of(withdraw_award(command, uow=uow, law=app.law)))

    return router
