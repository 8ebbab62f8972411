"""Events of the invoicing service to itself: an invoice whose official checks could not be made is judged again."""

from typing import ClassVar

from pydantic import AwareDatetime

from shared.contracts.event import Event


class InvoiceJudgingRequestedV1(Event):
    """Sent when an invoice is to be judged again by the official rules, because some check could not be made.

    What it leads to, if anything changes, is announced as the first time, with the next version of the invoice and the
    full state of the facts; nothing is announced of an invoice that somebody has decided about meanwhile.
    """

    event_type: ClassVar[str] = "invoice_judging_requested.v1"
    source: ClassVar[str] = "invoicing"

    invoice_id: str
    requested_at: AwareDatetime
    by_platform: bool
