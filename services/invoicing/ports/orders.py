"""The purchase orders."""

from typing import Protocol

from services.invoicing.domain.order import PurchaseOrder
from shared.kernel.ids import PurchaseOrderId
from shared.kernel.siret import Siret


class Orders(Protocol):
    """The purchase orders."""

    def add(self, order: PurchaseOrder) -> None:
        """Keep a new order, or refuse ``INV-ORDER-NUMBER-TAKEN``."""

    def get(self, order_id: PurchaseOrderId) -> PurchaseOrder:
        """Read an order, or refuse ``INV-NOT-FOUND``."""

    def visible(self, *, after: PurchaseOrderId | None, limit: int) -> tuple[PurchaseOrder, ...]:
        """List the orders that the principal sees, page by page, the oldest first."""

    def numbered(self, buyer: Siret, number: str) -> PurchaseOrder | None:
        """Find a buyer's order by its number, for attribution and matching."""

    def all_numbered(self, number: str) -> tuple[PurchaseOrder, ...]:
        """Find the orders of a number that the principal sees."""
