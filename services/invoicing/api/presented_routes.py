"""Invoices that came by another door than the State's portal, and the mandate to forward them, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.invoicing.api.needs import InvoicingApp, scope_of
from services.invoicing.api.presented_outputs import MandateOut, PresentedOut
from services.invoicing.domain.presented import ForwardingMandate
from services.invoicing.handlers.forwarding_mandates import (
    ask_forwarding,
    give_mandate,
    read_mandate,
    revoke_mandate,
)
from services.invoicing.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.pages import Page, PageRequest, id_after, page_of, page_request
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.http.versions import etag
from shared.kernel.ids import PresentedInvoiceId
from shared.kernel.principal import Principal, Right
from shared.kernel.siret import Siret

Reader = Annotated[Principal, Depends(authenticated())]
Company = Annotated[Act, Depends(act_of(Right.SUBMIT))]


def presented_routes(app: InvoicingApp) -> APIRouter:
    """Build the routes of invoices of other doors."""
    router = service_router(tags=["Portail de l'État"])

    @router.get("/presented-invoices", response_model=Page[PresentedOut])
    def presented_invoices(
        request: Request, principal: Reader, page: Annotated[PageRequest, Depends(page_request)]
    ) -> Page[PresentedOut]:
        """Lister les factures non reçues (autre porte) adressées à votre organisme, ou émises par votre entreprise."""
        after = id_after(page, PresentedInvoiceId)
        with app.read_uow(scope_of(request, principal)) as uow:
            found = uow.presented_invoices.visible(after=after, limit=page.limit + 1)
        return page_of(page, found, show=PresentedOut.of, key=lambda one: one.presented_id)

    @router.get("/presented-invoices/{presented_id}", response_model=PresentedOut)
    def presented_invoice(presented_id: str, request: Request, principal: Reader) -> PresentedOut:
        """Lire une facture non reçue (autre porte) : transmission, compte rendu, réception par le portail."""
        with app.read_uow(scope_of(request, principal)) as uow:
            return PresentedOut.of(uow.presented_invoices.get(PresentedInvoiceId.parse(presented_id)))

    @router.post("/presented-invoices/{presented_id}/forwarding", response_model=PresentedOut)
    def forward(presented_id: str, act: Company) -> Response:
        """Faire transmettre au portail une facture qui attend, sur le mandat déclaré."""
        identifier = PresentedInvoiceId.parse(presented_id)
        return app.commands.run(act, lambda uow: PresentedOut.of(ask_forwarding(identifier, uow=uow)))

    return router


def mandate_routes(app: InvoicingApp) -> APIRouter:
    """Build the routes of mandates."""
    router = service_router(tags=["Portail de l'État"])

    @router.put("/sellers/{siret}/forwarding-mandate", response_model=MandateOut)
    def give(siret: str, act: Company) -> Response:
        """Donner mandat de transmettre ses factures au portail de l'État (If-Match : version lue, 0 la première)."""
        expected = act.required_version()

        def work(uow: UnitOfWork) -> Answer:
            return _shown(give_mandate(Siret.parse(siret), expected=expected, uow=uow))

        return app.commands.run(act, work)

    @router.delete("/sellers/{siret}/forwarding-mandate", response_model=MandateOut)
    def revoke(siret: str, act: Company) -> Response:
        """Retirer son mandat : ce qui n'est pas encore parti ne part plus."""
        expected = act.required_version()

        def work(uow: UnitOfWork) -> Answer:
            return _shown(revoke_mandate(Siret.parse(siret), expected=expected, uow=uow))

        return app.commands.run(act, work)

    @router.get("/sellers/{siret}/forwarding-mandate", response_model=MandateOut)
    def mandate(siret: str, request: Request, principal: Reader) -> Response:
        """Lire son mandat."""
        with app.read_uow(scope_of(request, principal)) as uow:
            found = read_mandate(Siret.parse(siret), uow=uow)
        headers = {"ETag": etag(found.version)}
        return Response(MandateOut.of(found).model_dump_json(), media_type="application/json", headers=headers)

    return router


def _shown(mandate: ForwardingMandate) -> Answer:
    return answer(MandateOut.of(mandate), version=mandate.version)
