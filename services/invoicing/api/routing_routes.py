"""What else happens to an invoice over HTTP: wrong addresses, a seller's answer, the accountant's steps."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from services.invoicing.api.invoice_routes import shown
from services.invoicing.api.invoice_schemas import InvoiceOut
from services.invoicing.api.needs import InvoicingApp
from services.invoicing.api.routing_schemas import AnswerIn, ReturnIn, RoutingIn
from services.invoicing.handlers.accounting import book_payment_order, hand_over_payment_order
from services.invoicing.handlers.answers import answer_interruption
from services.invoicing.handlers.routing import recycle_invoice, return_invoice
from services.invoicing.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer
from shared.http.routing import service_router
from shared.kernel.ids import InvoiceId
from shared.kernel.principal import Right

_Authoriser = Annotated[Act, Depends(act_of(Right.AUTHORISE))]
_Accountant = Annotated[Act, Depends(act_of(Right.ACCOUNT))]
_Seller = Annotated[Act, Depends(act_of(Right.SUBMIT))]


def routing_routes(app: InvoicingApp) -> APIRouter:
    """Build the routes of both sides of an invoice that goes back and forth."""
    router = service_router(tags=["Factures"])
    _add_seller(router, app)
    _add_buyer(router, app)
    return router


def _add_buyer(router: APIRouter, app: InvoicingApp) -> None:
    @router.post("/invoices/{invoice_id}/return", response_model=InvoiceOut)
    def give_back(invoice_id: str, body: ReturnIn, act: _Authoriser) -> Response:
        """Renvoyer une facture mal adressée : son émetteur corrige l'acheminement (à recycler)."""
        command = body.to_command(InvoiceId.parse(invoice_id))
        return app.commands.run(act, lambda uow: shown(return_invoice(command, uow=uow)))

    @router.post("/invoices/{invoice_id}/payment-order/transmission", response_model=InvoiceOut)
    def hand_over(invoice_id: str, act: _Authoriser) -> Response:
        """Transmettre le mandat au comptable ; réservé à l'ordonnateur."""
        identifier = InvoiceId.parse(invoice_id)
        return app.commands.run(act, lambda uow: shown(hand_over_payment_order(identifier, uow=uow)))

    @router.post("/invoices/{invoice_id}/payment-order/booking", response_model=InvoiceOut)
    def book(invoice_id: str, act: _Accountant) -> Response:
        """Prendre en charge le mandat, une fois contrôlé ; réservé au comptable."""
        identifier = InvoiceId.parse(invoice_id)
        return app.commands.run(act, lambda uow: shown(book_payment_order(identifier, uow=uow)))


def _add_seller(router: APIRouter, app: InvoicingApp) -> None:
    @router.post("/invoices/{invoice_id}/routing", response_model=InvoiceOut)
    def recycle(invoice_id: str, body: RoutingIn, act: _Seller) -> Response:
        """Corriger l'acheminement d'une facture renvoyée : elle est reçue et contrôlée à nouveau."""
        command = body.to_command(InvoiceId.parse(invoice_id))

        def work(uow: UnitOfWork) -> Answer:
            return shown(recycle_invoice(command, uow=uow, law=app.law))

        return app.commands.run(act, work)

    @router.post("/invoices/{invoice_id}/interruption/answer", response_model=InvoiceOut)
    def answer(invoice_id: str, body: AnswerIn, act: _Seller) -> Response:
        """Dire au destinataire que ce qui manquait est fourni : il constate si tout y est (R2192-29)."""
        command = body.to_command(InvoiceId.parse(invoice_id))
        return app.commands.run(act, lambda uow: shown(answer_interruption(command, uow=uow)))
