"""What goes in and out over HTTP, and how it is made from the domain."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.mps.domain.answers import StatedFact
from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.document import documented
from services.mps.domain.identity import OperatorIdentity
from services.mps.domain.sources import CARDS
from services.mps.handlers.request_candidacy import RequestCandidacy
from shared.kernel.ids import TenderId
from shared.kernel.siret import Siret


class CandidacyIn(BaseModel):
    """A candidacy asked for with a SIRET number alone."""

    model_config = ConfigDict(extra="forbid")

    siret: Annotated[str, Field(max_length=20, description="SIRET de l'établissement qui répond.")]
    tender_id: Annotated[str, Field(max_length=36, description="Identifiant de la consultation publiée.")]

    def to_command(self) -> RequestCandidacy:
        """Read the command.

        Raises:
            InvalidValue: the SIRET or the identifier is not one.
        """
        return RequestCandidacy(Siret.parse(self.siret), TenderId.parse(self.tender_id))


class FactOut(BaseModel):
    """One fact as its issuer states it."""

    code: str
    label: str = Field(description="Libellé en français.")
    value: str

    @classmethod
    def of(cls, fact: StatedFact) -> "FactOut":
        """Write a fact."""
        return cls(code=fact.code, label=fact.label, value=fact.value)


class BlockOut(BaseModel):
    """What one administration was asked and what it said; the content of protected data stays with the buyer."""

    source: str
    title: str
    issuer: str
    openness: str
    article: str = Field(description="Article du code de la commande publique qui fonde la demande.")
    status: str = Field(description="pending, found, unknown, refused ou unavailable.")
    status_label: str
    asked_at: datetime
    answered_at: datetime | None
    as_of: date | None = Field(description="Date des faits selon l'administration.")
    next_try_at: datetime | None = Field(description="Prochaine demande, si l'administration n'a pas pu répondre.")
    detail: str | None
    facts: list[FactOut]

    @classmethod
    def of(cls, block: EvidenceBlock) -> "BlockOut":
        """Write a block as the company may see it."""
        shown = documented(block)
        return cls(
            source=block.source.value,
            title=shown.title,
            issuer=shown.issuer,
            openness=CARDS[block.source].openness.value,
            article=shown.article,
            status=block.status.value,
            status_label=shown.status,
            asked_at=block.asked_at,
            answered_at=block.answered_at,
            as_of=shown.as_of,
            next_try_at=block.next_try_at,
            detail=shown.detail,
            facts=[FactOut.of(fact) for fact in shown.facts],
        )


class CandidacyRequestedOut(BaseModel):
    """What is answered to a request: where to read the candidacy; small, because it is kept with its key."""

    candidacy_id: str
    siret: str
    tender_id: str
    requested_at: datetime
    has_pending: bool = Field(description="Vrai tant qu'une administration n'a pas été entendue une première fois.")

    @classmethod
    def of(cls, candidacy: SiretCandidacy) -> "CandidacyRequestedOut":
        """Write the answer to a request."""
        return cls(
            candidacy_id=str(candidacy.candidacy_id),
            siret=str(candidacy.siret),
            tender_id=str(candidacy.tender_id),
            requested_at=candidacy.requested_at,
            has_pending=candidacy.has_pending,
        )


class CandidacyOut(BaseModel):
    """A candidacy and its blocks, in a fixed order."""

    candidacy_id: str
    siret: str
    tender_id: str
    requested_at: datetime
    completed_at: datetime | None
    has_pending: bool = Field(description="Vrai tant qu'une administration n'a pas été entendue une première fois.")
    version: int
    blocks: list[BlockOut]

    @classmethod
    def of(cls, candidacy: SiretCandidacy) -> "CandidacyOut":
        """Write a candidacy."""
        return cls(
            candidacy_id=str(candidacy.candidacy_id),
            siret=str(candidacy.siret),
            tender_id=str(candidacy.tender_id),
            requested_at=candidacy.requested_at,
            completed_at=candidacy.completed_at,
            has_pending=candidacy.has_pending,
            version=candidacy.version,
            blocks=[BlockOut.of(block) for block in candidacy.blocks],
        )


class IdentityOut(BaseModel):
    """The public identity of an establishment, to prefill a form."""

    siret: str
    status: str = Field(description="active, closed, unknown ou unavailable.")
    name: str | None
    address: str | None
    facts: list[FactOut]
    messages: list[str] = Field(description="Ce que la personne doit savoir, en français.")
    read_at: datetime

    @classmethod
    def of(cls, identity: OperatorIdentity) -> "IdentityOut":
        """Write an identity."""
        return cls(
            siret=str(identity.siret),
            status=identity.state.value,
            name=identity.fact("name"),
            address=identity.fact("address"),
            facts=[FactOut.of(fact) for fact in identity.facts],
            messages=list(identity.messages),
            read_at=identity.read_at,
        )
