"""Contracts and orders over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.invoicing.api.needs import InvoicingApp, scope_of
from services.invoicing.api.order_schemas import ContractOut, OrderIn, OrderOut
from services.invoicing.handlers.orders import place_order
from services.invoicing.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.pages import Page, PageRequest, page_of, page_request
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import ContractId, PurchaseOrderId
from shared.kernel.principal import Principal, Right

Reader = Annotated[Principal, Depends(authenticated())]


def order_routes(app: InvoicingApp) -> APIRouter:
    """Build the routes of contracts and orders."""
    router = service_router(tags=["Marchés et bons de commande"])
    _add_contracts(router, app)
    _add_orders(router, app)
    return router


def _add_contracts(router: APIRouter, app: InvoicingApp) -> None:

    @router.get("/contracts", response_model=Page[ContractOut])
    def contracts(
        request: Request, principal: Reader, page: Annotated[PageRequest, Depends(page_request)]
    ) -> Page[ContractOut]:
        """Lister les marchés notifiés de votre organisme."""
        after = None if page.after is None else ContractId.parse(page.after)
        with app.read_uow(scope_of(request, principal)) as uow:
            found = uow.contracts.visible(after=after, limit=page.limit + 1)
        return page_of(page, found, show=ContractOut.of, key=lambda contract: contract.contract_id)


def _add_orders(router: APIRouter, app: InvoicingApp) -> None:
    @router.post("/orders", status_code=201, response_model=OrderOut)
    def order(body: OrderIn, act: Annotated[Act, Depends(act_of(Right.AUTHORISE))]) -> Response:
        """Passer un bon de commande sur un marché notifié."""
        command = body.to_command()

        def work(uow: UnitOfWork) -> Answer:
            placed = place_order(command, uow=uow)
            return answer(OrderOut.of(placed), location=f"/invoicing/orders/{placed.order_id}")

        return app.commands.run(act, work, status=201)

    @router.get("/orders", response_model=Page[OrderOut])
    def orders(
        request: Request, principal: Reader, page: Annotated[PageRequest, Depends(page_request)]
    ) -> Page[OrderOut]:
        """Lister les bons de commande de votre organisme, ou ceux que votre entreprise doit facturer."""
        after = None if page.after is None else PurchaseOrderId.parse(page.after)
        with app.read_uow(scope_of(request, principal)) as uow:
            found = uow.orders.visible(after=after, limit=page.limit + 1)
        return page_of(page, found, show=OrderOut.of, key=lambda order: order.order_id)

    @router.get("/orders/{order_id}", response_model=OrderOut)
    def read_order(order_id: str, request: Request, principal: Reader) -> OrderOut:
        """Lire un bon de commande."""
        with app.read_uow(scope_of(request, principal)) as uow:
            return OrderOut.of(uow.orders.get(PurchaseOrderId.parse(order_id)))
