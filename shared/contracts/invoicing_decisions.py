"""Events of an agent's decisions about an invoice other than the plain acceptance; finance systems follow them."""

from typing import ClassVar

from shared.contracts.amount import Amount
from shared.contracts.invoicing import InvoiceFacts


class InvoicePartlyAcceptedV1(InvoiceFacts):
    """Sent when an agent admits a part of the sum asked: that part is paid in time (CCP R2192-34)."""

    event_type: ClassVar[str] = "invoice_partly_accepted.v1"
    source: ClassVar[str] = "invoicing"

    accepted_on: str
    due_on: str
    admitted: Amount
    reason: str


class InvoiceInterruptedV1(InvoiceFacts):
    """Sent when the payment period is interrupted, once: items are missing or wrong (CCP R2192-27, R2192-28)."""

    event_type: ClassVar[str] = "invoice_interrupted.v1"
    source: ClassVar[str] = "invoicing"

    interrupted_on: str
    reason: str
    missing: tuple[str, ...]
    due_before: str


class InvoiceCompletedV1(InvoiceFacts):
    """Sent when every missing item has arrived: a new payment period is open (CCP R2192-29)."""

    event_type: ClassVar[str] = "invoice_completed.v1"
    source: ClassVar[str] = "invoicing"

    interrupted_on: str
    completed_on: str
    due_on: str


class InvoiceRefusedV1(InvoiceFacts):
    """Sent when an agent refuses an invoice, with a motive of XP Z12-012 (status 210)."""

    event_type: ClassVar[str] = "invoice_refused.v1"
    source: ClassVar[str] = "invoicing"

    refused_on: str
    motive: str
    reason: str
