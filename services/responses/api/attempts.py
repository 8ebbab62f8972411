"""Routes of the evidence of attempts: a signed archive, for the company any time, for the buyer after the closing."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse

from services.responses.api.ports import ResponsesApp, scope_of
from services.responses.handlers.attempts import company_evidence, deposit_evidence
from services.responses.ports import UnitOfWork
from shared.http.routing import uncounted_router
from shared.http.security import authenticated
from shared.kernel.ids import DepositId, TenderId
from shared.kernel.principal import Principal
from shared.kernel.siret import Siret
from shared.proof.evidence import Evidence
from shared.reports.evidence_bundle import evidence_bundle

Anyone = Annotated[Principal, Depends(authenticated())]


def attempts_router(app: ResponsesApp) -> APIRouter:
    """Build the routes of evidence."""
    router = uncounted_router(tags=["Preuves d'une tentative"])

    @router.get("/attempts/{deposit_id}/evidence")
    def of_deposit(deposit_id: str, request: Request, principal: Anyone) -> Response:
        """Obtenir l'archive signée de ce que la plateforme a reçu, répondu et constaté autour d'un dépôt."""
        identifier = DepositId.parse(deposit_id)
        return _bundle(request, principal, lambda uow: deposit_evidence(identifier, uow=uow))

    @router.get("/consultations/{tender_id}/attempts/{siret}/evidence")
    def of_company(tender_id: str, siret: str, request: Request, principal: Anyone) -> Response:
        """Obtenir la même archive pour tout ce qu'une entreprise a tenté, déclarations refusées comprises."""
        identifier, company = TenderId.parse(tender_id), Siret.parse(siret)
        return _bundle(request, principal, lambda uow: company_evidence(identifier, company, uow=uow))

    def _bundle(request: Request, principal: Principal, gather: Callable[[UnitOfWork], Evidence]) -> Response:
        evidence = app.read_and_record(scope_of(request, principal), gather)
        bundle = evidence_bundle(evidence, sign=app.acknowledge, platform=app.settings.public_url)
        headers = {"Content-Disposition": 'attachment; filename="preuves.zip"', "Content-Length": str(bundle.size)}
        return StreamingResponse(iter(bundle), 200, {**headers, "Cache-Control": "no-store"}, "application/zip")

    return router
