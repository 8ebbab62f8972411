"""Events of an invoice before its payment: the seller's answers, wrong addresses, the accountant's steps."""

from typing import ClassVar

from shared.contracts.invoicing import InvoiceFacts


class InvoiceAnsweredV1(InvoiceFacts):
    """Sent when the seller says that it has provided what was missing; the buyer finds whether all is there."""

    event_type: ClassVar[str] = "invoice_answered.v1"
    source: ClassVar[str] = "invoicing"

    interrupted_on: str
    answered_on: str
    answer: str


class InvoiceReturnedV1(InvoiceFacts):
    """Sent when a recipient gives an invoice back as wrongly addressed (à recycler); its period stands still."""

    event_type: ClassVar[str] = "invoice_returned.v1"
    source: ClassVar[str] = "invoicing"

    returned_on: str
    reason: str


class PaymentOrderHandedOverV1(InvoiceFacts):
    """Sent when a payment order is at the public accountant (mise à disposition du comptable, décret 2012-1246)."""

    event_type: ClassVar[str] = "payment_order_handed_over.v1"
    source: ClassVar[str] = "invoicing"

    payment_order_id: str
    payment_order_number: str
    handed_over_on: str


class PaymentOrderBookedV1(InvoiceFacts):
    """Sent when the public accountant has checked and booked a payment order (décret 2012-1246, articles 19 and 20)."""

    event_type: ClassVar[str] = "payment_order_booked.v1"
    source: ClassVar[str] = "invoicing"

    payment_order_id: str
    payment_order_number: str
    booked_on: str
