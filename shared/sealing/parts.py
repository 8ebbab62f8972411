"""What a response says as data inside its seal: the group that answers, its subcontractors, its variants.

Nobody reads it before the opening. Groupement: CCP R2142-19 to R2142-27; sous-traitance: declaration of R2193-1 (DC4);
variantes: R2151-8 to R2151-11. Amounts are decimal texts in euros, excluding VAT.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from shared.kernel.records import from_json, to_json
from shared.kernel.refusal import InvalidValue
from shared.kernel.siret import Siret
from shared.proof.canonical import Json, canonical_json

_MOST: Final = 100
_LONGEST: Final = 4000
_AMOUNT: Final = re.compile(r"(0|[1-9][0-9]{0,14})\.[0-9]{2}", re.ASCII)
_NONCE: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)


class GroupKind(StrEnum):
    """How the members are bound (R2142-20)."""

    CONJOINT = "conjoint"
    SOLIDAIRE = "solidaire"


@dataclass(frozen=True, slots=True)
class GroupMember:
    """A member (membre): who, and what it would execute (its share of a conjoint group, R2142-20 1°)."""

    siret: Siret
    name: str
    share: str | None = None

    def __post_init__(self) -> None:
        _check_texts(self.name, self.share or "-")


@dataclass(frozen=True, slots=True)
class GroupComposition:
    """A group: conjoint or solidaire (R2142-20), its members, its lead first (mandataire, R2142-24).

    ``lead_is_jointly_liable``: the lead of a conjoint group is solidaire; the nonce keeps its digest unguessable.
    """

    tender_id: str
    kind: GroupKind
    lead_is_jointly_liable: bool
    members: tuple[GroupMember, ...]
    nonce: str

    def __post_init__(self) -> None:
        _check(2 <= len({member.siret for member in self.members}) == len(self.members) <= _MOST, "members")
        _check(_NONCE.fullmatch(self.nonce) is not None, "nonce")
        _check_texts(self.tender_id)

    @property
    def sha256(self) -> str:
        """The digest to which members consent."""
        return hashlib.sha256(canonical_json(to_json(self))).hexdigest()


@dataclass(frozen=True, slots=True)
class Subcontractor:
    """One declaration of subcontracting (DC4), R2193-1 1° to 5°, with the declaration that no exclusion applies."""

    name: str
    address: str
    nature: str
    max_amount_excl_vat: str
    payment_terms: str
    declares_no_exclusion: bool
    siret: Siret | None = None
    lots: tuple[int, ...] = ()
    price_variation: str | None = None
    capacities: str | None = None

    def __post_init__(self) -> None:
        _check_texts(self.name, self.address, self.nature, self.payment_terms)
        _check_texts(self.price_variation or "-", self.capacities or "-")
        _check(_AMOUNT.fullmatch(self.max_amount_excl_vat) is not None, "max_amount_excl_vat")


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant of a bid (R2151-8), and which documents of the seal make it up."""

    number: int
    title: str
    documents: tuple[str, ...]

    def __post_init__(self) -> None:
        _check(1 <= self.number <= _MOST and len(self.documents) > 0, "number, documents")
        _check_texts(self.title, *self.documents)


@dataclass(frozen=True, slots=True)
class ResponseParts:
    """Everything that a sealed file says as data; what is absent is not said."""

    group: GroupComposition | None = None
    subcontractors: tuple[Subcontractor, ...] = ()
    variants: tuple[Variant, ...] = ()

    def __post_init__(self) -> None:
        _check(max(len(self.subcontractors), len(self.variants)) <= _MOST, "subcontractors, variants")

    @property
    def group_sha256(self) -> str | None:
        """The digest of the group's composition, None without a group."""
        return None if self.group is None else self.group.sha256

    def to_data(self) -> dict[str, Json]:
        """Write what is said."""
        data: dict[str, Json] = to_json(self)
        return data

    @classmethod
    def of(cls, data: object) -> Self:
        """Read what is said; it comes from a stranger, so what is read is written again and compared.

        Raises:
            InvalidValue: a field is missing, unknown or wrong; the message names it where it can.
        """
        try:
            found = from_json(cls, data) if isinstance(data, Mapping) else None
            if found is None or canonical_json(found.to_data()) != canonical_json(data):  # type: ignore[arg-type]
                raise InvalidValue("response_parts", "Donnée de réponse en trop, ou d'une autre forme que prévu.")
        except (TypeError, ValueError, AttributeError, KeyError, RecursionError) as error:
            message = str(error) if isinstance(error, InvalidValue) else "Donnée de réponse manquante ou illisible."
            raise InvalidValue("response_parts", message) from error
        return found


def _check(holds: object, names: str) -> None:
    if not holds:
        raise InvalidValue("response_parts", f"Donnée de réponse incorrecte : {names}.")


def _check_texts(*texts: str) -> None:
    found: Iterable[object] = texts
    _check(all(isinstance(text, str) and 0 < len(text) <= _LONGEST for text in found), "texte vide ou trop long")
