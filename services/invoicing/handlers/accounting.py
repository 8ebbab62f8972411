"""What happens to a payment order at the public accountant: handed over, checked and booked (décret 2012-1246)."""

from dataclasses import replace

from services.invoicing.domain.errors import Code
from services.invoicing.domain.received import ReceivedInvoice, advance
from services.invoicing.domain.states import InvoiceAction
from services.invoicing.handlers.announcements import present
from services.invoicing.handlers.decisions import lock_as_buyer
from services.invoicing.handlers.routing_announcements import payment_order_booked, payment_order_handed_over
from services.invoicing.ports import UnitOfWork
from shared.kernel.ids import InvoiceId
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse


def hand_over_payment_order(invoice_id: InvoiceId, *, uow: UnitOfWork) -> ReceivedInvoice:
    """Say that the accountant has the payment order; the authorising officer sends it.

    Raises:
        Refused: ``INV-ACTION-IMPOSSIBLE``.
    """
    uow.scope.principal.require(Right.AUTHORISE)
    invoice = lock_as_buyer(invoice_id, uow=uow)
    order, today = invoice.payment_order, invoice.legal_day(uow.clock.now())
    sent = replace(order, handed_over_on=today) if order else None
    handed_over = advance(invoice, InvoiceAction.HAND_OVER, payment_order=sent)
    uow.invoices.save(handed_over)
    uow.publish(payment_order_handed_over(handed_over))
    uow.record("payment_order_handed_over", str(invoice_id), {"number": present(handed_over.payment_order).number})
    return handed_over


def book_payment_order(invoice_id: InvoiceId, *, uow: UnitOfWork) -> ReceivedInvoice:
    """Say that the accountant has checked the payment order and booked it; never who ordered it (article 9).

    Raises:
        Refused: ``INV-ACTION-IMPOSSIBLE``, ``INV-SAME-PERSON``.
    """
    principal = uow.scope.principal
    principal.require(Right.ACCOUNT)
    invoice = lock_as_buyer(invoice_id, uow=uow)
    order, today = invoice.payment_order, invoice.legal_day(uow.clock.now())
    if order is not None and order.ordered_by == principal.subject:
        refuse(Code.SAME_PERSON, article="décret 2012-1246, article 9")
    entered = replace(order, booked_on=today, booked_by=principal.subject) if order else None
    booked = advance(invoice, InvoiceAction.BOOK, payment_order=entered)
    uow.invoices.save(booked)
    uow.publish(payment_order_booked(booked))
    uow.record("payment_order_booked", str(invoice_id), {"number": present(booked.payment_order).number})
    return booked
