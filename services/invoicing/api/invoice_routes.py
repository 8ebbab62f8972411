"""Invoices over HTTP: reception, verdict, acceptance, payment order, payment."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from services.invoicing.api.invoice_schemas import InvoiceOut
from services.invoicing.api.needs import INVOICE_BYTES, InvoicingApp, scope_of
from services.invoicing.api.presented_outputs import PresentedOut
from services.invoicing.domain.presented import PresentedInvoice
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.states import InvoiceStatus
from services.invoicing.handlers.intake import ReceiveInvoice, receive_invoice
from services.invoicing.ports import UnitOfWork
from shared.http.act import Act, act_of_upload
from shared.http.commands import Answer, answer
from shared.http.concurrency import in_file_thread, in_handler_thread, long_poll
from shared.http.limits import LONG_POLL
from shared.http.pages import Page, PageRequest, page_of, page_request
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import InvoiceId
from shared.kernel.principal import Principal

Reader = Annotated[Principal, Depends(authenticated())]
_RAW_BODY = {
    "requestBody": {
        "required": True,
        "description": "La facture telle quelle : UBL 2.1, CII ou Factur-X.",
        "content": {"application/xml": {}, "application/pdf": {}},
    }
}


def invoice_routes(app: InvoicingApp) -> APIRouter:
    """Build the routes of invoices."""
    router = service_router(tags=["Factures"])
    _add_intake(router, app)
    _add_reads(router, app)
    return router


def _add_intake(router: APIRouter, app: InvoicingApp) -> None:
    @router.post(
        "/invoices",
        status_code=201,
        response_model=InvoiceOut,
        responses={202: {"model": PresentedOut, "description": "Non reçue : le destinataire reçoit par le portail."}},
        openapi_extra=_RAW_BODY,
    )
    async def receive(
        request: Request,
        act: Annotated[Act, Depends(act_of_upload(limit=INVOICE_BYTES))],
        filename: Annotated[str | None, Query(max_length=200, description="Nom du fichier, pour mémoire.")] = None,
    ) -> Response:
        """Déposer une facture ; elle est conservée avant d'être jugée, et rien ne dépend de son nom."""
        document = b"".join([chunk async for chunk in request.stream()])
        digest = hashlib.sha256(document).hexdigest()
        # Read before the transaction: a hostile document costs a thread, never a database connection.
        read = await in_file_thread(app.reader.read, document)
        command = ReceiveInvoice(document=document, sha256=digest, read=read, file_name=filename)

        def work(uow: UnitOfWork) -> Answer:
            invoice = receive_invoice(command, uow=uow, law=app.law)
            return shown_elsewhere(invoice) if isinstance(invoice, PresentedInvoice) else shown(invoice)

        return await in_handler_thread(app.commands.run, act.with_body(digest), work, status=201)


def _add_reads(router: APIRouter, app: InvoicingApp) -> None:
    @router.get("/invoices", response_model=Page[InvoiceOut])
    def invoices(
        request: Request,
        principal: Reader,
        page: Annotated[PageRequest, Depends(page_request)],
        status: Annotated[
            list[InvoiceStatus] | None, Query(max_length=20, description="Seulement dans ces états.")
        ] = None,
        number: Annotated[str | None, Query(max_length=200, description="Seulement de ce numéro.")] = None,
    ) -> Page[InvoiceOut]:
        """Lister les factures reçues par votre organisme, ou déposées par votre entreprise."""
        after = None if page.after is None else InvoiceId.parse(page.after)
        with app.read_uow(scope_of(request, principal)) as uow:
            found = uow.invoices.visible(after=after, limit=page.limit + 1, statuses=status or (), number=number)
        return page_of(page, found, show=InvoiceOut.of, key=lambda invoice: invoice.invoice_id)

    @router.get("/invoices/{invoice_id}", response_model=InvoiceOut)
    async def invoice(
        invoice_id: str,
        request: Request,
        principal: Reader,
        wait: Annotated[int, Query(ge=0, le=LONG_POLL.value, description="Attente du verdict, en secondes.")] = 0,
    ) -> InvoiceOut:
        """Lire une facture ; avec `wait`, attendre le verdict des règles officielles."""
        identifier, scope = InvoiceId.parse(invoice_id), scope_of(request, principal)

        def read() -> ReceivedInvoice:
            with app.read_uow(scope) as uow:
                return uow.invoices.get(identifier)

        def judged() -> ReceivedInvoice | None:
            found = read()
            return None if found.status is InvoiceStatus.RECEIVED else found

        found = await long_poll(judged, wait=wait)
        return InvoiceOut.of(await in_handler_thread(read) if found is None else found)


def shown(invoice: ReceivedInvoice) -> Answer:
    """Answer with an invoice, its address and its version."""
    return answer(InvoiceOut.of(invoice), location=f"/invoicing/invoices/{invoice.invoice_id}", version=invoice.version)


def shown_elsewhere(presented: PresentedInvoice) -> Answer:
    """Answer that an invoice is neither rejected nor received: its recipient receives by the State's portal."""
    location = f"/invoicing/presented-invoices/{presented.presented_id}"
    return answer(PresentedOut.of(presented), status=202, location=location, version=presented.version)
