"""Doing what a recipient asks by naming the next state of an invoice: one act of ours after another, all or none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from services.invoicing.domain.decisions import LONGEST_REASON, RefusalMotive
from services.invoicing.domain.portal_treatments import Treatment, acts_towards
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.states import InvoiceAction
from services.invoicing.handlers.accounting import book_payment_order, hand_over_payment_order
from services.invoicing.handlers.decisions import (
    CompleteInvoice,
    InterruptInvoice,
    RefuseInvoice,
    complete_invoice,
    interrupt_invoice,
    lock_as_buyer,
    refuse_invoice,
)
from services.invoicing.handlers.payments import (
    AcceptInvoice,
    OrderPayment,
    RecordPayment,
    accept_invoice,
    order_payment,
    record_payment,
)
from services.invoicing.handlers.routing import ReturnInvoice, return_invoice
from services.invoicing.ports import UnitOfWork
from shared.kernel.ids import InvoiceId
from shared.legal.table import LegalTable


@dataclass(frozen=True, slots=True)
class _Asked:
    """One act to do: on what, why, in which transaction, under which law."""

    invoice: ReceivedInvoice
    treatment: Treatment
    uow: UnitOfWork
    law: LegalTable

    @property
    def invoice_id(self) -> InvoiceId:
        return self.invoice.invoice_id


def treat_invoice(invoice_id: InvoiceId, treatment: Treatment, *, uow: UnitOfWork, law: LegalTable) -> ReceivedInvoice:
    """Bring an invoice to the states asked for, in their order.

    Raises:
        Refused: ``INV-NOT-FOUND``, ``INV-PORTAL-STATUS-IMPOSSIBLE``, and what each act refuses.
    """
    invoice = lock_as_buyer(invoice_id, uow=uow)
    for target in treatment.targets:
        for act in acts_towards(invoice, target):
            invoice = _DO[act](_Asked(invoice, treatment, uow, law))
    return invoice


def _interrupt(asked: _Asked) -> ReceivedInvoice:
    """The portal has one text for the reasons and the items expected: it stands for both (R2192-28)."""
    reason = asked.treatment.reason
    command = InterruptInvoice(invoice_id=asked.invoice_id, reason=reason, missing=(reason,))
    return interrupt_invoice(command, uow=asked.uow)


def _complete(asked: _Asked) -> ReceivedInvoice:
    """Everything was received on the day of the seller's answer, else today (R2192-29)."""
    found = asked.invoice.interruption
    command = CompleteInvoice(invoice_id=asked.invoice_id, received_on=found.answered_on if found else None)
    return complete_invoice(command, uow=asked.uow, law=asked.law)


def _accept(asked: _Asked) -> ReceivedInvoice:
    command = AcceptInvoice(invoice_id=asked.invoice_id, reason=asked.treatment.reason)
    return accept_invoice(command, uow=asked.uow, law=asked.law)


def _refuse(asked: _Asked) -> ReceivedInvoice:
    """The portal has no list of motives: the text says it."""
    command = RefuseInvoice(invoice_id=asked.invoice_id, motive=RefusalMotive.OTHER, reason=asked.treatment.reason)
    return refuse_invoice(command, uow=asked.uow)


def _return(asked: _Asked) -> ReceivedInvoice:
    return return_invoice(ReturnInvoice(invoice_id=asked.invoice_id, reason=asked.treatment.reason), uow=asked.uow)


def _order(asked: _Asked) -> ReceivedInvoice:
    command = OrderPayment(invoice_id=asked.invoice_id, number=asked.treatment.payment_order)
    return order_payment(command, uow=asked.uow)


def _hand_over(asked: _Asked) -> ReceivedInvoice:
    return hand_over_payment_order(asked.invoice_id, uow=asked.uow)


def _book(asked: _Asked) -> ReceivedInvoice:
    return book_payment_order(asked.invoice_id, uow=asked.uow)


def _pay(asked: _Asked) -> ReceivedInvoice:
    """Paid today: the portal carries no day; what is said with the state is the reference, else the payment order."""
    order = asked.invoice.payment_order
    reference = asked.treatment.reason.strip() or asked.treatment.payment_order or (order.number if order else "")
    command = RecordPayment(
        invoice_id=asked.invoice_id,
        paid_on=asked.invoice.legal_day(asked.uow.clock.now()),
        reference=reference[:LONGEST_REASON],
    )
    return record_payment(command, uow=asked.uow, law=asked.law)


_DO: Final[Mapping[InvoiceAction, Callable[[_Asked], ReceivedInvoice]]] = {
    InvoiceAction.INTERRUPT: _interrupt,
    InvoiceAction.COMPLETE: _complete,
    InvoiceAction.ACCEPT: _accept,
    InvoiceAction.REFUSE: _refuse,
    InvoiceAction.RETURN: _return,
    InvoiceAction.ORDER_PAYMENT: _order,
    InvoiceAction.HAND_OVER: _hand_over,
    InvoiceAction.BOOK: _book,
    InvoiceAction.PAY: _pay,
}
