"""What is read and kept of requests for quotations."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol

from services.tenders.domain.purchases import Purchase
from services.tenders.domain.quotations import Quotation
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import QuotationId


class Quotations(Protocol):
    """The requests for quotations: all of one's organisation, and those that one may answer."""

    def get(self, quotation_id: QuotationId) -> Quotation:
        """Read a request of the principal's organisation, or refuse ``TND-NOT-FOUND``."""

    def lock(self, quotation_id: QuotationId) -> Quotation:
        """Read it and hold its row until the end of the unit of work, or refuse ``TND-NOT-FOUND``."""

    def received(self, quotation_id: QuotationId) -> Quotation:
        """Read a request that the principal's company may answer, or refuse ``TND-NOT-FOUND``."""

    def lock_received(self, quotation_id: QuotationId) -> Quotation:
        """Read a request that the principal's company may answer and hold its row, or refuse ``TND-NOT-FOUND``."""

    def page(self, *, after: QuotationId | None, limit: int) -> Sequence[Quotation]:
        """Give the requests of the organisation, the latest first, after a request."""

    def page_received(self, *, after: QuotationId | None, limit: int) -> Sequence[Quotation]:
        """Give the requests that the principal's company may answer: those it was invited to, and public ones."""

    def add(self, quotation: Quotation) -> None:
        """Keep a new request."""

    def save(self, quotation: Quotation) -> None:
        """Keep the next version of a locked request, or refuse ``TND-QUOTATION-REFERENCE`` for a number taken."""

    def purchases(self, organisation: Siret, *, since: date, until: date) -> Sequence[Purchase]:
        """Give what the organisation ordered and signed between two days, both included, by day."""

    def ordered_of_family(
        self, organisation: Siret, family: str, *, unit: str | None, limit: int
    ) -> Sequence[Purchase]:
        """Give the last orders of a family, of that autonomous unit or of none (R2121-2), the latest first."""

    def known_blobs(self, blob_ids: Collection[str]) -> Collection[str]:
        """Give those of these blobs that a quote names."""
