"""What an invoice belongs to once its buyer is known: order, commitment, contract, and the period that follows."""

from dataclasses import dataclass
from typing import Final

from services.invoicing.domain.commitment import Commitment
from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.order import PurchaseOrder
from services.invoicing.domain.parties import Contract
from services.invoicing.domain.semantic import CREDIT_NOTE_TYPES
from services.invoicing.ports import UnitOfWork
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline
from shared.legal.calendar import PayerKind

_MOST_CREDITED: Final = 20  # invoices looked for, of those that one credit note names


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """What an invoice names: order (en16931:BT-13) and contract (BT-12)."""

    order: str | None
    contract: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """What was found under these references, between one buyer and one seller."""

    order: PurchaseOrder | None
    commitment: Commitment | None
    contract: Contract | None
    payer: PayerKind

    @property
    def timeline(self) -> Timeline:
        """The timeline of the contract, real time without one."""
        return self.contract.timeline if self.contract else Timeline.real()


def references_of(content: Invoice, *, buyer: Siret, seller: Siret, uow: UnitOfWork) -> References:
    """Take what an invoice names; a credit note that names no order stands where the invoices that it credits stand.

    Their numbers (BT-25) say which: otherwise what it gives back would be taken off nothing.
    """
    order, contract = content.purchase_order_reference, content.contract_reference
    if order is None and content.type_code in CREDIT_NOTE_TYPES:
        stands = {
            (found.summary.order_reference, found.summary.contract_reference)
            for before in content.preceding[:_MOST_CREDITED]
            for found in uow.invoices.visible(after=None, limit=_MOST_CREDITED, number=before.number)
            if (found.buyer, found.seller.siren) == (buyer, seller.siren)
            and before.issued_on in {None, found.summary.issued_on}
            and contract in {None, found.summary.contract_reference}
        }
        if len(stands) == 1:
            ((order, contract),) = stands
    return References(order=order, contract=contract)


def attributed(references: References, *, buyer: Siret, seller: Siret, uow: UnitOfWork) -> Attribution:
    """Find order, commitment and contract, and the payment period of the buyer.

    What stands on a commitment belongs to no contract that it does not name, though its seller may hold one.
    """
    order = uow.orders.numbered(buyer, references.order) if references.order is not None else None
    commitment = None if order else _commitment(references, buyer=buyer, uow=uow)
    contract = uow.contracts.between(buyer, seller, reference=references.contract)
    if commitment is not None and contract is not None and contract.reference != references.contract:
        contract = None
    recipient = uow.recipients.find(buyer)
    return Attribution(
        order=order,
        commitment=commitment,
        contract=contract,
        payer=contract.payer if contract else recipient.payer if recipient else PayerKind.GENERAL,
    )


def _commitment(references: References, *, buyer: Siret, uow: UnitOfWork) -> Commitment | None:
    named = (references.order, references.contract)
    found = (uow.commitments.numbered(buyer, reference) for reference in named if reference)
    return next((commitment for commitment in found if commitment is not None), None)
