"""Routes of evaluations and awards."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.tenders.api.grid_inputs import AwardIn, EvaluationIn
from services.tenders.api.grid_outputs import AwardOut, AwardsOut, EvaluationOut
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.handlers.awards import award_lot
from services.tenders.handlers.evaluation import enter_evaluation
from shared.http.act import Act, act_of
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal, Right


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
    def award(tender_id: str, body: AwardIn, act: Annotated[Act, Depends(act_of(Right.AWARD))]) -> Response:
        """Attribuer un lot : les rejets sont notifiés et le délai de suspension commence."""
        identifier = TenderId.parse(tender_id)
        return app.commands.run(
            act, lambda uow: AwardOut.of(award_lot(body.to_command(identifier), uow=uow, law=app.law)), status=201
        )

    @router.get("/consultations/{tender_id}/awards", response_model=AwardsOut)
    def awards(
        tender_id: str, request: Request, principal: Annotated[Principal, Depends(authenticated())]
    ) -> AwardsOut:
        """Lire les attributions d'une consultation de son organisme."""
        identifier = TenderId.parse(tender_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            uow.tenders.get(identifier)
            return AwardsOut(items=[AwardOut.of(decided) for decided in uow.awards.of_tender(identifier)])

    return router
