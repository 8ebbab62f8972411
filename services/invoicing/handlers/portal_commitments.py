"""The commitments that a caller of the portal's interface may know of: orders and commitments made by or towards it."""

from dataclasses import dataclass
from datetime import date

from services.invoicing.domain.commitment import Commitment, CommitmentKind
from services.invoicing.domain.order import PurchaseOrder
from services.invoicing.ports import UnitOfWork
from shared.kernel.money import Money
from shared.kernel.principal import Principal, PrincipalKind
from shared.kernel.siret import Siret


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCommitment:
    """A commitment (engagement juridique), whatever it comes from."""

    number: str
    buyer: Siret
    buyer_name: str | None
    seller: Siret | None
    seller_name: str | None
    service_code: str | None
    committed_on: date
    amount_excl_vat: Money | None
    amount_incl_vat: Money | None
    is_order: bool
    is_open: bool


def commitments_numbered(number: str, *, buyer: Siret | None, uow: UnitOfWork) -> tuple[KnownCommitment, ...]:
    """Find the commitments of a number: one's own as buyer, those made towards oneself or towards anybody as seller.

    A number belongs to its buyer, so that several may bear the same one.
    """
    principal = uow.scope.principal
    orders = uow.orders.all_numbered(number)
    commitments = uow.commitments.all_numbered(number)
    found = [*map(_of_order, orders), *(_of_commitment(one, uow) for one in commitments)]
    return tuple(one for one in found if _may_know(principal, one) and buyer in (None, one.buyer))


def _may_know(principal: Principal, found: KnownCommitment) -> bool:
    if principal.organisation is None:
        return False
    if principal.kind is PrincipalKind.AGENT:
        return found.buyer == principal.organisation
    return found.seller is None or found.seller.siren == principal.organisation.siren


def _of_order(order: PurchaseOrder) -> KnownCommitment:
    return KnownCommitment(
        number=order.number,
        buyer=order.buyer.siret,
        buyer_name=order.buyer.name,
        seller=order.seller.siret,
        seller_name=order.seller.name,
        service_code=None,
        committed_on=order.ordered_on,
        amount_excl_vat=order.amount_excl_vat,
        amount_incl_vat=order.amount_incl_vat,
        is_order=True,
        is_open=True,
    )


def _of_commitment(commitment: Commitment, uow: UnitOfWork) -> KnownCommitment:
    recipient = uow.recipients.find(commitment.buyer)
    return KnownCommitment(
        number=commitment.number,
        buyer=commitment.buyer,
        buyer_name=recipient.name if recipient else None,
        seller=commitment.seller,
        seller_name=None,
        service_code=commitment.service_code,
        committed_on=commitment.starts_on,
        amount_excl_vat=commitment.ceiling,
        amount_incl_vat=None,
        is_order=commitment.kind is CommitmentKind.QUOTATION_ORDER,
        is_open=commitment.closed_on is None,
    )
