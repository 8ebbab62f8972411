"""Deposits: declared by the company, completed by their last byte; no event ever leaves (non-interference)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.responses.domain.acts import deposit_content
from services.responses.domain.deposit import (
    DeclaredFile,
    Deposit,
    Depositor,
    DepositStatus,
    SealedFile,
    check_declaration,
    content_digest,
)
from services.responses.ports import BlobMaker, Transmission, UnitOfWork
from shared.kernel.ids import DepositId, FileId, TenderId
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.proof.log import enter_act


@dataclass(frozen=True, slots=True)
class DeclareDeposit:
    """A company announces the sealed files that it is about to send."""

    tender_id: TenderId
    depositor_name: str
    files: Sequence[DeclaredFile]


def declare_deposit(command: DeclareDeposit, *, uow: UnitOfWork, blobs: BlobMaker) -> Deposit:
    """Open a deposit for the declared files.

    The same sealed content declared again is the same deposit, with the same receipt (TA Nantes, 04/09/2025,
    n° 2513762), as long as it is still the company's last one.

    Raises:
        Refused: unknown consultation, or a declaration that it does not accept (sizes, lots, wraps).
    """
    principal = uow.scope.principal
    principal.require(Right.SUBMIT)
    if principal.organisation is None:
        refuse("RSP-ORGANISATION-MISSING")
    consultation = uow.consultations.get(command.tender_id)
    consultation.check_company(principal.organisation)
    if uow.consultations.is_abandoned(command.tender_id):
        refuse("RSP-CONSULTATION-ABANDONED", article="R2185-1")
    check_declaration(command.files, consultation)
    digest = content_digest(command.files)
    earlier = uow.deposits.last_with_content(command.tender_id)
    if earlier is not None and earlier[1] == digest:
        return earlier[0]
    deposit = Deposit(
        deposit_id=uow.ids.new(DepositId),
        tender_id=command.tender_id,
        depositor=Depositor(principal.organisation, command.depositor_name, principal.subject),
        declared_at=uow.clock.now(),
        known=consultation.known_deadline,
        files=tuple(SealedFile(uow.ids.new(FileId), blobs.create(file.size), file, None) for file in command.files),
        status=DepositStatus.RECEIVING,
        completed_at=None,
    )
    uow.deposits.add(deposit, content_digest=digest)
    uow.record("deposit_declared", str(deposit.deposit_id), {"files": str(len(deposit.files))})
    return deposit


def complete_file(file_id: FileId, *, completed_at: datetime, uow: UnitOfWork) -> Deposit:
    """Record that the last byte of a file was durable at an instant, already stated on disk.

    The row and the log leaf of a complete deposit commit together. Repeating it changes nothing.
    """
    deposit = uow.deposits.lock_of_file(file_id)
    after = deposit.with_file_complete(file_id, completed_at)
    if after == deposit:
        return deposit
    uow.deposits.save(after)
    if after.status is DepositStatus.COMPLETE:
        consultation = uow.consultations.get(after.tender_id)
        act = enter_act(uow.log, deposit_content(after, consultation), object_id=str(after.deposit_id))
        uow.record("deposit_completed", str(after.deposit_id), {"leaf": act.leaf.hex()})
    return after


def restart_file(file_id: FileId, *, blobs: BlobMaker, uow: UnitOfWork) -> str:
    """Begin a file again: the bytes received are not the declared ones; give the place of the wrong bytes."""
    deposit = uow.deposits.lock_of_file(file_id)
    file = deposit.file(file_id)
    if file.completed_at is not None:
        refuse("RSP-UPLOAD-COMPLETE")
    uow.deposits.replace_blob(file_id, blobs.create(file.declared.size))
    uow.record("file_restarted", str(file_id), {"reason": "digest"})
    return file.blob_id


def abandon_deposit(file_id: FileId, *, uow: UnitOfWork) -> Deposit:
    """Give up a deposit that is not complete (tus termination); its evidence stays, its bytes are dropped later.

    Raises:
        Refused: `RSP-UPLOAD-COMPLETE`: a response that was received is kept.
    """
    uow.scope.principal.require(Right.SUBMIT)
    deposit = uow.deposits.lock_of_file(file_id)
    if deposit.status is DepositStatus.COMPLETE:
        refuse("RSP-UPLOAD-COMPLETE")
    abandoned = replace(deposit, status=DepositStatus.ABANDONED)
    uow.deposits.save(abandoned)
    uow.record("deposit_abandoned", str(deposit.deposit_id), {})
    return abandoned


def note_transmission(transmission: Transmission, *, uow: UnitOfWork) -> None:
    """Keep the evidence of an exchange of bytes: start, end, offsets, outcome (CE 23/09/2021, n° 449250)."""
    uow.deposits.note(transmission)
