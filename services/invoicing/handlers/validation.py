"""Judging an invoice by the official rules and matching it with its order: an errand of the service to itself.

The rules run outside any transaction, in their own process; their verdict and the matching are then kept and announced
together. The bytes are read again from what was stored: what is judged is what was received.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from services.invoicing.domain import received
from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.routing import as_routed
from services.invoicing.domain.states import InvoiceStatus
from services.invoicing.domain.verdict import OfficialVerdict
from services.invoicing.handlers.announcements import invoice_validated
from services.invoicing.handlers.findings import findings
from services.invoicing.handlers.payments import accept_alone
from services.invoicing.ports import DocumentReader, OfficialRules, UnitOfWork
from shared.contracts.invoicing import InvoiceReceivedV1
from shared.kernel.ids import InvoiceId

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
    content = as_routed(judged.invoice, invoice)
    validated = received.validate(invoice, judged.verdict, findings(invoice, content, uow=uow))
    uow.invoices.save(validated)
    uow.publish(invoice_validated(validated))
    accept_alone(validated, uow=uow)
