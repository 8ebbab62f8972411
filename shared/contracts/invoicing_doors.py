"""Events about the doors by which invoices come: the State's portal or another one (CCP L2192-5, R2192-3)."""

from typing import ClassVar, Literal

from pydantic import AwareDatetime

from shared.contracts.event import Event, FinanceEvent


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


class InvoiceReceivedV2(FinanceEvent):
    """Sent when an invoice is safely stored, before anything is judged (réception, R2192-15).

    It says besides version 1, which is sent no more, that a document is the file that the State's portal makes
    (``pivot``, around the supplier's own document or of what was entered there) and by which door the invoice came.
    ``received_at`` is the legal instant: the portal's notification, where the invoice came from there.
    """

    event_type: ClassVar[str] = "invoice_received.v2"
    source: ClassVar[str] = "invoicing"

    invoice_id: str
    syntax: Literal["ubl", "cii", "factur-x", "pivot"]
    size: int
    sha256: str
    channel: Literal["platform", "state_portal"]
    received_at: AwareDatetime
    received_on: str
