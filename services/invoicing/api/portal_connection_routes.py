"""The connection of a recipient to the State's portal over HTTP: declared, looked at, asked again."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from services.invoicing.api.needs import InvoicingApp, scope_of
from services.invoicing.api.portal_connection_outputs import ConnectionOut, PortalInvoiceOut
from services.invoicing.handlers.portal_connections import (
    ConnectionState,
    connect_to_portal,
    connection_state,
    disconnect_from_portal,
    poll_now,
    require_own_portal,
    try_again,
)
from services.invoicing.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.pages import Page, PageRequest, page_of, page_request
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.http.versions import etag
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret

Reader = Annotated[Principal, Depends(authenticated())]
Authoriser = Annotated[Act, Depends(act_of(Right.AUTHORISE))]
PortalId = Annotated[int, Path(ge=1, lt=2**63)]
_Decide = Callable[..., ConnectionState]


def portal_connection_routes(app: InvoicingApp) -> APIRouter:
    """Build the routes of the connection to the State's portal."""
    router = service_router(tags=["Portail de l'État"])
    _add_declaration(router, app)
    _add_reads(router, app)
    _add_asking_again(router, app)
    return router


def _add_declaration(router: APIRouter, app: InvoicingApp) -> None:
    @router.put("/recipients/{siret}/state-portal", response_model=ConnectionOut)
    def connect(siret: str, act: Authoriser) -> Response:
        """Raccorder son organisme au portail de l'État (If-Match : version lue, 0 la première fois)."""
        return app.commands.run(act, _decided(connect_to_portal, siret, act))

    @router.delete("/recipients/{siret}/state-portal", response_model=ConnectionOut)
    def disconnect(siret: str, act: Authoriser) -> Response:
        """Ne plus interroger le portail ; rien de ce qui a été reçu ne change."""
        return app.commands.run(act, _decided(disconnect_from_portal, siret, act))


def _add_reads(router: APIRouter, app: InvoicingApp) -> None:
    @router.get("/recipients/{siret}/state-portal", response_model=ConnectionOut)
    def state(siret: str, request: Request, principal: Reader) -> Response:
        """Suivre son raccordement : dernière interrogation, curseur, erreurs, factures par situation."""
        with app.read_uow(scope_of(request, principal)) as uow:
            found = connection_state(Siret.parse(siret), uow=uow)
        headers = {"ETag": etag(found.connection.version)}
        return Response(ConnectionOut.of(found).model_dump_json(), media_type="application/json", headers=headers)

    @router.get("/recipients/{siret}/state-portal/invoices", response_model=Page[PortalInvoiceOut])
    def invoices(
        siret: str, request: Request, principal: Reader, page: Annotated[PageRequest, Depends(page_request)]
    ) -> Page[PortalInvoiceOut]:
        """Lister les factures vues sur le portail, et ce que chacune est devenue ici."""
        recipient = Siret.parse(siret)
        with app.read_uow(scope_of(request, principal)) as uow:
            require_own_portal(recipient, uow=uow)
            found = uow.state_portal_invoices.visible(recipient, after=_after(page.after), limit=page.limit + 1)
        return page_of(page, found, show=PortalInvoiceOut.of, key=lambda one: str(one.portal_id))


def _add_asking_again(router: APIRouter, app: InvoicingApp) -> None:
    @router.post("/recipients/{siret}/state-portal/polling", response_model=ConnectionOut)
    def poll(siret: str, act: Authoriser) -> Response:
        """Interroger le portail dès maintenant."""
        return app.commands.run(act, lambda uow: ConnectionOut.of(poll_now(Siret.parse(siret), uow=uow)))

    @router.post("/recipients/{siret}/state-portal/invoices/{portal_id}/retry", response_model=PortalInvoiceOut)
    def retry(siret: str, portal_id: PortalId, act: Authoriser) -> Response:
        """Reprendre une facture du portail, ou lui redire une décision."""
        recipient = Siret.parse(siret)
        return app.commands.run(act, lambda uow: PortalInvoiceOut.of(try_again(recipient, portal_id, uow=uow)))


def _decided(decide: _Decide, siret: str, act: Act) -> Callable[[UnitOfWork], Answer]:
    expected = act.required_version()

    def work(uow: UnitOfWork) -> Answer:
        state = decide(Siret.parse(siret), expected=expected, uow=uow)
        return answer(ConnectionOut.of(state), version=state.connection.version)

    return work


def _after(key: str | None) -> int | None:
    if key is None:
        return None
    return int(key) if key.isascii() and key.isdigit() and len(key) < 20 else refuse("HTTP-CURSOR-INVALID")
