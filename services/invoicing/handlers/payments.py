"""From the acceptance to the payment: service fait, payment order, payment, late interest (R2192-10 to R2192-36)."""

from dataclasses import dataclass
from datetime import date

from services.invoicing.domain import received
from services.invoicing.domain.channel import Channel
from services.invoicing.domain.decisions import Acceptance, checked_admission
from services.invoicing.domain.proposal import accepts_alone
from services.invoicing.domain.received import Payment, PaymentOrder, ReceivedInvoice
from services.invoicing.handlers.announcements import invoice_paid, payment_ordered
from services.invoicing.handlers.contractor_answers import agreed_on
from services.invoicing.handlers.decision_announcements import invoice_accepted
from services.invoicing.handlers.decisions import lock_as_buyer
from services.invoicing.handlers.interest import announce_interest, interest_of
from services.invoicing.handlers.subcontracting import is_accepted_subcontractor, named_contract
from services.invoicing.ports import UnitOfWork
from shared.kernel.ids import InvoiceId, PaymentId, PaymentOrderId
from shared.kernel.money import Money
from shared.kernel.principal import Right
from shared.legal.calendar import payment_due_date
from shared.legal.table import LegalTable

AUTOMATIC = "acceptation automatique décidée par le destinataire"


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptInvoice:
    """Command: certify the service rendered; ``service_rendered_on`` starts the period when it is later (R2192-13).

    ``admitted`` is the sum admitted with VAT, with its reason, when it is not the whole sum asked (R2192-34).
    """

    invoice_id: InvoiceId
    service_rendered_on: date | None = None
    admitted: Money | None = None
    reason: str = ""


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
    invoice = lock_as_buyer(command.invoice_id, uow=uow)
    today = invoice.legal_day(uow.clock.now())
    acceptance = Acceptance(
        accepted_on=today,
        accepted_by=principal.subject,
        due_on=_due_on(invoice, command.service_rendered_on, uow=uow, law=law),
        admitted=checked_admission(command.admitted, asked=invoice.summary.amount_due, reason=command.reason),
        reason=command.reason,
    )
    accepted = received.accept(invoice, acceptance)
    uow.invoices.save(accepted)
    uow.publish(invoice_accepted(accepted))
    facts = {"due_on": acceptance.due_on.isoformat(), "amount": str(accepted.amount_to_pay)}
    uow.record("invoice_accepted", str(invoice.invoice_id), facts)
    return accepted


def accept_alone(invoice: ReceivedInvoice, *, uow: UnitOfWork) -> None:
    """Accept a matched and officially valid invoice by the buyer's own rule, where it allowed one.

    What a subcontractor asks for here waits for a person: its contractor has its turn first (R2193-12), and the
    payment period runs from its agreement (R2192-23). On the State's portal the contractor had its turn before.
    """
    recipient = uow.recipients.find(invoice.buyer)
    if recipient is None or not accepts_alone(invoice, up_to=recipient.automatic_up_to):
        return
    if invoice.channel is Channel.PLATFORM and is_accepted_subcontractor(
        invoice, named_contract(invoice, uow=uow), uow=uow
    ):
        return
    today = invoice.legal_day(uow.clock.now())
    acceptance = Acceptance(accepted_on=today, accepted_by=AUTOMATIC, due_on=invoice.due_on)
    accepted = received.accept(invoice, acceptance)
    uow.invoices.save(accepted)
    uow.publish(invoice_accepted(accepted))
    uow.record("invoice_accepted_automatically", str(invoice.invoice_id), {"up_to": str(recipient.automatic_up_to)})


def _due_on(invoice: ReceivedInvoice, executed_on: date | None, *, uow: UnitOfWork, law: LegalTable) -> date:
    """Give the due date: of the new period after an interruption, else of the reception or of the service rendered.

    What a subcontractor asks for is due from its contractor's agreement (R2192-23), where one was given here.
    """
    since = agreed_on(invoice, uow=uow) or invoice.received_on
    due = payment_due_date(received_on=since, payer=invoice.payer, table=law, executed_on=executed_on)
    return due.due_on if invoice.interruption is None else max(due.due_on, invoice.due_on)


def order_payment(command: OrderPayment, *, uow: UnitOfWork) -> ReceivedInvoice:
    """Order the payment of an accepted invoice (mandatement)."""
    principal = uow.scope.principal
    principal.require(Right.AUTHORISE)
    invoice = lock_as_buyer(command.invoice_id, uow=uow)
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
    invoice = lock_as_buyer(command.invoice_id, uow=uow)
    statement = interest_of(invoice, command.paid_on, law)
    payment = Payment(
        payment_id=uow.ids.new(PaymentId),
        paid_on=command.paid_on,
        paid_by=principal.subject,
        reference=command.reference,
        amount=invoice.amount_to_pay,
        days_late=max((command.paid_on - invoice.due_on).days, 0) if invoice.is_to_pay else 0,
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
