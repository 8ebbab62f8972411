"""What a buyer decides about an invoice over HTTP: acceptance, interruption, refusal, payment order, payment."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.invoicing.api.decision_schemas import AcceptanceIn, CompletionIn, InterruptionIn, ProposalOut, RefusalIn
from services.invoicing.api.invoice_routes import shown
from services.invoicing.api.invoice_schemas import InvoiceOut, PaymentIn, PaymentOrderIn
from services.invoicing.api.needs import InvoicingApp, scope_of
from services.invoicing.handlers.decisions import complete_invoice, interrupt_invoice, propose, refuse_invoice
from services.invoicing.handlers.payments import accept_invoice, order_payment, record_payment
from services.invoicing.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import InvoiceId
from shared.kernel.principal import Principal, Right

Authoriser = Annotated[Act, Depends(act_of(Right.AUTHORISE))]


def decision_routes(app: InvoicingApp) -> APIRouter:
    """Build the routes of decisions about invoices."""
    router = service_router(tags=["Factures"])
    _add_judgements(router, app)
    _add_payments(router, app)
    return router


def _add_judgements(router: APIRouter, app: InvoicingApp) -> None:
    @router.get("/invoices/{invoice_id}/proposal", response_model=ProposalOut)
    def proposal(
        invoice_id: str, request: Request, principal: Annotated[Principal, Depends(authenticated(Right.AUTHORISE))]
    ) -> ProposalOut:
        """Lire ce que les faits suggèrent : accepter, en tout ou en partie, interrompre, refuser, comparer."""
        identifier = InvoiceId.parse(invoice_id)
        with app.read_uow(scope_of(request, principal)) as uow:
            found = propose(identifier, uow=uow)
            judging = uow.judgings.find(identifier) if found.not_checked else None
            answer = uow.contractor_answers.of(identifier)
            return ProposalOut.of(found, answer=answer, next_try_at=judging.due_at if judging else None)

    @router.post("/invoices/{invoice_id}/acceptance", response_model=InvoiceOut)
    def accept(invoice_id: str, act: Authoriser, body: AcceptanceIn | None = None) -> Response:
        """Accepter la facture, en tout ou en partie : certifier le service fait."""
        command = (body or AcceptanceIn()).to_command(InvoiceId.parse(invoice_id))

        def work(uow: UnitOfWork) -> Answer:
            return shown(accept_invoice(command, uow=uow, law=app.law))

        return app.commands.run(act, work)

    @router.post("/invoices/{invoice_id}/interruption", response_model=InvoiceOut)
    def interrupt(invoice_id: str, body: InterruptionIn, act: Authoriser) -> Response:
        """Interrompre le délai de paiement, une seule fois : le créancier apprend ce qui manque (R2192-27)."""
        command = body.to_command(InvoiceId.parse(invoice_id))
        return app.commands.run(act, lambda uow: shown(interrupt_invoice(command, uow=uow)))

    @router.post("/invoices/{invoice_id}/completion", response_model=InvoiceOut)
    def complete(invoice_id: str, act: Authoriser, body: CompletionIn | None = None) -> Response:
        """Constater que tout ce qui manquait est reçu : un nouveau délai s'ouvre (R2192-29)."""
        command = (body or CompletionIn()).to_command(InvoiceId.parse(invoice_id))
        return app.commands.run(act, lambda uow: shown(complete_invoice(command, uow=uow, law=app.law)))

    @router.post("/invoices/{invoice_id}/refusal", response_model=InvoiceOut)
    def refuse(invoice_id: str, body: RefusalIn, act: Authoriser) -> Response:
        """Refuser la facture, avec un motif et une phrase pour le créancier ; rien n'est dû sur elle."""
        command = body.to_command(InvoiceId.parse(invoice_id))
        return app.commands.run(act, lambda uow: shown(refuse_invoice(command, uow=uow)))


def _add_payments(router: APIRouter, app: InvoicingApp) -> None:
    @router.post("/invoices/{invoice_id}/payment-order", response_model=InvoiceOut)
    def order(invoice_id: str, act: Authoriser, body: PaymentOrderIn | None = None) -> Response:
        """Ordonner le paiement (mandat) ; réservé à l'ordonnateur."""
        command = (body or PaymentOrderIn()).to_command(InvoiceId.parse(invoice_id))

        def work(uow: UnitOfWork) -> Answer:
            return shown(order_payment(command, uow=uow))

        return app.commands.run(act, work)

    @router.post("/invoices/{invoice_id}/payment", response_model=InvoiceOut)
    def pay(invoice_id: str, body: PaymentIn, act: Annotated[Act, Depends(act_of(Right.ACCOUNT))]) -> Response:
        """Enregistrer le paiement ; réservé au comptable. Les intérêts d'un retard sont dus sans demande."""
        command = body.to_command(InvoiceId.parse(invoice_id))

        def work(uow: UnitOfWork) -> Answer:
            return shown(record_payment(command, uow=uow, law=app.law))

        return app.commands.run(act, work)
