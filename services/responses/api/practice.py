"""Routes of the test space, and of copies by another channel."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.responses.api.ports import ResponsesApp, scope_of
from services.responses.api.schemas import ConsultationOut
from services.responses.handlers.copies import allow_copies, copy_reception
from services.responses.handlers.practice import PRACTICE_ID, practice_report
from services.responses.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.line_report import LineReportOut, station
from shared.http.routing import uncounted_router
from shared.http.security import anyone, authenticated
from shared.kernel.ids import DepositId, TenderId
from shared.kernel.line import Station
from shared.kernel.principal import Principal, Right

Company = Annotated[Act, Depends(act_of(Right.SUBMIT))]
Publisher = Annotated[Act, Depends(act_of(Right.PUBLISH))]


class PermissionIn(BaseModel):
    """Where the documents of the consultation say that electronic copies are admitted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    stated_in: str = Field(min_length=3, max_length=500)


def practice_router(app: ResponsesApp) -> APIRouter:
    """Build the routes of the test space."""
    router = uncounted_router(tags=["Espace d'essai"])

    @router.get("/practice", response_model=ConsultationOut)
    def consultation(request: Request, principal: Annotated[Principal, Depends(anyone)]) -> ConsultationOut:
        """Lire la consultation d'essai permanente : on y dépose comme ailleurs, rien n'y compte."""
        with app.open_uow(scope_of(request, principal)) as uow:
            found = uow.consultations.get(PRACTICE_ID)
        return ConsultationOut.of(found, closed=False, log_key=app.log_key)

    @router.get("/practice/report", response_model=LineReportOut)
    def report(
        request: Request,
        principal: Annotated[Principal, Depends(authenticated(Right.SUBMIT))],
        deposit: str,
        asked: Annotated[Station, Depends(station)],
    ) -> LineReportOut:
        """Mesurer sa ligne et son poste d'après un dépôt d'essai ; estimer l'envoi de ses fichiers avant une heure."""
        with app.open_uow(scope_of(request, principal)) as uow:
            return LineReportOut.of(practice_report(DepositId.parse(deposit), asked, uow=uow), request)

    return router


def copies_router(app: ResponsesApp) -> APIRouter:
    """Build the routes of copies by another channel."""
    router = uncounted_router(tags=["Registre des plis sur papier et des copies de sauvegarde"])

    @router.post("/consultations/{tender_id}/copies/permission", status_code=204)
    def allow(tender_id: str, body: PermissionIn, act: Publisher) -> Response:
        """Admettre les copies de sauvegarde électroniques, comme le disent les documents de la consultation."""
        identifier = TenderId.parse(tender_id)
        return app.commands.run(act, lambda uow: allow_copies(identifier, body.stated_in, uow=uow), status=204)

    @router.post("/consultations/{tender_id}/copies", response_model=ConsultationOut)
    def announce(tender_id: str, act: Company) -> Response:
        """Obtenir où sceller et déposer la copie de sauvegarde de son pli ; elle n'est pas un dépôt de plus."""
        identifier = TenderId.parse(tender_id)

        def work(uow: UnitOfWork) -> ConsultationOut:
            return ConsultationOut.of(copy_reception(identifier, uow=uow), closed=False, log_key=app.log_key)

        return app.commands.run(act, work)

    return router
