"""The companies: their public identity."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request

from services.mps.api.company_outputs import SearchOut
from services.mps.api.schemas import IdentityOut
from services.mps.api.service import MpsApp, Reader, scope_of
from services.mps.handlers.search_companies import search_companies
from shared.http.concurrency import in_file_thread
from shared.http.routing import service_router
from shared.kernel.ids import TenderId
from shared.kernel.paris import legal_day
from shared.kernel.siret import Siret

_LAST_PAGE: Final = 400
_LARGEST_PAGE: Final = 25  # what the directory gives at most


def company_routes(app: MpsApp) -> APIRouter:
    """Make the routes of companies."""
    router = service_router(tags=["Entreprises"])

    @router.get("/companies", response_model=SearchOut)
    async def search(
        principal: Reader,  # noqa: ARG001 - the directory is for people with an account
        q: Annotated[str, Query(min_length=3, max_length=200, description="SIRET, SIREN, autre numéro ou nom.")],
        page: Annotated[int, Query(ge=1, le=_LAST_PAGE)] = 1,
        per_page: Annotated[int, Query(ge=1, le=_LARGEST_PAGE)] = 10,
    ) -> SearchOut:
        """Chercher une entreprise par numéro ou par nom, dans les seules données ouvertes."""
        today = legal_day(app.clock.now())
        found = await in_file_thread(
            search_companies, q, page=page, per_page=per_page, today=today, directory=app.directory
        )
        return SearchOut.of(found)

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
