"""Events about invoices that came by another door than the State's portal (CCP L2192-5, R2192-3)."""

from typing import ClassVar

from pydantic import AwareDatetime

from shared.contracts.event import Event


class InvoicePresentedElsewhereV1(Event):
    """Sent when an invoice for a recipient bound to the State's portal comes by another door, and at each later step.

    It is not received: it has no legal date. ``invitation`` is true once for each supplier and recipient: whoever
    writes to suppliers informs it then, and invites it to use the portal.
    """

    event_type: ClassVar[str] = "invoice_presented_elsewhere.v1"
    source: ClassVar[str] = "invoicing"

    presented_id: str
    buyer_siret: str
    seller_siret: str
    number: str
    state: str
    presented_at: AwareDatetime
    invitation: bool
    flow_number: str | None
    invoice_id: str | None
    received_at: AwareDatetime | None
