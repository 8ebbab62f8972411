"""The route of the law engine: a calculator, open to anybody, that changes nothing and keeps nothing."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.tenders.api.obligation_inputs import ObligationsIn
from services.tenders.api.obligation_outputs import ObligationsOut
from services.tenders.api.service import TendersApp
from services.tenders.domain.law import excluded, obligations
from shared.http.routing import service_router
from shared.http.security import anyone
from shared.kernel.principal import Principal


def obligation_routes(app: TendersApp) -> APIRouter:
    """Build the route of the law engine."""
    router = service_router(tags=["Droit"])

    @router.post("/obligations", response_model=ObligationsOut)
    def ask(body: ObligationsIn, _principal: Annotated[Principal, Depends(anyone)]) -> ObligationsOut:
        """Demander ce que la loi exige d'un marché, à une date ; libre, sans compte, sans trace."""
        exclusion = body.excluded()
        answer = obligations(body.to_question(), app.law) if exclusion is None else excluded(exclusion)
        return ObligationsOut.of(answer)

    return router
