"""A deposit of the platform's own on the practice consultation: declared, received and entered as anybody's."""

import hashlib
import secrets
from collections.abc import Callable
from typing import Final

from services.responses.domain.deposit import DeclaredFile, Deposit
from services.responses.handlers.declarations import DeclareDeposit, declare_deposit
from services.responses.handlers.practice import NOBODY, PRACTICE_ID
from services.responses.handlers.reception import Reception
from services.responses.ports import UnitOfWork
from shared.kernel.principal import Principal, PrincipalKind, Right
from shared.sealing.age_sealing import new_identity, seal_bytes, wraps_for
from shared.sealing.manifest import DocumentName, Role, Slot
from shared.storage.blob_files import BlobFiles

PROBE: Final = Principal("system:probe", PrincipalKind.SYSTEM, NOBODY, "Sonde", frozenset({Right.SUBMIT}))


def exercise(
    work: Callable[[Callable[[UnitOfWork], Deposit]], Deposit], reception: Reception, blobs: BlobFiles
) -> None:
    """Deposit a small sealed file; ``work`` runs on behalf of the probe."""
    identity, recipient = new_identity()
    sealed = seal_bytes(secrets.token_bytes(1024), recipient)
    digest, documents = hashlib.sha256(sealed).hexdigest(), (DocumentName("sonde.bin", 1024),)

    def declare(uow: UnitOfWork) -> Deposit:
        wraps, slot = wraps_for(identity, uow.consultations.get(PRACTICE_ID).custody), Slot(Role.BID, 1)
        file = DeclaredFile(slot, "sonde.age", len(sealed), digest, secrets.token_hex(16), documents, wraps)
        return declare_deposit(DeclareDeposit(PRACTICE_ID, "Sonde", [file], uow.clock.now()), uow=uow, blobs=blobs)[0]

    (file,) = work(declare).files
    with blobs.writing(file.blob_id, offset=0, limit=len(sealed)) as writer:
        writer.write(sealed)
    with reception.gate.passing(PRACTICE_ID):
        reception.commit(file, completed_at=reception.state(file), sha256=digest, exchange=None)
