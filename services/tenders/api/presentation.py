"""Route of the presentation report."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from services.tenders.api.report_files import ReportFormat, report_file
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.handlers.presentation import make_presentation_report
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal, Right


def presentation_routes(app: TendersApp) -> APIRouter:
    """Build the route of the presentation report."""
    router = service_router(tags=["Analyse"])

    @router.get("/consultations/{tender_id}/presentation-report", response_class=Response)
    def report(
        tender_id: str,
        request: Request,
        principal: Annotated[Principal, Depends(authenticated(Right.EVALUATE))],
        form: Annotated[ReportFormat, Query(alias="format", description="odt ou pdf.")] = ReportFormat.ODT,
    ) -> Response:
        """Obtenir le rapport de présentation, à compléter (ODT) ou à imprimer (PDF)."""
        with app.open_uow(scope_of(request, principal)) as uow:
            made = make_presentation_report(TenderId.parse(tender_id), uow=uow)
        return report_file(app, made, form=form, stem="rapport-de-presentation")

    return router
