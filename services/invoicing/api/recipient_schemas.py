"""Bodies of recipients of invoices and of their commitments."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.invoicing.domain.commitment import Commitment, CommitmentKind
from services.invoicing.domain.door_by_law import DoorByLaw
from services.invoicing.domain.recipient import (
    LONGEST_CODE,
    LONGEST_NAME,
    MOST_SERVICES,
    Door,
    Recipient,
    RecipientService,
)
from services.invoicing.domain.tolerance import Tolerance
from services.invoicing.handlers.recipients import DeclareRecipient, MakeCommitment
from shared.contracts.amount import Amount
from shared.kernel.percentage import Percentage
from shared.kernel.siret import Siret
from shared.legal.buyers import BuyerKind

_Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_CODE)]
_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ServiceBody(_In):
    """A service of a recipient (service exécutant)."""

    code: _Code
    name: _Name
    is_active: bool = True
    commitment_required: bool = False


class ToleranceBody(_In):
    """How far an invoice may be from its order and still match: within both bounds."""

    amount: Amount
    percent: str = Field(description="Pourcentage de ce qui a été commandé, par exemple 0.5.", max_length=20)

    def to_tolerance(self) -> Tolerance:
        """Read the tolerance."""
        return Tolerance(amount=self.amount.to_money(), percent=Percentage.parse(self.percent))

    @classmethod
    def of(cls, tolerance: Tolerance) -> "ToleranceBody":
        """Write a tolerance."""
        return cls(amount=Amount.of(tolerance.amount), percent=str(tolerance.percent))


class RecipientIn(_In):
    """A recipient, as its own agents declare it."""

    name: _Name
    buyer_kind: str
    door: Door = Door.PLATFORM
    service_required: bool = False
    commitment_required: bool = False
    either_required: bool = Field(default=False, description="Un code service ou un numéro d'engagement, au choix.")
    automatic_up_to: Amount | None = Field(
        default=None, description="Montant TTC jusqu'auquel une facture conforme et rapprochée est acceptée seule."
    )
    tolerance: ToleranceBody | None = Field(
        default=None,
        description="Écart avec la commande en deçà duquel une facture reste rapprochée ; aucun par défaut.",
    )
    services: list[ServiceBody] = Field(default_factory=list, max_length=MOST_SERVICES)

    def to_command(self, siret: Siret, *, expected: int) -> DeclareRecipient:
        """Read the command."""
        return DeclareRecipient(
            siret=siret,
            name=self.name,
            buyer_kind=BuyerKind.parse(self.buyer_kind),
            door=self.door,
            service_required=self.service_required,
            commitment_required=self.commitment_required,
            either_required=self.either_required,
            automatic_up_to=self.automatic_up_to.to_money() if self.automatic_up_to else None,
            tolerance=self.tolerance.to_tolerance() if self.tolerance else None,
            services=tuple(RecipientService(**service.model_dump()) for service in self.services),
            expected=expected,
        )


class RecipientOut(BaseModel):
    """A recipient: what an invoice sent to it must say."""

    siret: str
    version: int
    name: str
    buyer_kind: str
    door: str
    door_by_law: str | None = Field(description="state_portal, ou rien si le destinataire choisit (L2192-5, R2192-3).")
    door_by_law_since: date | None
    door_by_law_article: str
    door_by_law_confidence: str = Field(description="A lu dans le texte, B source secondaire, C à vérifier.")
    door_advice: str | None = Field(description="Ce que la porte déclarée appelle comme vérification.")
    service_required: bool
    commitment_required: bool
    either_required: bool
    automatic_up_to: Amount | None
    tolerance: ToleranceBody | None
    services: list[ServiceBody]

    @classmethod
    def of(cls, recipient: Recipient, by_law: DoorByLaw) -> "RecipientOut":
        """Write a recipient, and the door that the law gives it."""
        limit = recipient.automatic_up_to
        return cls(
            siret=str(recipient.siret),
            version=recipient.version,
            name=recipient.name,
            buyer_kind=recipient.buyer_kind.value,
            door=recipient.door.value,
            door_by_law=by_law.door.value if by_law.door else None,
            door_by_law_since=by_law.since,
            door_by_law_article=by_law.article,
            door_by_law_confidence=by_law.confidence,
            door_advice=by_law.advice,
            service_required=recipient.service_required,
            commitment_required=recipient.commitment_required,
            either_required=recipient.either_required,
            tolerance=ToleranceBody.of(recipient.tolerance) if recipient.tolerance else None,
            automatic_up_to=Amount.of(limit) if limit is not None else None,
            services=[
                ServiceBody(
                    code=one.code,
                    name=one.name,
                    is_active=one.is_active,
                    commitment_required=one.commitment_required,
                )
                for one in recipient.services
            ],
        )


class CommitmentIn(_In):
    """A commitment under the buyer's own number; ``ceiling_excl_vat`` is absent where nothing limits the expense."""

    kind: CommitmentKind
    number: _Code
    seller_siret: str | None = None
    subject: _Name
    ceiling_excl_vat: Amount | None = None
    starts_on: date
    ends_on: date | None = None
    service_code: _Code | None = None

    def to_command(self) -> MakeCommitment:
        """Read the command."""
        return MakeCommitment(
            kind=self.kind,
            number=self.number,
            seller=Siret.parse(self.seller_siret) if self.seller_siret else None,
            subject=self.subject,
            ceiling=self.ceiling_excl_vat.to_money() if self.ceiling_excl_vat else None,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            service_code=self.service_code,
        )


class CommitmentOut(BaseModel):
    """A commitment (engagement juridique)."""

    commitment_id: str
    version: int
    kind: str
    number: str
    buyer_siret: str
    seller_siret: str | None
    subject: str
    ceiling_excl_vat: Amount | None
    starts_on: str
    ends_on: str | None
    service_code: str | None
    closed_on: str | None

    @classmethod
    def of(cls, found: Commitment) -> "CommitmentOut":
        """Write a commitment."""
        return cls(
            commitment_id=str(found.commitment_id),
            version=found.version,
            kind=found.kind.value,
            number=found.number,
            buyer_siret=str(found.buyer),
            seller_siret=str(found.seller) if found.seller else None,
            subject=found.subject,
            ceiling_excl_vat=Amount.of(found.ceiling) if found.ceiling is not None else None,
            starts_on=found.starts_on.isoformat(),
            ends_on=found.ends_on.isoformat() if found.ends_on else None,
            service_code=found.service_code,
            closed_on=found.closed_on.isoformat() if found.closed_on else None,
        )
