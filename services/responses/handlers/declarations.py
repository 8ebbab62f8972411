"""The declaration of a deposit: what it would be, said before; then the deposit, confirmed, for the declared files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.responses.domain.confirmation import Confirmation, confirmation_of
from services.responses.domain.consultation import Consultation
from services.responses.domain.deposit import (
    DeclaredFile,
    Deposit,
    Depositor,
    DepositStatus,
    Particulars,
    SealedFile,
    check_declaration,
    content_digest,
)
from services.responses.domain.replacing import Replaced, replaced_by
from services.responses.ports import BlobMaker, UnitOfWork
from shared.kernel.ids import DepositId, FileId, TenderId
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.variants import DeclaredVariants, VariantRemark, variant_remarks
from shared.proof.canonical import Json
from shared.proof.log import state_act
from shared.registers.group import Group, GroupId
from shared.registers.group_acts import acting_company, own_group
from shared.registers.power import Habilitation
from shared.registers.power_acts import own_habilitation


@dataclass(frozen=True, slots=True)
class DeclareDeposit:
    """A company announces the sealed files that it is about to send; ``confirmed`` is None to ask for a preview.

    ``arrived_at`` is when the request came in: in a rush it may have waited, and the deposit has begun all the same.
    """

    tender_id: TenderId
    depositor_name: str
    files: Sequence[DeclaredFile]
    arrived_at: datetime
    confirmed: Confirmation | None = None
    group_id: GroupId | None = None
    variants: tuple[DeclaredVariants, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What a declaration would be: what to confirm, what it replaces, the same deposit, what departs from the rules."""

    consultation: Consultation
    to_confirm: Confirmation
    replaced: tuple[Replaced, ...]
    same: Deposit | None
    group: Group | None
    remarks: tuple[VariantRemark, ...]
    habilitation: Habilitation


def preview_deposit(command: DeclareDeposit, *, uow: UnitOfWork) -> Preview:
    """Say what a declaration would be; every refusal of the declaration is given here already.

    Raises:
        Refused: unknown consultation, or a declaration that it does not accept (sizes, lots, wraps, quotas).
    """
    company = acting_company(uow.scope.principal)
    consultation = uow.consultations.get(command.tender_id)
    own = uow.deposits.of_company(command.tender_id, company)
    same = _same(own, command.files)
    if same is None:
        consultation.check_company(company)
        if uow.consultations.is_abandoned(command.tender_id):
            refuse("RSP-CONSULTATION-ABANDONED", article="R2185-1")
        check_declaration(command.files, consultation)
        uow.deposits.open_of_company(company).check(command.files)
    lots = {file.slot.lot_number for file in command.files}
    alike = [one for one in own if one.bidder == (company, command.group_id is not None)]
    return Preview(
        consultation=consultation,
        to_confirm=confirmation_of(consultation, (lot for lot in lots if lot is not None)),
        replaced=() if same is not None else replaced_by([file.slot for file in command.files], alike),
        same=same,
        group=_group(command, company, uow),
        habilitation=own_habilitation(uow),
        remarks=variant_remarks(consultation.variants, command.variants),
    )


def declare_deposit(
    command: DeclareDeposit, *, uow: UnitOfWork, blobs: BlobMaker
) -> tuple[Deposit, tuple[Replaced, ...]]:
    """Open a deposit for the declared files; give it with what it replaces.

    The same sealed content declared again is the same deposit, with the same receipt (TA Nantes, 04/09/2025,
    n° 2513762), as long as it is still the company's last one.

    Raises:
        Refused: as the preview, or `RSP-CONFIRMATION-DIFFERS`: something else than what is true was confirmed.
    """
    company = acting_company(uow.scope.principal)
    uow.deposits.hold_company(company)  # two requests at once make one deposit
    seen = preview_deposit(command, uow=uow)
    if seen.same is not None:
        return seen.same, replaced_before(seen.same, uow=uow)
    if command.confirmed is not None:
        command.confirmed.check(seen.consultation, seen.to_confirm.lots)
    deposit = Deposit(
        deposit_id=uow.ids.new(DepositId),
        tender_id=command.tender_id,
        depositor=Depositor(company, command.depositor_name, uow.scope.principal.subject),
        declared_at=command.arrived_at,
        known=seen.consultation.known_deadline,
        files=tuple(SealedFile(uow.ids.new(FileId), blobs.create(file.size), file, None) for file in command.files),
        status=DepositStatus.RECEIVING,
        completed_at=None,
        particulars=Particulars(
            command.confirmed,
            command.group_id,
            None if seen.group is None else seen.group.composition_sha256,
            command.variants,
            seen.habilitation,
        ),
    )
    uow.deposits.add(deposit, content_digest=content_digest(command.files))
    announced: list[Json] = [{"sha256": file.sha256, "size": file.size} for file in command.files]
    facts: dict[str, Json] = {"deposit_id": str(deposit.deposit_id), "tender_id": str(deposit.tender_id)}
    state_act(uow, "deposit_started", f"{deposit.deposit_id}/started", **facts, files=announced)
    uow.record("deposit_declared", str(deposit.deposit_id), {"files": str(len(deposit.files))})
    return deposit, seen.replaced


def replaced_before(deposit: Deposit, *, uow: UnitOfWork) -> tuple[Replaced, ...]:
    """Give what a deposit replaces: of those complete before it, or, while it is received, of those complete now."""
    own = uow.deposits.of_company(deposit.tender_id, deposit.depositor.siret)
    is_complete = deposit.status is DepositStatus.COMPLETE
    earlier = [
        one
        for one in own
        if one.status is DepositStatus.COMPLETE
        and (one.bidder, one.deposit_id != deposit.deposit_id) == (deposit.bidder, True)
        and (not is_complete or (one.received_at, one.declared_at) < (deposit.received_at, deposit.declared_at))
    ]
    return replaced_by(deposit.slots, earlier)


def _same(own: Sequence[Deposit], files: Sequence[DeclaredFile]) -> Deposit | None:
    """Give the company's last deposit that was not given up, if its content is the same."""
    kept = [one for one in own if one.status is not DepositStatus.ABANDONED]
    last = max(kept, key=lambda one: (one.declared_at, one.deposit_id), default=None)
    if last is None or content_digest([file.declared for file in last.files]) != content_digest(files):
        return None
    return last


def _group(command: DeclareDeposit, company: Siret, uow: UnitOfWork) -> Group | None:
    if command.group_id is None:
        return None
    group = own_group(command.group_id, uow=uow)
    if group.tender_id != command.tender_id or group.lead != company:
        refuse("RSP-GROUP-LEAD", article="R2142-24")
    return group
