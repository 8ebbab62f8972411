"""Giving a wrongly addressed invoice back, and sending it again (recycler), with its document unchanged."""

from dataclasses import dataclass

from services.invoicing.domain import routing
from services.invoicing.domain.decisions import RoutingReturn
from services.invoicing.domain.errors import Code
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.routing import Reception, Routing
from services.invoicing.handlers.announcements import invoice_received
from services.invoicing.handlers.attributing import References, attributed
from services.invoicing.handlers.decisions import lock_as_buyer
from services.invoicing.handlers.owning import lock_as_seller
from services.invoicing.handlers.routing_announcements import invoice_returned
from services.invoicing.ports import UnitOfWork
from shared.kernel.ids import InvoiceId
from shared.kernel.paris import legal_day
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.legal.calendar import payment_due_date
from shared.legal.table import LegalTable


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnInvoice:
    """Command: give an invoice back to its seller, and say what is wrong with its address."""

    invoice_id: InvoiceId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecycleInvoice:
    """Command: send an invoice again; what is None stays as it was."""

    invoice_id: InvoiceId
    buyer: Siret | None = None
    service_code: str | None = None
    order_reference: str | None = None
    contract_reference: str | None = None


def return_invoice(command: ReturnInvoice, *, uow: UnitOfWork) -> ReceivedInvoice:
    """Give a wrongly addressed invoice back.

    Raises:
        Refused: ``INV-ACTION-IMPOSSIBLE``, ``INV-REASON-MISSING``.
    """
    principal = uow.scope.principal
    principal.require(Right.AUTHORISE)
    invoice = lock_as_buyer(command.invoice_id, uow=uow)
    found = RoutingReturn(
        returned_on=invoice.legal_day(uow.clock.now()), returned_by=principal.subject, reason=command.reason
    )
    returned = routing.give_back(invoice, found)
    uow.invoices.save(returned)
    uow.publish(invoice_returned(returned))
    uow.record("invoice_returned", str(invoice.invoice_id), {"buyer": str(invoice.buyer)})
    return returned


def recycle_invoice(command: RecycleInvoice, *, uow: UnitOfWork, law: LegalTable) -> ReceivedInvoice:
    """Send an invoice again with its routing corrected; it is received and judged anew.

    Raises:
        Refused: ``INV-NOT-FOUND``, ``INV-ACTION-IMPOSSIBLE``, ``INV-UNATTRIBUTABLE``.
    """
    invoice = lock_as_seller(command.invoice_id, uow=uow)
    buyer = command.buyer or invoice.buyer
    if not (uow.contracts.knows_buyer(buyer) or uow.recipients.find(buyer)):
        refuse(Code.UNATTRIBUTABLE, party="acheteur")
    summary = invoice.summary
    references = References(
        order=command.order_reference or summary.order_reference,
        contract=command.contract_reference or summary.contract_reference,
    )
    found = attributed(references, buyer=buyer, seller=invoice.seller, uow=uow)
    now = uow.clock.now()
    received_on = legal_day(found.timeline.legal_at(now))
    due = payment_due_date(received_on=received_on, payer=found.payer, table=law)
    new_routing = Routing(
        buyer=buyer,
        service_code=command.service_code or summary.service_code,
        order_reference=references.order,
        contract_reference=references.contract,
        contract_id=found.contract.contract_id if found.contract else None,
        order_id=found.order.order_id if found.order else None,
        commitment_id=found.commitment.commitment_id if found.commitment else None,
        payer=found.payer,
        timeline=found.timeline,
    )
    recycled = routing.recycle(invoice, new_routing, Reception(at=now, on=received_on, due_on=due.due_on))
    uow.invoices.save(recycled)
    uow.publish(invoice_received(recycled))
    uow.record("invoice_recycled", str(invoice.invoice_id), {"from": str(invoice.buyer), "to": str(buyer)})
    return recycled
