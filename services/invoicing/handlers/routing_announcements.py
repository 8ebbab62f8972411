"""Writing the events of answers, wrong addresses and the accountant's steps."""

from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.handlers.announcements import invoice_facts, present
from shared.contracts.invoicing_portal import (
    InvoiceAnsweredV1,
    InvoiceReturnedV1,
    PaymentOrderBookedV1,
    PaymentOrderHandedOverV1,
)


def invoice_answered(invoice: ReceivedInvoice) -> InvoiceAnsweredV1:
    """Announce what the seller says of the missing items."""
    found = present(invoice.interruption)
    return InvoiceAnsweredV1(
        **invoice_facts(invoice),
        interrupted_on=found.notified_on.isoformat(),
        answered_on=present(found.answered_on).isoformat(),
        answer=found.answer,
    )


def invoice_returned(invoice: ReceivedInvoice) -> InvoiceReturnedV1:
    """Announce that an invoice was wrongly addressed."""
    found = present(invoice.returned)
    return InvoiceReturnedV1(**invoice_facts(invoice), returned_on=found.returned_on.isoformat(), reason=found.reason)


def payment_order_handed_over(invoice: ReceivedInvoice) -> PaymentOrderHandedOverV1:
    """Announce that the accountant has the payment order."""
    order = present(invoice.payment_order)
    return PaymentOrderHandedOverV1(
        **invoice_facts(invoice),
        payment_order_id=str(order.payment_order_id),
        payment_order_number=order.number,
        handed_over_on=present(order.handed_over_on).isoformat(),
    )


def payment_order_booked(invoice: ReceivedInvoice) -> PaymentOrderBookedV1:
    """Announce that the accountant has booked it."""
    order = present(invoice.payment_order)
    return PaymentOrderBookedV1(
        **invoice_facts(invoice),
        payment_order_id=str(order.payment_order_id),
        payment_order_number=order.number,
        booked_on=present(order.booked_on).isoformat(),
    )
