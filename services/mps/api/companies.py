"""The companies: their public identity."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from services.mps.api.schemas import IdentityOut
from services.mps.api.service import MpsApp, Reader, scope_of
from shared.http.concurrency import in_file_thread
from shared.http.routing import service_router
from shared.kernel.ids import TenderId
from shared.kernel.siret import Siret


def company_routes(app: MpsApp) -> APIRouter:
    """Make the routes of companies."""
    router = service_router(tags=["Entreprises"])

    @router.get("/companies/{siret}", response_model=IdentityOut)
    async def company(
        siret: str,
        request: Request,
        principal: Reader,
        tender_id: Annotated[str | None, Query(description="Consultation pour laquelle l'identité est lue.")] = None,
    ) -> IdentityOut:
        """Lire l'identité publique d'un établissement, pour préremplir un formulaire."""
        number = Siret.parse(siret)
        tender = None if tender_id is None else TenderId.parse(tender_id)
        scope = scope_of(request, principal)
        # A place among files, not among handlers: asking an administration takes seconds, not database time.
        identity = await in_file_thread(app.identity, number, tender_id=tender, scope=scope)
        return IdentityOut.of(identity)

    return router
