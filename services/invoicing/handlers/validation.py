"""Judging an invoice by the official rules and matching it with its order: an errand of the service to itself.

The rules run outside any transaction, in their own process; their verdict and the matching are then kept and announced
together. The bytes are read again from what was stored: what is judged is what was received.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from services.invoicing.domain import received
from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.matching import Difference, DifferenceCode, match
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.states import InvoiceStatus
from services.invoicing.domain.verdict import OfficialVerdict
from services.invoicing.handlers.announcements import invoice_validated
from services.invoicing.ports import DocumentReader, OfficialRules, UnitOfWork
from shared.contracts.invoicing import InvoiceReceivedV1
from shared.kernel.ids import InvoiceId
from shared.kernel.money import Money

OpenReader = Callable[[], AbstractContextManager[UnitOfWork]]


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found outside any transaction: the meaning of the document and what the rules say of it."""

    invoice: Invoice
    verdict: OfficialVerdict


def judge_document(
    event: InvoiceReceivedV1, *, open_reader: OpenReader, reader: DocumentReader, rules: OfficialRules
) -> Judged:
    """Read the stored bytes of an invoice and judge them by the official rules."""
    with open_reader() as uow:
        document = uow.invoices.document(InvoiceId.parse(event.invoice_id))
    return Judged(reader.read(document).invoice, rules.judge(document))


def keep_verdict(event: InvoiceReceivedV1, judged: Judged, uow: UnitOfWork) -> None:
    """Keep the verdict, match the invoice with its order, and announce both; a repeated event changes nothing."""
    invoice = uow.invoices.lock(InvoiceId.parse(event.invoice_id))
    if invoice.status is not InvoiceStatus.RECEIVED:
        return
    differences = match(
        judged.invoice,
        order=uow.orders.get(invoice.order_id) if invoice.order_id else None,
        seller=invoice.seller,
        already_invoiced=_already_invoiced(invoice, uow),
    )
    validated = received.validate(invoice, judged.verdict, (*probable_duplicates(invoice, uow), *differences))
    uow.invoices.save(validated)
    uow.publish(invoice_validated(validated))


def probable_duplicates(invoice: ReceivedInvoice, uow: UnitOfWork) -> tuple[Difference, ...]:
    """Flag the invoices of the same number, supplier and year that say something else: a person compares them."""
    return tuple(
        Difference(
            DifferenceCode.PROBABLE_DUPLICATE,
            {
                "number": other.summary.number,
                "invoice": str(other.invoice_id),
                "amount": str(other.summary.amount_due),
                "received_on": other.received_on.isoformat(),
            },
        )
        for other in uow.invoices.of_same_number(invoice)
    )


def _already_invoiced(invoice: ReceivedInvoice, uow: UnitOfWork) -> Money:
    currency = invoice.summary.amount_excl_vat.currency
    if invoice.order_id is None:
        return Money.zero(currency)
    return uow.invoices.already_invoiced(invoice.order_id, before=invoice.invoice_id, currency=currency)
