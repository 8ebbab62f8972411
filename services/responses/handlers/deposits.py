"""Deposits: completed by their last byte, or given up; no event ever leaves (non-interference)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from services.responses.domain.acts import deposit_content
from services.responses.domain.consultation import ReceptionKind
from services.responses.domain.deposit import DROPPED, Deposit, DepositStatus, SealedFile
from services.responses.handlers.amendments import amend_receipt
from services.responses.handlers.declarations import replaced_before
from services.responses.handlers.envelopes import register_electronic_copy
from services.responses.ports import BlobMaker, UnitOfWork
from shared.kernel.ids import FileId
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.proof.log import enter_act, state_act

_BATCH: Final = 100
_KEPT_AFTER_CLOSING: Final = timedelta(days=30)  # not of the law: our promise for bytes; their evidence stays


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
        group_id = after.particulars.group_id
        group = None if group_id is None else uow.groups.find(group_id)
        clock = uow.clock_offsets.current(uow.clock.now())
        replaced = replaced_before(after, uow=uow)
        content = deposit_content(after, consultation, replaced=replaced, group=group, clock=clock)
        if consultation.kind is ReceptionKind.BACKUP_COPY:
            register_electronic_copy(after, consultation, uow=uow)
        act = enter_act(uow.log, content, object_id=str(after.deposit_id))
        amend_receipt(after, consultation, uow=uow)
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
    identifier = str(deposit.deposit_id)
    state_act(uow, "deposit_abandoned", f"{identifier}/abandoned", deposit_id=identifier)
    uow.record("deposit_abandoned", str(deposit.deposit_id), {})
    return abandoned


def give_up_incomplete(*, uow: UnitOfWork) -> list[SealedFile]:
    """Give up what is incomplete long after its closing; give the files whose bytes can go, those given up before too.

    An instant of the clock stands against a legal deadline: on an accelerated timeline bytes are only kept longer.
    """
    found = uow.deposits.to_drop(uow.clock.now() - _KEPT_AFTER_CLOSING, _BATCH)
    for deposit in found:
        if deposit.status is DepositStatus.RECEIVING:
            uow.deposits.save(replace(deposit, status=DepositStatus.ABANDONED))
        uow.record("incomplete_dropped", str(deposit.deposit_id), {"files": str(len(deposit.files))})
    return [file for deposit in found for file in deposit.files if not file.blob_id.startswith(DROPPED)]
