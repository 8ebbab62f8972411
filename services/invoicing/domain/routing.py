"""An invoice wrongly addressed (erreur d'acheminement): returned by its recipient, sent again by its seller.

On the portal of the State this is a rejection for wrong routing data (statut 04, à recycler): the period stands still,
and what comes back is received anew, on the day on which the recipient learns of it (CCP R2192-12, R2192-15). The
document does not change: what is corrected stands beside it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from services.invoicing.domain.decisions import RoutingReturn
from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.received import ReceivedInvoice, advance
from services.invoicing.domain.states import InvoiceAction
from shared.kernel.ids import CommitmentId, ContractId, PurchaseOrderId
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline
from shared.legal.calendar import PayerKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """Where an invoice goes: recipient, service and references as corrected, and what stands under them."""

    buyer: Siret
    service_code: str | None
    order_reference: str | None
    contract_reference: str | None
    contract_id: ContractId | None
    order_id: PurchaseOrderId | None
    commitment_id: CommitmentId | None
    payer: PayerKind
    timeline: Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """When a recipient received an invoice, and until when it has to pay."""

    at: datetime
    on: date
    due_on: date


def give_back(invoice: ReceivedInvoice, found: RoutingReturn) -> ReceivedInvoice:
    """Give an invoice back to its seller: recipient, service or references are wrong."""
    return advance(invoice, InvoiceAction.RETURN, returned=found)


def recycle(invoice: ReceivedInvoice, routing: Routing, reception: Reception) -> ReceivedInvoice:
    """Send it again: another recipient has its own period and may interrupt it once; the same one may not twice."""
    summary = replace(
        invoice.summary,
        service_code=routing.service_code,
        order_reference=routing.order_reference,
        contract_reference=routing.contract_reference,
    )
    return advance(
        invoice,
        InvoiceAction.RECYCLE,
        buyer=routing.buyer,
        summary=summary,
        contract_id=routing.contract_id,
        order_id=routing.order_id,
        commitment_id=routing.commitment_id,
        payer=routing.payer,
        timeline=routing.timeline,
        received_at=reception.at,
        received_on=reception.on,
        due_on=reception.due_on,
        interruption=invoice.interruption if routing.buyer == invoice.buyer else None,
        verdict=None,
        differences=(),
    )


def as_routed(content: Invoice, invoice: ReceivedInvoice) -> Invoice:
    """Give what a document says with the references under which its invoice is dealt with here."""
    summary = invoice.summary
    return replace(
        content,
        buyer_reference=summary.service_code,
        purchase_order_reference=summary.order_reference,
        contract_reference=summary.contract_reference,
    )
