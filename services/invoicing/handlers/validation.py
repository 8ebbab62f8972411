"""Judging an invoice by the official rules and matching it with its order: an errand of the service to itself.

The rules run outside any transaction, in their own process; their verdict and the matching are then kept and announced
together. The bytes are read again from what was stored: what is judged is what was received.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from services.invoicing.domain import received
from services.invoicing.domain.content_checks import attachment_differences, content_differences
from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.judging import Judging
from services.invoicing.domain.matching import Difference
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.routing import as_routed
from services.invoicing.domain.states import InvoiceStatus
from services.invoicing.domain.vat_rates import rates_in_force
from services.invoicing.domain.verdict import OfficialVerdict
from services.invoicing.handlers.announcements import invoice_validated
from services.invoicing.handlers.findings import findings
from services.invoicing.handlers.payments import accept_alone
from services.invoicing.handlers.portal_files import findings_of_files
from services.invoicing.ports import Antivirus, DocumentReader, OfficialRules, UnitOfWork
from shared.contracts.invoicing import InvoiceReceivedV1
from shared.contracts.invoicing_doors import InvoiceReceivedV2
from shared.contracts.invoicing_judging import InvoiceJudgingRequestedV1
from shared.kernel.ids import InvoiceId
from shared.legal.table import LegalTable

InvoiceReceived = InvoiceReceivedV1 | InvoiceReceivedV2  # version 1 may still be on its way
ToBeJudged = InvoiceReceived | InvoiceJudgingRequestedV1
OpenReader = Callable[[], AbstractContextManager[UnitOfWork]]


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found outside any transaction: the meaning of the document, what the rules and the content say of it."""

    invoice: Invoice
    verdict: OfficialVerdict
    told: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Judges:
    """Who looks at a document: its reader, the official rules, the antivirus, the table of the law."""

    reader: DocumentReader
    rules: OfficialRules
    antivirus: Antivirus
    law: LegalTable


def judge_document(event: ToBeJudged, *, open_reader: OpenReader, judges: Judges) -> Judged:
    """Read the stored bytes of an invoice, judge them by the official rules, and look into them and what they carry."""
    with open_reader() as uow:
        document = uow.invoices.document(InvoiceId.parse(event.invoice_id))
    invoice = judges.reader.read(document).invoice
    verdict = judges.rules.judge(document)
    attachments = judges.reader.attachments(document)
    analyses = judges.antivirus.analyse(attachments)
    told = (
        *content_differences(invoice, verdict, rates=rates_in_force(judges.law, on=invoice.issued_on)),
        *attachment_differences(attachments, analyses, invoice_bytes=len(document)),
    )
    return Judged(invoice, verdict, told)


def keep_verdict(event: InvoiceReceived, judged: Judged, uow: UnitOfWork) -> None:
    """Keep the verdict, match the invoice with its order, and announce both; a repeated event changes nothing."""
    invoice = uow.invoices.lock(InvoiceId.parse(event.invoice_id))
    if invoice.status is not InvoiceStatus.RECEIVED:
        return
    differences = differences_of(invoice, judged, uow=uow)
    validated = received.validate(invoice, judged.verdict, differences)
    uow.invoices.save(validated)
    uow.publish(invoice_validated(validated))
    if judged.verdict.failed_by_machine:
        first = Judging(invoice_id=invoice.invoice_id)
        uow.judgings.keep(first.answered(judged.verdict, now=uow.clock.now()))
    accept_alone(validated, uow=uow)


def differences_of(invoice: ReceivedInvoice, judged: Judged, *, uow: UnitOfWork) -> tuple[Difference, ...]:
    """Give everything that differs: from what is known here, in the document itself, in the files added to it."""
    content = as_routed(judged.invoice, invoice)
    told = (*judged.told, *findings_of_files(invoice.invoice_id, uow=uow))
    return (*findings(invoice, content, uow=uow), *told)
