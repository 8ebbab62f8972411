"""Invoices as the portal's interface shows them: lists by criteria, history, marks."""

from collections.abc import Collection
from typing import Protocol

from services.invoicing.domain.portal_search import FoundInvoices, InvoiceStep, PortalSearch, ShownInvoice
from shared.kernel.ids import InvoiceId


class PortalInvoices(Protocol):
    """The invoices that the principal sees, shown as the portal does."""

    def search(self, search: PortalSearch) -> FoundInvoices:
        """Find invoices by criteria, as many as asked for."""

    def shown(self, invoice_id: InvoiceId) -> ShownInvoice:
        """Read one invoice, or refuse ``INV-NOT-FOUND``."""

    def steps(self, invoice_id: InvoiceId) -> tuple[InvoiceStep, ...]:
        """Give the history of an invoice, the latest step first, or refuse ``INV-NOT-FOUND``."""

    def flow_numbers(self, invoice_ids: Collection[InvoiceId]) -> dict[InvoiceId, str]:
        """Give the number of the flow in which each invoice came, where the principal deposited it."""

    def mark_fetched(self, invoice_ids: Collection[InvoiceId]) -> None:
        """Keep that the buyer has downloaded invoices."""

    def mark_rejection_handled(self, invoice_ids: Collection[InvoiceId]) -> None:
        """Keep that the seller has dealt with the rejection of invoices."""
