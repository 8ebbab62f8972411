"""The requests for payment of subcontractors over HTTP: their contractor reads them and answers (R2193-12)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.invoicing.api.contractor_schemas import ContractorAnswerIn, ContractorAnswerOut, SubcontractorRequestOut
from services.invoicing.api.needs import InvoicingApp, scope_of
from services.invoicing.domain.contractor_answer import SubcontractorRequest
from services.invoicing.handlers.contractor_answers import answer_about, answer_request, days_to_answer
from services.invoicing.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.pages import Page, PageRequest, id_after, page_of, page_request
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import InvoiceId
from shared.kernel.principal import Principal, Right

_Reader = Annotated[Principal, Depends(authenticated())]
_Contractor = Annotated[Act, Depends(act_of(Right.SUBMIT))]
_Page = Annotated[PageRequest, Depends(page_request)]


def contractor_routes(app: InvoicingApp) -> APIRouter:
    """Build the routes of what a contractor is asked to agree to."""
    router = service_router(tags=["Factures"])

    def shown(request: SubcontractorRequest) -> SubcontractorRequestOut:
        return SubcontractorRequestOut.of(request, days=days_to_answer(request.shown.invoice, app.law))

    @router.get("/subcontractor-requests", response_model=Page[SubcontractorRequestOut])
    def requests(request: Request, principal: _Reader, page: _Page) -> Page[SubcontractorRequestOut]:
        """Lister les demandes de paiement des sous-traitants de votre entreprise, titulaire du marché."""
        after = id_after(page, InvoiceId)
        with app.read_uow(scope_of(request, principal)) as uow:
            found = uow.contractor_answers.requests(after=after, limit=page.limit + 1)
        return page_of(page, found, show=shown, key=lambda one: one.shown.invoice.invoice_id)

    @router.post("/invoices/{invoice_id}/contractor-answer", response_model=SubcontractorRequestOut)
    def answer(invoice_id: str, body: ContractorAnswerIn, act: _Contractor) -> Response:
        """Accepter ou refuser, comme titulaire du marché, ce que demande votre sous-traitant."""
        command = body.to_command(InvoiceId.parse(invoice_id))

        def work(uow: UnitOfWork) -> SubcontractorRequestOut:
            return shown(answer_request(command, uow=uow, law=app.law))

        return app.commands.run(act, work)

    @router.get("/invoices/{invoice_id}/contractor-answer", response_model=ContractorAnswerOut)
    def answered(invoice_id: str, request: Request, principal: _Reader) -> ContractorAnswerOut:
        """Lire la réponse du titulaire : l'acheteur, le sous-traitant et le titulaire la voient."""
        identifier = InvoiceId.parse(invoice_id)
        with app.read_uow(scope_of(request, principal)) as uow:
            return ContractorAnswerOut.of(answer_about(identifier, uow=uow))

    return router
