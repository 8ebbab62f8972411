"""Route of the presentation report."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from services.tenders.api.report_files import REPORT_RESPONSES, ReportFormat, report_file
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.handlers.presentation import make_presentation_report
from shared.http.concurrency import in_handler_thread
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.report import Report
from shared.storage.unit_of_work import Scope


def presentation_routes(app: TendersApp) -> APIRouter:
    """Build the route of the presentation report."""
    router = service_router(tags=["Analyse"])

    @router.get("/consultations/{tender_id}/presentation-report", response_class=Response, responses=REPORT_RESPONSES)
    async def report(
        tender_id: str,
        request: Request,
        principal: Annotated[Principal, Depends(authenticated(Right.EVALUATE))],
        form: Annotated[ReportFormat, Query(alias="format", description="odt ou pdf.")] = ReportFormat.ODT,
    ) -> Response:
        """Obtenir le rapport de présentation, à compléter (ODT) ou à imprimer (PDF)."""
        made = await in_handler_thread(_made, app, TenderId.parse(tender_id), scope_of(request, principal))
        return await report_file(app, made, form=form, stem="rapport-de-presentation")

    return router


def _made(app: TendersApp, tender_id: TenderId, scope: Scope) -> Report:
    with app.open_uow(scope) as uow:
        return make_presentation_report(tender_id, uow=uow)
