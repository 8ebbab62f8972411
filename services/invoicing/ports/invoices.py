"""The invoices received."""

from collections.abc import Collection
from typing import Protocol

from services.invoicing.domain.presented import Content
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.states import InvoiceStatus
from shared.kernel.ids import CommitmentId, ContractId, InvoiceId, PurchaseOrderId
from shared.kernel.money import Money
from shared.kernel.siret import Siret


class Invoices(Protocol):
    """The invoices received, with their bytes."""

    def add(self, invoice: ReceivedInvoice, document: bytes) -> InvoiceId:
        """Keep a new invoice and its bytes; give its identifier, or the one of the same bytes received before."""

    def get(self, invoice_id: InvoiceId) -> ReceivedInvoice:
        """Read an invoice, or refuse ``INV-NOT-FOUND``."""

    def lock(self, invoice_id: InvoiceId) -> ReceivedInvoice:
        """Read an invoice and hold its row until the end of the unit of work, or refuse ``INV-NOT-FOUND``."""

    def save(self, invoice: ReceivedInvoice) -> None:
        """Keep the next version of an invoice that is locked."""

    def document(self, invoice_id: InvoiceId) -> bytes:
        """Give the bytes as received, or refuse ``INV-NOT-FOUND``."""

    def visible(
        self,
        *,
        after: InvoiceId | None,
        limit: int,
        statuses: Collection[InvoiceStatus] = (),
        number: str | None = None,
    ) -> tuple[ReceivedInvoice, ...]:
        """List the invoices that the principal sees, page by page, the oldest first; of a number, of some statuses."""

    def of_content(self, buyer: Siret, seller: Siret, content: Content) -> ReceivedInvoice | None:
        """Find an invoice that a buyer received from a seller (SIREN) with this number, day, kind and sums."""

    def of_same_number(self, invoice: ReceivedInvoice) -> tuple[ReceivedInvoice, ...]:
        """Give the other invoices of that number, supplier (SIREN), buyer and year, the oldest first."""

    def awaiting_rate(self, *, limit: int) -> tuple[ReceivedInvoice, ...]:
        """Give, locked, invoices paid late whose interest rate was not known; rows held by others are skipped."""

    def already_invoiced(self, order_id: PurchaseOrderId, *, before: InvoiceId, currency: str) -> Money:
        """Sum, before VAT, the invoices received earlier for an order in a currency."""

    def invoiced_on_order(self, order_id: PurchaseOrderId, *, currency: str) -> Money:
        """Sum, before VAT, every invoice received for an order in a currency."""

    def invoiced_on_commitment(self, commitment_id: CommitmentId, *, before: InvoiceId, currency: str) -> Money:
        """Sum, before VAT, the invoices received earlier on a commitment in a currency."""

    def asked_under(self, invoice: ReceivedInvoice, *, reference: str) -> Money:
        """Sum, VAT included, what the seller of an invoice asked its buyer for earlier under a contract's reference."""

    def invoiced_on_contract(self, contract_id: ContractId, *, before: InvoiceId, currency: str) -> Money:
        """Sum, before VAT, the invoices received earlier on a contract in a currency."""
