"""An invoice as a row: both directions side by side."""

from typing import Any

from sqlalchemy import Row

from services.invoicing.domain.channel import Channel
from services.invoicing.domain.decisions import Interruption, InvoiceRefusal, RoutingReturn
from services.invoicing.domain.received import InvoiceSummary, ReceivedFile, ReceivedInvoice
from services.invoicing.domain.states import InvoiceStatus
from services.invoicing.storage import invoice_parts as parts
from services.invoicing.storage.contracts import timeline_columns, timeline_of
from shared.kernel.ids import CommitmentId, ContractId, InvoiceId, PurchaseOrderId
from shared.kernel.money import Money
from shared.kernel.siret import Siret
from shared.legal.calendar import PayerKind
from shared.storage.records import from_json, to_json


def to_row(invoice: ReceivedInvoice) -> dict[str, Any]:
    """Write every column of an invoice."""
    summary, file = invoice.summary, invoice.file
    return {
        "id": invoice.invoice_id.value,
        "version": invoice.version,
        "status": invoice.status.value,
        "buyer_siret": str(invoice.buyer),
        "seller_siret": str(invoice.seller),
        **_summary_columns(summary),
        "order_id": invoice.order_id.value if invoice.order_id else None,
        "contract_id": invoice.contract_id.value if invoice.contract_id else None,
        "commitment_id": invoice.commitment_id.value if invoice.commitment_id else None,
        "syntax": file.syntax,
        "size": file.size,
        "sha256": file.sha256,
        "file_name": file.name,
        "channel": invoice.channel.value,
        "entered_at": invoice.entered_at,
        "received_at": invoice.received_at,
        "received_on": invoice.received_on,
        "due_on": invoice.due_on,
        "payer": invoice.payer.value,
        **timeline_columns(invoice.timeline),
        "verdict": parts.verdict_to_json(invoice.verdict),
        "differences": parts.differences_to_json(invoice.differences),
        "interruption": None if invoice.interruption is None else to_json(invoice.interruption),
        "refusal": None if invoice.refusal is None else to_json(invoice.refusal),
        "returned": None if invoice.returned is None else to_json(invoice.returned),
        "acceptance": parts.acceptance_to_json(invoice.acceptance),
        "payment_order": parts.payment_order_to_json(invoice.payment_order),
        "payment": parts.payment_to_json(invoice.payment),
    }


def _summary_columns(summary: InvoiceSummary) -> dict[str, Any]:
    return {
        "number": summary.number,
        "issue_year": summary.issued_on.year,
        "issued_on": summary.issued_on,
        "type_code": summary.type_code,
        "order_reference": summary.order_reference,
        "service_code": summary.service_code,
        "contract_reference": summary.contract_reference,
        "frame": summary.frame,
        "seller_name": summary.seller_name,
        "buyer_name": summary.buyer_name,
        "currency": summary.amount_excl_vat.currency,
        "amount_excl_vat": summary.amount_excl_vat.amount,
        "amount_incl_vat": summary.amount_incl_vat.amount,
        "amount_due": summary.amount_due.amount,
    }


def from_row(row: Row[Any]) -> ReceivedInvoice:
    """Read an invoice from its row."""
    return ReceivedInvoice(
        invoice_id=InvoiceId(row.id),
        version=row.version,
        status=InvoiceStatus(row.status),
        buyer=Siret.parse(row.buyer_siret),
        seller=Siret.parse(row.seller_siret),
        file=ReceivedFile(syntax=row.syntax, size=row.size, sha256=row.sha256, name=row.file_name),
        summary=_summary_of(row),
        channel=Channel(row.channel),
        entered_at=row.entered_at,
        received_at=row.received_at,
        received_on=row.received_on,
        due_on=row.due_on,
        payer=PayerKind(row.payer),
        timeline=timeline_of(row),
        contract_id=ContractId(row.contract_id) if row.contract_id else None,
        order_id=PurchaseOrderId(row.order_id) if row.order_id else None,
        commitment_id=CommitmentId(row.commitment_id) if row.commitment_id else None,
        verdict=parts.verdict_from_json(row.verdict),
        differences=parts.differences_from_json(row.differences),
        interruption=from_json(Interruption, row.interruption),
        refusal=from_json(InvoiceRefusal, row.refusal),
        returned=from_json(RoutingReturn, row.returned),
        acceptance=parts.acceptance_from_json(row.acceptance),
        payment_order=parts.payment_order_from_json(row.payment_order),
        payment=parts.payment_from_json(row.payment),
    )


def _summary_of(row: Row[Any]) -> InvoiceSummary:
    return InvoiceSummary(
        number=row.number,
        issued_on=row.issued_on,
        type_code=row.type_code,
        order_reference=row.order_reference,
        service_code=row.service_code,
        contract_reference=row.contract_reference,
        frame=row.frame,
        seller_name=row.seller_name,
        buyer_name=row.buyer_name,
        amount_excl_vat=Money(row.amount_excl_vat, row.currency),
        amount_incl_vat=Money(row.amount_incl_vat, row.currency),
        amount_due=Money(row.amount_due, row.currency),
    )
