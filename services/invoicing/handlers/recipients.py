"""Declaring who receives invoices here, and the commitments that are no order of a contract."""

from dataclasses import dataclass, replace
from datetime import date

from services.invoicing.domain.commitment import Commitment, CommitmentKind
from services.invoicing.domain.errors import Code
from services.invoicing.domain.recipient import Door, Recipient, RecipientService
from services.invoicing.domain.tolerance import Tolerance
from services.invoicing.handlers.versions import following_version
from services.invoicing.ports import UnitOfWork
from shared.contracts.tenders_quotations import QuotationOrderedV1
from shared.kernel.ids import CommitmentId
from shared.kernel.money import Money
from shared.kernel.paris import legal_day
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.legal.buyers import BuyerKind


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareRecipient:
    """Command: declare the agent's own organisation; ``expected`` is the version read, 0 the first time."""

    siret: Siret
    name: str
    buyer_kind: BuyerKind
    door: Door
    service_required: bool
    commitment_required: bool
    either_required: bool
    automatic_up_to: Money | None
    tolerance: Tolerance | None
    services: tuple[RecipientService, ...]
    expected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeCommitment:
    """Command: make a commitment under the buyer's own number."""

    kind: CommitmentKind
    number: str
    seller: Siret | None
    subject: str
    ceiling: Money | None
    starts_on: date
    ends_on: date | None
    service_code: str | None


def declare_recipient(command: DeclareRecipient, *, uow: UnitOfWork) -> Recipient:
    """Declare a recipient, or replace what was declared.

    Raises:
        Refused: ``INV-NOT-FOUND`` (another organisation), ``HTTP-VERSION-STALE``, ``INV-SERVICES-REPEATED``.
    """
    _require_own(command.siret, uow=uow)
    recipient = Recipient(
        siret=command.siret,
        version=following_version(uow.recipients.lock(command.siret), expected=command.expected),
        name=command.name,
        buyer_kind=command.buyer_kind,
        door=command.door,
        service_required=command.service_required,
        commitment_required=command.commitment_required,
        either_required=command.either_required,
        automatic_up_to=command.automatic_up_to,
        tolerance=command.tolerance,
        services=command.services,
    )
    uow.recipients.keep(recipient)
    uow.record("recipient_declared", str(command.siret), {"version": str(recipient.version)})
    return recipient


def read_recipient(siret: Siret, *, uow: UnitOfWork) -> Recipient:
    """Read a recipient, or refuse ``INV-NOT-FOUND``; how much it accepts alone is its own matter."""
    found = uow.recipients.find(siret)
    if found is None:
        refuse(Code.NOT_FOUND, object=siret)
    return found if uow.scope.principal.organisation == siret else replace(found, automatic_up_to=None)


def make_commitment(command: MakeCommitment, *, uow: UnitOfWork) -> Commitment:
    """Make a commitment of the agent's organisation.

    Raises:
        Refused: ``INV-COMMITMENT-NUMBER-TAKEN``, ``INV-COMMITMENT-PERIOD``, ``INV-COMMITMENT-CEILING``.
    """
    principal = uow.scope.principal
    principal.require(Right.AUTHORISE)
    if principal.organisation is None:
        refuse(Code.ORGANISATION_MISSING)
    commitment = Commitment(
        commitment_id=uow.ids.new(CommitmentId),
        version=1,
        kind=command.kind,
        number=command.number,
        buyer=principal.organisation,
        seller=command.seller,
        subject=command.subject,
        ceiling=command.ceiling,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
        service_code=command.service_code,
    )
    if uow.orders.numbered(commitment.buyer, commitment.number) is not None:
        refuse(Code.COMMITMENT_NUMBER_TAKEN, number=commitment.number)
    uow.commitments.add(commitment)
    uow.record("commitment_made", str(commitment.commitment_id), {"kind": commitment.kind.value})
    return commitment


def close_commitment(commitment_id: CommitmentId, *, uow: UnitOfWork) -> Commitment:
    """Close a commitment: an invoice that still names it is flagged.

    Raises:
        Refused: ``INV-NOT-FOUND``, ``INV-COMMITMENT-CLOSED``.
    """
    commitment = uow.commitments.lock(commitment_id)
    _require_own(commitment.buyer, uow=uow)
    closed = commitment.closed(on=legal_day(uow.clock.now()))
    uow.commitments.save(closed)
    uow.record("commitment_closed", str(commitment_id), {})
    return closed


def learn_quotation_order(event: QuotationOrderedV1, uow: UnitOfWork) -> None:
    """Keep an order made after a request for quotations (R2122-8): its invoice will name its reference."""
    buyer = Siret.parse(event.buyer.siret)
    uow.commitments.learn(
        Commitment(
            commitment_id=CommitmentId.parse(event.quotation_id),
            version=1,
            kind=CommitmentKind.QUOTATION_ORDER,
            number=event.reference,
            buyer=buyer,
            seller=Siret.parse(event.supplier.siret),
            subject=event.object,
            ceiling=event.amount_excl_vat.to_money(),
            starts_on=date.fromisoformat(event.ordered_on),
            ends_on=None,
        )
    )
    if uow.recipients.lock(buyer) is None:  # whoever ordered here must be able to receive the invoice here
        kind = BuyerKind.parse(event.buyer_kind)
        uow.recipients.keep(Recipient(siret=buyer, version=1, name=event.buyer.name, buyer_kind=kind))


def _require_own(siret: Siret, *, uow: UnitOfWork) -> None:
    principal = uow.scope.principal
    principal.require(Right.AUTHORISE)
    if principal.organisation != siret:
        refuse(Code.NOT_FOUND, object=siret)
