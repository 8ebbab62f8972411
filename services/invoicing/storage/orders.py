"""The purchase orders in PostgreSQL; their lines are one JSON value, with every number as a decimal text."""

from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, Select, select
from sqlalchemy.dialects.postgresql import insert

from services.invoicing.domain.errors import Code
from services.invoicing.domain.order import OrderLine, PurchaseOrder
from services.invoicing.domain.parties import Organisation
from services.invoicing.storage import tables
from services.invoicing.storage.visibility import Sight
from shared.kernel.ids import ContractId, PurchaseOrderId
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret

_T = tables.purchase_order
_MOST_OF_A_NUMBER = 1000  # buyers who number their orders alike


class SqlOrders:
    """The purchase orders."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._sight = Sight(principal, buyer=_T.c.buyer_siret, seller=_T.c.seller_siret)

    def add(self, order: PurchaseOrder) -> None:
        """Keep a new order, or refuse ``INV-ORDER-NUMBER-TAKEN``."""
        statement = insert(_T).values(_to_row(order)).on_conflict_do_nothing(index_elements=["buyer_siret", "number"])
        if self._connection.execute(statement.returning(_T.c.id)).one_or_none() is None:
            refuse(Code.ORDER_NUMBER_TAKEN, number=order.number)

    def get(self, order_id: PurchaseOrderId) -> PurchaseOrder:
        """Read an order, or refuse ``INV-NOT-FOUND``."""
        query = select(_T).where(_T.c.id == order_id.value, self._sight.condition)
        return self._one(query) or refuse(Code.NOT_FOUND, object=order_id)

    def visible(self, *, after: PurchaseOrderId | None, limit: int) -> tuple[PurchaseOrder, ...]:
        """List the orders that the principal sees, page by page, the oldest first."""
        query = select(_T).where(self._sight.condition).order_by(_T.c.id).limit(limit)
        if after is not None:
            query = query.where(_T.c.id > after.value)
        return tuple(_from_row(row) for row in self._connection.execute(query))

    def numbered(self, buyer: Siret, number: str) -> PurchaseOrder | None:
        """Find a buyer's order by its number, for attribution and matching."""
        return self._one(select(_T).where(_T.c.buyer_siret == str(buyer), _T.c.number == number))

    def all_numbered(self, number: str) -> tuple[PurchaseOrder, ...]:
        """Find the orders of a number that the principal sees."""
        query = (
            select(_T).where(_T.c.number == number, self._sight.condition).order_by(_T.c.id).limit(_MOST_OF_A_NUMBER)
        )
        return tuple(_from_row(row) for row in self._connection.execute(query))

    def _one(self, query: Select[Any]) -> PurchaseOrder | None:
        row = self._connection.execute(query).one_or_none()
        return _from_row(row) if row is not None else None


def _to_row(order: PurchaseOrder) -> dict[str, Any]:
    return {
        "id": order.order_id.value,
        "version": order.version,
        "number": order.number,
        "contract_id": order.contract_id.value,
        "contract_reference": order.contract_reference,
        "buyer_siret": str(order.buyer.siret),
        "buyer_name": order.buyer.name,
        "seller_siret": str(order.seller.siret),
        "seller_name": order.seller.name,
        "ordered_on": order.ordered_on,
        "lines": [
            {
                "number": line.number,
                "description": line.description,
                "quantity": f"{line.quantity:f}",
                "unit": line.unit,
                "unit_price": f"{line.unit_price_excl_vat.amount:f}",
                "currency": line.unit_price_excl_vat.currency,
                "vat_rate": str(line.vat_rate),
            }
            for line in order.lines
        ],
    }


def _from_row(row: Row[Any]) -> PurchaseOrder:
    return PurchaseOrder(
        order_id=PurchaseOrderId(row.id),
        version=row.version,
        number=row.number,
        contract_id=ContractId(row.contract_id),
        contract_reference=row.contract_reference,
        buyer=Organisation(Siret.parse(row.buyer_siret), row.buyer_name),
        seller=Organisation(Siret.parse(row.seller_siret), row.seller_name),
        ordered_on=row.ordered_on,
        lines=tuple(
            OrderLine(
                number=line["number"],
                description=line["description"],
                quantity=Decimal(line["quantity"]),
                unit=line["unit"],
                unit_price_excl_vat=Money.parse(line["unit_price"], line["currency"]),
                vat_rate=Percentage.parse(line["vat_rate"]),
            )
            for line in row.lines
        ),
    )
