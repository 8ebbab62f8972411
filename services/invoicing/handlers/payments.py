"""From the acceptance to the payment: service fait, payment order, payment, late interest (R2192-10 to R2192-36)."""

from dataclasses import dataclass
from datetime import date

from services.invoicing.domain import received
from services.invoicing.domain.received import Acceptance, Payment, PaymentOrder, ReceivedInvoice
from services.invoicing.handlers.announcements import (
    invoice_accepted,
    invoice_paid,
    payment_ordered,
)
from services.invoicing.handlers.interest import announce_interest, interest_of
from services.invoicing.ports import UnitOfWork
from shared.kernel.ids import InvoiceId, PaymentId, PaymentOrderId
from shared.kernel.principal import Right
from shared.legal.calendar import payment_due_date
from shared.legal.table import LegalTable


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptInvoice:
    """Command: certify the service rendered; ``service_rendered_on`` starts the period when it is later (R2192-13)."""

    invoice_id: InvoiceId
    service_rendered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPayment:
    """Command: order the payment, under the authority's own number or one made for it."""

    invoice_id: InvoiceId
    number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPayment:
    """Command: record a payment made by the accountant on a legal day, with the reference of the transfer."""

    invoice_id: InvoiceId
    paid_on: date
    reference: str


def accept_invoice(command: AcceptInvoice, *, uow: UnitOfWork, law: LegalTable) -> ReceivedInvoice:
    """Certify the service rendered and fix the due date; an invoice that breaks rules may be accepted by a person."""
    principal = uow.scope.principal
    principal.require(Right.AUTHORISE)
    invoice = _lock(command.invoice_id, uow=uow)
    due = payment_due_date(
        received_on=invoice.received_on, payer=invoice.payer, table=law, executed_on=command.service_rendered_on
    )
    today = invoice.legal_day(uow.clock.now())
    accepted = received.accept(invoice, Acceptance(accepted_on=today, accepted_by=principal.subject, due_on=due.due_on))
    uow.invoices.save(accepted)
    uow.publish(invoice_accepted(accepted))
    uow.record("invoice_accepted", str(invoice.invoice_id), {"due_on": due.due_on.isoformat()})
    return accepted


def order_payment(command: OrderPayment, *, uow: UnitOfWork) -> ReceivedInvoice:
    """Order the payment of an accepted invoice (mandatement)."""
    principal = uow.scope.principal
    principal.require(Right.AUTHORISE)
    invoice = _lock(command.invoice_id, uow=uow)
    today = invoice.legal_day(uow.clock.now())
    order_id = uow.ids.new(PaymentOrderId)
    order = PaymentOrder(
        payment_order_id=order_id,
        number=command.number or f"M-{today:%Y}-{str(order_id)[-8:].upper()}",
        ordered_on=today,
        ordered_by=principal.subject,
    )
    ordered = received.order_payment(invoice, order)
    uow.invoices.save(ordered)
    uow.publish(payment_ordered(ordered))
    uow.record("payment_ordered", str(invoice.invoice_id), {"number": order.number})
    return ordered


def record_payment(command: RecordPayment, *, uow: UnitOfWork, law: LegalTable) -> ReceivedInvoice:
    """Record the accountant's payment and announce the interest that a late one owes without being asked.

    Raises:
        Refused: ``INV-SAME-PERSON``, ``INV-PAID-IN-FUTURE``, ``INV-PAID-BEFORE-ORDER``, ``INV-PAYMENT-REFERENCE``.
    """
    principal = uow.scope.principal
    principal.require(Right.ACCOUNT)
    invoice = _lock(command.invoice_id, uow=uow)
    statement = interest_of(invoice, command.paid_on, law)
    payment = Payment(
        payment_id=uow.ids.new(PaymentId),
        paid_on=command.paid_on,
        paid_by=principal.subject,
        reference=command.reference,
        amount=invoice.summary.amount_due,
        days_late=max((command.paid_on - invoice.due_on).days, 0),
        interest=statement.interest if statement else None,
        lump_sum=statement.recovery_lump_sum if statement else None,
    )
    paid = received.pay(invoice, payment, today=invoice.legal_day(uow.clock.now()))
    uow.publish(invoice_paid(paid))
    if statement is not None and statement.is_late:
        paid = announce_interest(paid, statement, uow=uow, law=law)
    uow.invoices.save(paid)
    uow.record("invoice_paid", str(invoice.invoice_id), {"reference": command.reference})
    return paid


def _lock(invoice_id: InvoiceId, *, uow: UnitOfWork) -> ReceivedInvoice:
    """Lock an invoice of the agent's own organisation: the seller sees it but decides nothing about it."""
    invoice = uow.invoices.lock(invoice_id)
    received.refuse_foreign_buyer(invoice, uow.scope.principal.organisation)
    return invoice
