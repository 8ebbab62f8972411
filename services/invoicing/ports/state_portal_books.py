"""What is kept about the State's portal: connections, polling, its invoices; those of other doors, and mandates."""

from datetime import datetime
from typing import Protocol

from services.invoicing.domain.portal_connection import PortalConnection, PortalPoll
from services.invoicing.domain.presented import Content, ForwardingMandate, PresentedInvoice
from services.invoicing.domain.state_portal import PortalInvoice
from shared.kernel.ids import InvoiceId, PresentedInvoiceId
from shared.kernel.siret import Siret


class PortalConnections(Protocol):
    """The connections that recipients declared."""

    def find(self, siret: Siret) -> PortalConnection | None:
        """Read a connection."""

    def lock(self, siret: Siret) -> PortalConnection | None:
        """Read a connection and hold its row until the end of the unit of work."""

    def keep(self, declared: PortalConnection) -> None:
        """Keep a connection, replacing its earlier version."""


class PortalPolls(Protocol):
    """Where the polling of each recipient stands."""

    def find(self, siret: Siret) -> PortalPoll | None:
        """Read where a polling stands."""

    def lock(self, siret: Siret) -> PortalPoll | None:
        """Read where a polling stands and hold its row until the end of the unit of work."""

    def lease(self, *, now: datetime, until: datetime) -> PortalPoll | None:
        """Take the most urgent polling that is due and that nobody works on; others leave it alone until then."""

    def extend(self, siret: Siret, *, until: datetime) -> None:
        """Keep a lease longer."""

    def wake(self, siret: Siret, *, at: datetime) -> None:
        """Have a polling looked at now, without disturbing who works on it."""

    def keep(self, poll: PortalPoll) -> None:
        """Keep where a polling stands, and give the lease back."""


class StatePortalInvoices(Protocol):
    """The invoices that the portal has listed."""

    def known(self, buyer: Siret, portal_ids: tuple[int, ...]) -> dict[int, PortalInvoice]:
        """Read, locked, those of these identifiers that are known."""

    def keep(self, *invoices: PortalInvoice) -> None:
        """Keep them as they are now."""

    def lock(self, buyer: Siret, portal_id: int) -> PortalInvoice | None:
        """Read one and hold its row until the end of the unit of work."""

    def due(self, buyer: Siret, *, now: datetime, limit: int) -> tuple[PortalInvoice, ...]:
        """Give those that are to be taken or told now, the oldest first."""

    def of_invoice(self, invoice_id: InvoiceId) -> PortalInvoice | None:
        """Find the one from which an invoice came, if it came from the portal."""

    def wake(self, invoice_id: InvoiceId, *, at: datetime) -> None:
        """Have the portal told about an invoice that came from it; nothing for another one."""

    def visible(self, buyer: Siret, *, after: int | None, limit: int) -> tuple[PortalInvoice, ...]:
        """List them page by page, by the portal's identifiers."""

    def count(self, buyer: Siret) -> dict[str, int]:
        """Count them by standing."""


class PresentedInvoices(Protocol):
    """The invoices of other doors that the principal sees: its organisation's as buyer or as seller."""

    def add(self, presented: PresentedInvoice, document: bytes) -> PresentedInvoiceId:
        """Keep a new one and its bytes; give its identifier, or the one of the same bytes presented before."""

    def get(self, presented_id: PresentedInvoiceId) -> PresentedInvoice:
        """Read one, or refuse ``INV-NOT-FOUND``."""

    def lock(self, presented_id: PresentedInvoiceId) -> PresentedInvoice:
        """Read one and hold its row until the end of the unit of work, or refuse ``INV-NOT-FOUND``."""

    def save(self, presented: PresentedInvoice) -> None:
        """Keep the next version of one that is locked; its bytes go once it was received."""

    def document(self, presented_id: PresentedInvoiceId) -> bytes:
        """Give the bytes as presented, or refuse ``INV-NOT-FOUND``."""

    def next_due(self, *, now: datetime) -> PresentedInvoice | None:
        """Take, locked, the most urgent one that is to be forwarded or followed and that nobody holds."""

    def open_of(self, buyer: Siret, seller: Siret, content: Content) -> tuple[PresentedInvoice, ...]:
        """Give, locked, those of the same content that have not come through the portal."""

    def visible(self, *, after: PresentedInvoiceId | None, limit: int) -> tuple[PresentedInvoice, ...]:
        """List those that the principal sees, page by page, the oldest first."""

    def invite(self, buyer: Siret, seller: Siret, *, at: datetime) -> tuple[datetime, bool]:
        """Note that a supplier is invited for a recipient; give the first time that it was, and whether it is now."""


class ForwardingMandates(Protocol):
    """The mandates of suppliers."""

    def find(self, siret: Siret) -> ForwardingMandate | None:
        """Read a mandate."""

    def lock(self, siret: Siret) -> ForwardingMandate | None:
        """Read a mandate and hold its row until the end of the unit of work."""

    def keep(self, declared: ForwardingMandate) -> None:
        """Keep a mandate, replacing its earlier version."""
