"""What subcontractors ask for on contracts, as their contractors see it, and what these answered."""

from collections.abc import Sequence
from typing import Protocol

from services.invoicing.domain.contractor_answer import (
    ContractorAnswer,
    FoundRequests,
    RequestCriteria,
    SubcontractorRequest,
)
from services.invoicing.domain.portal_search import PortalSearch
from shared.kernel.ids import InvoiceId


class ContractorAnswers(Protocol):
    """Requests of accepted subcontractors, paid directly, on the contracts that the principal's company holds."""

    def search(self, search: PortalSearch, criteria: RequestCriteria) -> FoundRequests:
        """Find requests by criteria, as many as asked for."""

    def requests(self, *, after: InvoiceId | None, limit: int) -> Sequence[SubcontractorRequest]:
        """List them all, page by page, the oldest first."""

    def request(self, invoice_id: InvoiceId) -> SubcontractorRequest:
        """Read a request that the principal's company may answer, or refuse ``INV-NOT-FOUND``."""

    def lock(self, invoice_id: InvoiceId) -> SubcontractorRequest:
        """Read such a request and hold it until the end of the unit of work, or refuse ``INV-NOT-FOUND``."""

    def document(self, invoice_id: InvoiceId) -> bytes:
        """Give the bytes of such a request, or refuse ``INV-NOT-FOUND``."""

    def of(self, invoice_id: InvoiceId) -> ContractorAnswer | None:
        """Give what the contractor answered about an invoice that was read before."""

    def keep(self, answer: ContractorAnswer) -> None:
        """Keep the answer to a request that is held."""
