"""What travels about consultations and custodians; both directions side by side."""

import base64
import binascii
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.responses.domain.confirmation import TERMS_VERSION
from services.responses.domain.consultation import Consultation
from services.responses.domain.custodian import RegisteredCustodian
from services.responses.domain.quota import MOST_OPEN_BYTES, MOST_OPEN_DEPOSITS
from shared.kernel.refusal import InvalidValue

IdText = Annotated[str, Field(min_length=36, max_length=36)]
Base64 = Annotated[str, Field(max_length=8192)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


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
    max_open_deposits: int
    max_open_bytes: int
    terms_version: str
    ended_lots: list[int]
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
            max_open_deposits=MOST_OPEN_DEPOSITS,
            max_open_bytes=MOST_OPEN_BYTES,
            terms_version=TERMS_VERSION,
            ended_lots=sorted(found.ended_lots),
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
