"""The route of custodians: whom a consultation of the caller's organisation may name."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from services.tenders.api.outputs import CustodianOut, RegisteredCustodiansOut
from services.tenders.api.service import TendersApp, scope_of
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.principal import Principal


def custodian_routes(app: TendersApp) -> APIRouter:
    """Build the route of custodians."""
    router = service_router(tags=["Consultations"])

    @router.get("/custodians", response_model=RegisteredCustodiansOut)
    def custodians(
        request: Request, principal: Annotated[Principal, Depends(authenticated())]
    ) -> RegisteredCustodiansOut:
        """Lire les détenteurs de clé enregistrés pour son organisme."""
        with app.open_uow(scope_of(request, principal)) as uow:
            known = uow.custodians.of_organisation()
        items = [CustodianOut(custodian_id=str(each.custodian_id), recipient=each.recipient) for each in known]
        return RegisteredCustodiansOut(items=items)

    return router
