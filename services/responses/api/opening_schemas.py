"""What travels about an opening ceremony."""

from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, BeforeValidator, Field

from services.responses.api.schemas import IdText
from services.responses.domain.minutes import Minutes, minutes_digest
from services.responses.domain.opening import Opening
from services.responses.handlers.peels import Peel
from shared.http.base64_text import Base64, from_base64, to_base64
from shared.http.given import Given
from shared.http.register_outputs import EnvelopeOut
from shared.http.written import AsInstant, AsText, Written, inside
from shared.kernel.ids import CustodianId, FileId
from shared.sealing.layers import Layer


class OpeningIn(Given):
    """A ceremony to start."""

    tender_id: IdText


class PeelIn(Given):
    """What a custodian got from one layer, or null when it could not open it."""

    file_id: IdText
    custodian_ids: list[IdText] = Field(min_length=1, max_length=20)
    data: Base64 | None

    def to_peel(self) -> Peel:
        """Read the peel."""
        subset = tuple(CustodianId.parse(one) for one in self.custodian_ids)
        return Peel(FileId.parse(self.file_id), subset, None if self.data is None else from_base64(self.data))


class PeelsIn(Given):
    """A custodian's peels."""

    custodian_id: IdText
    peels: list[PeelIn] = Field(max_length=500)


class OpeningOut(Written):
    """A ceremony; the last custodian of a subset seals the identity to ``recipient``."""

    opening_id: AsText
    tender_id: AsText
    status: AsText
    recipient: str
    deadline: AsInstant = inside("decided", "deadline")
    deadline_version: int = inside("decided", "version")
    started_at: AwareDatetime
    ended_at: AwareDatetime | None


class MinutesOut(BaseModel):
    """The minutes (procès-verbal), with their digest: the log keeps it once the ceremony has ended."""

    status: str
    awaited: int = Field(description="Fichiers à ouvrir dont rien de définitif n'est encore connu.")
    recipient: str
    minutes: dict[str, Any]
    minutes_sha256: str
    opened_later: list[EnvelopeOut] = Field(
        description="Plis sur papier inscrits ou ouverts après la séance ; chacun a son inscription au journal."
    )

    @classmethod
    def of(cls, found: Minutes) -> "MinutesOut":
        """Write minutes."""
        content = found.content()
        return cls(
            status=found.opening.status.value,
            awaited=len(found.awaited) + len(found.papers.unopened),
            recipient=found.opening.recipient,
            minutes=content,
            minutes_sha256=minutes_digest(content),
            opened_later=[EnvelopeOut.of(one, found.every_paper.deadline) for one in found.later],
        )


class LayerOut(Written):
    """A layer that the custodian can peel; ``last`` says that what it gives goes to the worker alone."""

    file_id: AsText
    custodian_ids: list[AsText] = inside("subset")
    last: bool = inside("is_last")
    data: Annotated[str, BeforeValidator(to_base64)]


class LayersOut(BaseModel):
    """Everything that a custodian can peel now."""

    opening_id: str
    recipient: str
    layers: list[LayerOut]

    @classmethod
    def of(cls, opening: Opening, layers: list[Layer]) -> "LayersOut":
        """Write layers."""
        written = [LayerOut.of(layer) for layer in layers]
        return cls(opening_id=str(opening.opening_id), recipient=opening.recipient, layers=written)
