"""Placing an order on a contract (bon de commande, R2162-13)."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.invoicing.domain.errors import Code
from services.invoicing.domain.order import OrderLine, PurchaseOrder
from services.invoicing.handlers.announcements import order_placed
from services.invoicing.ports import UnitOfWork
from shared.kernel.ids import ContractId, PurchaseOrderId
from shared.kernel.paris import legal_day
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOrder:
    """Command: order on a contract, under the buyer's own number or one made for it."""

    contract_id: ContractId
    lines: Sequence[OrderLine]
    number: str | None = None


def place_order(command: PlaceOrder, *, uow: UnitOfWork) -> PurchaseOrder:
    """Place an order on a contract of the buyer, and announce it.

    Raises:
        Refused: ``INV-NOT-FOUND``, ``INV-ORDER-EMPTY``, ``INV-ORDER-LINE-INVALID``, ``INV-ORDER-NUMBER-TAKEN``.
    """
    principal = uow.scope.principal
    principal.require(Right.AUTHORISE)
    contract = uow.contracts.get(command.contract_id)
    if principal.organisation != contract.buyer.siret:  # the contractor sees the contract but does not order on it
        refuse(Code.NOT_FOUND, object=command.contract_id)
    ordered_on = legal_day(contract.timeline.legal_at(uow.clock.now()))
    order_id = uow.ids.new(PurchaseOrderId)
    order = PurchaseOrder(
        order_id=order_id,
        number=command.number or f"BC-{ordered_on:%Y}-{str(order_id)[-8:].upper()}",
        contract_id=contract.contract_id,
        contract_reference=contract.reference,
        buyer=contract.buyer,
        seller=contract.contractor,
        lines=tuple(command.lines),
        ordered_on=ordered_on,
    )
    uow.orders.add(order)
    uow.publish(order_placed(order))
    uow.record("order_placed", str(order_id), {"number": order.number, "amount_excl_vat": str(order.amount_excl_vat)})
    return order
