"""The files that suppliers add through the portal's interface."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from services.invoicing.domain.portal_file import PortalFile, PortalFileId
from shared.kernel.ids import InvoiceId
from shared.kernel.siret import Siret


class PortalFiles(Protocol):
    """Files of the principal's organisation, and those of the invoices that it sees."""

    def add(self, file: PortalFile, content: bytes) -> None:
        """Keep a new file, or refuse ``INV-PORTAL-FILES-WAITING`` when too many wait for an invoice."""

    def join(
        self, file_id: PortalFileId, invoice_id: InvoiceId, *, category: str | None, owners: Collection[Siret] = ()
    ) -> None:
        """Say that an invoice names a file of one's own or of ``owners``, or refuse ``INV-PORTAL-FILE-UNKNOWN``."""

    def waiting(self) -> Sequence[PortalFile]:
        """Give the files of the principal's organisation that no invoice names yet, the oldest first."""

    def forget_waiting(self, *, before: datetime, limit: int) -> Sequence[PortalFileId]:
        """Destroy files that were added before an instant and that no invoice names; give which."""

    def of_invoice(self, invoice_id: InvoiceId) -> Sequence[PortalFile]:
        """Give the files that an invoice names, the oldest first; who reads the invoice may read them."""

    def content(self, file_id: PortalFileId) -> bytes:
        """Give the bytes of a file of an invoice."""
