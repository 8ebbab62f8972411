"""Events of the invoicing service to itself: a deposited file is durable and waits to be dealt with."""

from typing import ClassVar

from pydantic import AwareDatetime

from shared.contracts.event import Event


class InvoiceFlowReceivedV1(Event):
    """Sent when a file of one invoice or many is safely stored, before any of it is read (dépôt d'un flux)."""

    event_type: ClassVar[str] = "invoice_flow_received.v1"
    source: ClassVar[str] = "invoicing"

    flow_id: str
    size: int
    sha256: str
    received_at: AwareDatetime
