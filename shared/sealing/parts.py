"""What a response says as data inside its seal: the group that answers, its subcontractors, its variants.

Nobody reads it before the opening. Groupement: CCP R2142-19 to R2142-27; sous-traitance: declaration of R2193-1 (DC4);
variantes: R2151-8 to R2151-11. Amounts are decimal texts in euros, excluding VAT.
"""

import hashlib
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from shared.kernel.refusal import InvalidValue
from shared.kernel.siret import Siret
from shared.proof.canonical import Json, canonical_json

_MOST: Final = 100
Line = Annotated[str, Field(min_length=1, max_length=500)]
Text = Annotated[str, Field(min_length=1, max_length=4000)]
Amount = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,14})\.[0-9]{2}$")]
Lots = Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(max_length=500)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class GroupMember(_Part):
    """A member (membre): who, and what it would execute (its share of a conjoint group, R2142-20 1°)."""

    siret: str
    name: Line
    share: Text | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        Siret.parse(self.siret)
        return self


class GroupComposition(_Part):
    """A group: conjoint or solidaire (R2142-20), its members, its lead first (mandataire, R2142-24)."""

    tender_id: str
    kind: Literal["conjoint", "solidaire"]
    lead_is_jointly_liable: bool = Field(description="Mandataire du groupement conjoint solidaire (R2142-24).")
    members: tuple[GroupMember, ...] = Field(min_length=2, max_length=_MOST)
    nonce: str = Field(pattern=r"^[0-9a-f]{32}$", description="So that nobody guesses a composition from its digest.")

    @property
    def sha256(self) -> str:
        """The digest to which members consent."""
        return hashlib.sha256(canonical_json(self.model_dump(mode="json"))).hexdigest()


class Subcontractor(_Part):
    """One declaration of subcontracting (DC4), R2193-1 1° to 5°, with the declaration that no exclusion applies."""

    name: Line
    siret: str | None = None
    address: Line
    lots: Lots = ()
    nature: Text
    max_amount_excl_vat: Amount
    payment_terms: Text
    price_variation: Text | None = None
    capacities: Text | None = None
    declares_no_exclusion: bool


class Variant(_Part):
    """A variant of a bid (R2151-8), and which documents of the seal make it up."""

    number: int = Field(ge=1, le=_MOST)
    title: Line
    documents: tuple[Line, ...] = Field(min_length=1, max_length=500)


class ResponseParts(_Part):
    """Everything that a sealed file says as data; what is absent is not said."""

    group: GroupComposition | None = None
    subcontractors: tuple[Subcontractor, ...] = Field(default=(), max_length=_MOST)
    variants: tuple[Variant, ...] = Field(default=(), max_length=_MOST)

    @property
    def group_sha256(self) -> str | None:
        """The digest of the group's composition, None without a group."""
        return None if self.group is None else self.group.sha256

    def to_data(self) -> dict[str, Json]:
        """Write what is said."""
        data: dict[str, Json] = self.model_dump(mode="json", exclude_defaults=True)
        return data

    @classmethod
    def of(cls, data: object) -> Self:
        """Read what is said; it comes from a stranger.

        Raises:
            InvalidValue: a field is missing, unknown or wrong; the message names it.
        """
        try:
            # Through JSON, where a list is a tuple; strict all the same: no text becomes a number.
            return cls.model_validate_json(canonical_json(data))  # type: ignore[arg-type]  # checked by the model
        except ValidationError as error:
            place = ".".join(str(part) for part in error.errors()[0]["loc"])
            raise InvalidValue("response_parts", f"Donnée de réponse incorrecte : {place or 'forme'}.") from error
        except (TypeError, ValueError) as error:
            raise InvalidValue("response_parts", "Les données de la réponse sont illisibles.") from error
