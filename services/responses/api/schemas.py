"""What travels about deposits, consultations and custodians; both directions side by side."""

import base64
import binascii
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.responses.domain.consultation import Consultation
from services.responses.domain.custodian import RegisteredCustodian
from services.responses.domain.deposit import DeclaredFile, Deposit
from services.responses.handlers.deposits import DeclareDeposit
from shared.kernel.ids import CustodianId, TenderId
from shared.kernel.refusal import InvalidValue
from shared.sealing.custody import Wrap
from shared.sealing.manifest import DocumentName, Role, Slot, nonce_of

IdText = Annotated[str, Field(min_length=36, max_length=36)]
Base64 = Annotated[str, Field(max_length=8192)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WrapIn(_In):
    """A nested identity: for whom, in which order, and its age file in base64."""

    custodian_ids: list[IdText] = Field(min_length=1, max_length=20)
    data: Base64

    def to_wrap(self) -> Wrap:
        """Read the wrap."""
        return Wrap(tuple(CustodianId.parse(one) for one in self.custodian_ids), from_base64(self.data))


class DocumentIn(_In):
    """One document inside a sealed file, for the receipt's detailed list."""

    name: str
    size: int = Field(ge=0)


class FileIn(_In):
    """One sealed file that is about to be sent."""

    role: Literal["candidacy", "bid"]
    lot_number: int | None = Field(default=None, ge=1)
    name: str
    size: int = Field(ge=1)
    sha256: str
    nonce: str
    documents: list[DocumentIn]
    wraps: list[WrapIn]

    def to_file(self) -> DeclaredFile:
        """Read the declaration of a file."""
        return DeclaredFile(
            slot=Slot(Role(self.role), self.lot_number),
            name=self.name,
            size=self.size,
            sha256=self.sha256,
            nonce=nonce_of(self.nonce),
            documents=tuple(DocumentName(item.name, item.size) for item in self.documents),
            wraps=tuple(wrap.to_wrap() for wrap in self.wraps),
        )


class DepositIn(_In):
    """The declaration of a deposit."""

    tender_id: IdText
    company_name: str | None = Field(default=None, min_length=1, max_length=200)
    files: list[FileIn]

    def to_command(self, *, default_name: str) -> DeclareDeposit:
        """Read the command."""
        files = [file.to_file() for file in self.files]
        return DeclareDeposit(TenderId.parse(self.tender_id), self.company_name or default_name, files)


class FileOut(BaseModel):
    """A file of a deposit and where its bytes are sent (tus)."""

    file_id: str
    role: str
    lot_number: int | None
    name: str
    size: int
    sha256: str
    upload: str
    completed_at: AwareDatetime | None


class DepositOut(BaseModel):
    """A deposit; the acknowledgement is there as soon as the last declared byte was durable."""

    deposit_id: str
    tender_id: str
    status: str
    declared_at: AwareDatetime
    completed_at: AwareDatetime | None
    files: list[FileOut]
    acknowledgement: dict[str, Any] | None

    @classmethod
    def of(cls, deposit: Deposit, acknowledgement: dict[str, Any] | None = None) -> "DepositOut":
        """Write a deposit."""
        files = [
            FileOut(
                file_id=str(file.file_id),
                role=file.declared.slot.role.value,
                lot_number=file.declared.slot.lot_number,
                name=file.declared.name,
                size=file.declared.size,
                sha256=file.declared.sha256,
                upload=f"/responses/uploads/{file.file_id}",
                completed_at=file.completed_at,
            )
            for file in deposit.files
        ]
        return cls(
            deposit_id=str(deposit.deposit_id),
            tender_id=str(deposit.tender_id),
            status=deposit.status.value,
            declared_at=deposit.declared_at,
            completed_at=deposit.completed_at,
            files=files,
            acknowledgement=acknowledgement,
        )


class CustodianIn(_In):
    """A custodian presents its age recipient."""

    recipient: str = Field(max_length=200)
    label: str = Field(min_length=1, max_length=100)


class ProofIn(_In):
    """The opened challenge."""

    nonce: str = Field(max_length=200)


class CustodianOut(BaseModel):
    """A custodian; ``challenge`` is an age file in base64 whose content is the proof to send back."""

    custodian_id: str
    recipient: str
    label: str
    proved: bool
    challenge: str | None = None

    @classmethod
    def of(cls, custodian: RegisteredCustodian, challenge: bytes | None = None) -> "CustodianOut":
        """Write a custodian."""
        return cls(
            custodian_id=str(custodian.custodian_id),
            recipient=custodian.recipient,
            label=custodian.label,
            proved=custodian.is_proved,
            challenge=None if challenge is None else to_base64(challenge),
        )


class LotOut(BaseModel):
    """A lot."""

    number: int
    title: str


class TimelineOut(BaseModel):
    """How legal time runs."""

    started_at: AwareDatetime
    legal_start: AwareDatetime
    factor: int


class ConsultationCustodianOut(BaseModel):
    """A custodian to seal for."""

    custodian_id: str
    recipient: str


class ConsultationOut(BaseModel):
    """What a company needs to seal and deposit; public, and the same whatever was deposited."""

    tender_id: str
    buyer_siret: str
    buyer_name: str
    title: str
    object: str
    lots: list[LotOut]
    deadline: AwareDatetime
    deadline_version: int
    timeline: TimelineOut
    custodians: list[ConsultationCustodianOut]
    opening_threshold: int
    max_file_bytes: int
    max_deposit_bytes: int
    sandbox: bool
    closed: bool
    log_key: str

    @classmethod
    def of(cls, found: Consultation, *, closed: bool, log_key: str) -> "ConsultationOut":
        """Write a consultation."""
        return cls(
            tender_id=str(found.tender_id),
            buyer_siret=str(found.buyer.siret),
            buyer_name=found.buyer.name,
            title=found.title,
            object=found.object,
            lots=[LotOut(number=lot.number, title=lot.title) for lot in found.lots],
            deadline=found.known_deadline.deadline.at,
            deadline_version=found.known_deadline.version,
            timeline=TimelineOut(
                started_at=found.timeline.started_at,
                legal_start=found.timeline.legal_start,
                factor=found.timeline.factor,
            ),
            custodians=[
                ConsultationCustodianOut(custodian_id=str(one.custodian_id), recipient=one.recipient)
                for one in found.custody.custodians
            ],
            opening_threshold=found.custody.threshold,
            max_file_bytes=found.limits.file_bytes,
            max_deposit_bytes=found.limits.deposit_bytes,
            sandbox=found.sandbox,
            closed=closed,
            log_key=log_key,
        )


def from_base64(text: str) -> bytes:
    """Read base64.

    Raises:
        InvalidValue: it is not base64.
    """
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise InvalidValue("base64", "Ce texte n'est pas du base64.") from error


def to_base64(data: bytes) -> str:
    """Write base64."""
    return base64.b64encode(data).decode()
