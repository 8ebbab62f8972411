"""Amended receipts: when the deadline that decides is not the one that a receipt knew (R2151-4, R2151-5)."""

import json

from services.responses.domain.consultation import Consultation
from services.responses.domain.deposit import Deposit
from services.responses.domain.verdict import verdict
from services.responses.ports import UnitOfWork
from shared.kernel.clock import instant_text
from shared.kernel.ids import TenderId
from shared.proof.log import enter_act


def amend_receipts(tender_id: TenderId, *, uow: UnitOfWork) -> None:
    """Amend, once the closing is known, the receipts of a consultation that knew another deadline."""
    received = uow.deposits.of_tender(tender_id)
    consultation = uow.consultations.get(tender_id) if received else None
    for deposit in received:
        if consultation is not None:
            amend_receipt(deposit, consultation, uow=uow)


def amend_receipt(deposit: Deposit, consultation: Consultation, *, uow: UnitOfWork) -> None:
    """Enter what a receipt says now, beside what it said: the first one stays, in the log and at its holder."""
    found = verdict(deposit, consultation, uow.consultations.closing(deposit.tender_id))
    leaf = uow.log.leaf_of(str(deposit.deposit_id)) if found.is_final and found.is_amended else None
    if leaf is None:
        return
    content = json.loads(leaf.act.content) | {
        "type": "deposit_amended",
        "amends": leaf.act.leaf.hex(),
        "standing": found.timeliness.value,
        "deadline": instant_text(found.deadline.deadline.at),
        "deadline_version": found.deadline.version,
    }
    enter_act(uow.log, content, object_id=amended_act(deposit))


def amended_act(deposit: Deposit) -> str:
    """Name the act that amends a deposit's receipt."""
    return f"{deposit.deposit_id}/amended"
