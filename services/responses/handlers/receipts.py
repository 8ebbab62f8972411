"""Receipts (accusés de réception): what the depositor keeps, annexe 8 article 2 II; verified offline by anyone."""

from services.responses.domain.deposit import Deposit, DepositStatus
from services.responses.handlers.amendments import amended_act
from services.responses.ports import UnitOfWork
from shared.kernel.clock import instant_text
from shared.kernel.ids import DepositId
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.proof.act_proof import act_proof
from shared.proof.canonical import Json

ACKNOWLEDGEMENT_FORMAT = "plis-acknowledgement-1"


def own_deposit(deposit_id: DepositId, *, uow: UnitOfWork) -> Deposit:
    """Read a deposit of the principal's company."""
    uow.scope.principal.require(Right.SUBMIT)
    return uow.deposits.get(deposit_id)


def acknowledged(deposit: Deposit, *, uow: UnitOfWork) -> dict[str, Json] | None:
    """Give what is signed at once for a complete deposit, its time and its leaf; None while it is not complete."""
    if deposit.status is not DepositStatus.COMPLETE:
        return None
    leaf = uow.log.leaf_of(str(deposit.deposit_id))
    if leaf is None:
        raise LookupError("a complete deposit has its leaf: both commit together")
    return {
        "format": ACKNOWLEDGEMENT_FORMAT,
        "deposit_id": str(deposit.deposit_id),
        "tender_id": str(deposit.tender_id),
        "siret": str(deposit.depositor.siret),
        "completed_at": instant_text(deposit.received_at),
        "leaf_hash": leaf.act.leaf.hex(),
        "files": [{"sha256": file.declared.sha256, "size": file.declared.size} for file in deposit.files],
    }


def receipt(deposit_id: DepositId, *, original: bool = False, uow: UnitOfWork) -> dict[str, Json] | None:
    """Give the full receipt, amended once it is; None while the log has not numbered the act.

    A receipt that is being amended is awaited too: what it said before would be read as what it says now. Its time
    stamp is null until the authority has answered (en attente d'horodatage).

    Raises:
        Refused: `RSP-DEPOSIT-INCOMPLETE`.
    """
    deposit = own_deposit(deposit_id, uow=uow)
    if deposit.status is not DepositStatus.COMPLETE:
        missing = sum(1 for file in deposit.files if file.completed_at is None)
        refuse("RSP-DEPOSIT-INCOMPLETE", missing=missing)
    is_amended = not original and uow.log.leaf_of(amended_act(deposit)) is not None
    return act_proof(amended_act(deposit) if is_amended else str(deposit.deposit_id), log=uow.log)
