"""A deposit of a response (dépôt d'un pli): declared first, complete when its last declared byte is durable.

CCP R2151-6 (only the last response received in time is opened), annexe 8 article 2 (exact time of reception, detailed
list of documents). Whether it is late is never stored: see ``closing``.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from services.responses.domain.confirmation import Confirmation
from services.responses.domain.consultation import Consultation, KnownDeadline
from shared.kernel.ids import DepositId, FileId, TenderId
from shared.kernel.refusal import InvalidValue, refuse
from shared.kernel.siret import Siret
from shared.kernel.variants import DeclaredVariants
from shared.proof.canonical import canonical_json
from shared.registers.group import GroupId
from shared.registers.power import Habilitation
from shared.sealing.custody import Wrap
from shared.sealing.manifest import DocumentName, SealedFor, Slot

MOST_FILES: Final = 64
MOST_DOCUMENTS: Final = 500
DROPPED: Final = "dropped-"  # instead of the id of bytes that are no longer kept
_HEX: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_FILE_NAME: Final = re.compile(r"[^\x00-\x1f\x7f/\\]{1,200}")


class DepositStatus(StrEnum):
    """Where a deposit stands."""

    RECEIVING = "receiving"
    COMPLETE = "complete"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class DeclaredFile:
    """A sealed file as its author declares it: what it answers, its exact bytes, what it holds, its nested keys."""

    slot: Slot
    name: str
    size: int
    sha256: str
    nonce: str
    documents: tuple[DocumentName, ...]
    wraps: tuple[Wrap, ...]

    def __post_init__(self) -> None:
        if not _FILE_NAME.fullmatch(self.name):
            raise InvalidValue("file_name", "Un nom de fichier a 1 à 200 caractères, sans barre oblique.")
        if self.size <= 0:
            raise InvalidValue("file_size", "Un pli scellé n'est jamais vide.")
        if not _HEX.fullmatch(self.sha256):
            raise InvalidValue("sha256", "Une empreinte SHA-256 a 64 chiffres hexadécimaux.")
        if not 1 <= len(self.documents) <= MOST_DOCUMENTS:
            raise InvalidValue("documents", f"Un pli scellé contient de 1 à {MOST_DOCUMENTS} documents.")


@dataclass(frozen=True, slots=True)
class Depositor:
    """Who deposits: the company, and the account that acted for it."""

    siret: Siret
    name: str
    subject: str


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A declared file, the opaque id of its bytes and the instant at which the last of them was durable."""

    file_id: FileId
    blob_id: str
    declared: DeclaredFile
    completed_at: datetime | None

    @property
    def received_at(self) -> datetime:
        """Give the instant of reception of a file that is complete."""
        return _known(self.completed_at)


@dataclass(frozen=True, slots=True)
class Particulars:
    """What was confirmed, which group answers, how many variants bids hold, what showed the power; then fixed."""

    confirmed: Confirmation | None = None
    group_id: GroupId | None = None
    group_sha256: str | None = None
    variants: tuple[DeclaredVariants, ...] = ()
    habilitation: Habilitation | None = None


@dataclass(frozen=True, slots=True)
class Deposit:
    """One response from its declaration on; ``known`` is the deadline that the service knew when it was declared."""

    deposit_id: DepositId
    tender_id: TenderId
    depositor: Depositor
    declared_at: datetime
    known: KnownDeadline
    files: tuple[SealedFile, ...]
    status: DepositStatus
    completed_at: datetime | None
    particulars: Particulars = Particulars()

    def with_file_complete(self, file_id: FileId, completed_at: datetime) -> "Deposit":
        """Record that the last byte of a file is durable; the last file completes the deposit.

        Repeating it changes nothing: the first instant stays.
        """
        files = tuple(
            replace(file, completed_at=completed_at) if file.file_id == file_id and file.completed_at is None else file
            for file in self.files
        )
        instants = [file.completed_at for file in files if file.completed_at is not None]
        if self.status is not DepositStatus.RECEIVING or len(instants) < len(files):
            return replace(self, files=files)
        # The act is received with its last byte, whichever file it belongs to (DAJ guides: end of transmission).
        return replace(self, files=files, status=DepositStatus.COMPLETE, completed_at=max(instants))

    @property
    def received_at(self) -> datetime:
        """Give the instant of reception of a deposit that is complete."""
        return _known(self.completed_at)

    @property
    def bidder(self) -> tuple[Siret, bool]:
        """Who answers (soumissionnaire): a company alone, or the one group that it leads (R2142-21, R2142-23)."""
        return self.depositor.siret, self.particulars.group_id is not None

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The places that it fills."""
        return tuple(file.declared.slot for file in self.files)

    def file(self, file_id: FileId) -> SealedFile:
        """Give one file of the deposit."""
        return next(file for file in self.files if file.file_id == file_id)

    def sealed_for(self, file: SealedFile) -> SealedFor:
        """Give what the manifest of a file must say."""
        declared = file.declared
        return SealedFor(
            self.tender_id,
            declared.slot,
            self.depositor.siret,
            declared.nonce,
            declared.documents,
            self.particulars.group_sha256,
        )


def check_declaration(files: Sequence[DeclaredFile], consultation: Consultation) -> None:
    """Check what is declared against what the consultation published, before any byte travels.

    Lateness is no reason to refuse: late responses are received and kept (annexe 7, I 5°).

    Raises:
        Refused: no file or too many, a file or the whole too large, an unknown lot, a place taken twice, wraps missing.
    """
    if not 1 <= len(files) <= MOST_FILES:
        refuse("RSP-FILE-COUNT", count=len(files), most=MOST_FILES)
    if len({file.slot for file in files}) != len(files):
        refuse("RSP-SLOT-REPEATED")
    for file in files:
        consultation.check_slot(file.slot)
        if file.size > consultation.limits.file_bytes:
            refuse("RSP-FILE-TOO-LARGE", name=file.name, size=file.size, limit=consultation.limits.file_bytes)
        consultation.custody.check_wraps(file.wraps)
    total = sum(file.size for file in files)
    if total > consultation.limits.deposit_bytes:
        refuse("RSP-DEPOSIT-TOO-LARGE", size=total, limit=consultation.limits.deposit_bytes)


def content_digest(files: Sequence[DeclaredFile]) -> str:
    """Give one digest for the sealed content of a deposit: the same bytes for the same places, the same digest."""
    return hashlib.sha256(
        canonical_json({f"{file.slot.role}-{file.slot.lot_number}": [file.sha256, file.size] for file in files})
    ).hexdigest()


def _known(completed_at: datetime | None) -> datetime:
    if completed_at is None:
        raise ValueError("what is not complete has not been received")
    return completed_at
