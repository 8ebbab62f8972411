"""What travels about an opening ceremony."""

from typing import Any

from pydantic import AwareDatetime, BaseModel, Field

from services.responses.api.schemas import IdText
from services.responses.domain.minutes import Minutes, minutes_digest
from services.responses.domain.opening import Opening
from shared.http.given import Given
from shared.http.layer_bodies import LayerOut
from shared.http.register_outputs import EnvelopeOut
from shared.http.written import AsInstant, AsText, Written, inside
from shared.sealing.layers import Layer


class OpeningIn(Given):
    """A ceremony to start."""

    tender_id: IdText


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
