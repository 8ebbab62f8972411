"""The manifest inside a seal: what the bidder says it sealed, so that a sealed file cannot serve elsewhere.

age does not authenticate the sender: whoever knows a recipient can seal to it. The manifest names the consultation,
the lot, the role, the company and a nonce that the deposit also declared; the opening compares both.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from shared.kernel.ids import TenderId
from shared.kernel.refusal import InvalidValue
from shared.kernel.siret import Siret
from shared.proof.canonical import Json, canonical_json
from shared.sealing.parts import ResponseParts

MANIFEST_NAME: Final = "manifest.json"
FORMAT: Final = "plis-manifest-1"
FORMAT_WITH_PARTS: Final = "plis-manifest-2"  # the same, and what the response says as data
NO_PARTS: Final = ResponseParts()
GREATEST_MANIFEST: Final = 4 * 1024 * 1024
_HEX: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_NONCE: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
_FORBIDDEN: Final = re.compile(r"[\x00-\x1f\x7f/\\]")


class Role(StrEnum):
    """What a sealed file is: the candidacy (candidature) or the bid for a lot (offre)."""

    CANDIDACY = "candidacy"
    BID = "bid"


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """The place that a file takes in a response: the candidacy, or the bid for one lot."""

    role: Role
    lot_number: int | None

    def __post_init__(self) -> None:
        if (self.role is Role.BID) != (self.lot_number is not None):
            raise InvalidValue("slot", "Une offre répond à un lot, une candidature n'en désigne aucun.")

    def display(self) -> str:
        """Name the slot for people."""
        return "candidature" if self.lot_number is None else f"offre, lot {self.lot_number}"


@dataclass(frozen=True, slots=True)
class DocumentName:
    """One document inside a seal as it is declared and acknowledged: its name and size in bytes, no content."""

    name: str
    size: int

    def __post_init__(self) -> None:
        too_long = not 0 < len(self.name) <= 200
        if too_long or _FORBIDDEN.search(self.name) or self.name in {".", "..", MANIFEST_NAME} or self.size < 0:
            raise InvalidValue("document_name", "Un nom de document a 1 à 200 caractères, sans barre oblique.")


@dataclass(frozen=True, slots=True)
class SealedDocument:
    """One document inside a seal: its name, its size and the SHA-256 of its content in hexadecimal."""

    document: DocumentName
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a sealed file holds and for what; written first in the container."""

    tender_id: TenderId
    slot: Slot
    siret: Siret
    nonce: str
    documents: tuple[SealedDocument, ...]
    parts: ResponseParts = NO_PARTS

    def __post_init__(self) -> None:
        named = {name for variant in self.parts.variants for name in variant.documents}
        if not named <= {item.document.name for item in self.documents}:
            raise InvalidValue("response_parts", "Une variante nomme un document que le pli ne contient pas.")
        group = self.parts.group
        if group is not None and (group.tender_id, group.members[0].siret) != (str(self.tender_id), self.siret):
            raise InvalidValue(
                "response_parts", "Ce groupement est celui d'une autre consultation ou d'un autre mandataire."
            )

    def to_json(self) -> bytes:
        """Write the manifest as canonical JSON."""
        parts = self.parts.to_data()
        documents: list[Json] = [
            {"name": item.document.name, "size": item.document.size, "sha256": item.sha256} for item in self.documents
        ]
        return canonical_json(
            {
                "format": FORMAT_WITH_PARTS if parts else FORMAT,
                **({"parts": parts} if parts else {}),
                "tender_id": str(self.tender_id),
                "role": self.slot.role.value,
                "lot_number": self.slot.lot_number,
                "siret": str(self.siret),
                "nonce": self.nonce,
                "documents": documents,
            }
        )

    @classmethod
    def parse(cls, text: bytes) -> Self:
        """Read a manifest; it comes from a stranger.

        Raises:
            InvalidValue: it is not a manifest of this format.
        """
        try:
            data = json.loads(text)
            documents = tuple(
                SealedDocument(DocumentName(str(item["name"]), int(item["size"])), _digest(item["sha256"]))
                for item in data["documents"]
            )
            manifest = cls(
                TenderId.parse(data["tender_id"]),
                Slot(Role(data["role"]), data["lot_number"]),
                Siret.parse(data["siret"]),
                nonce_of(data["nonce"]),
                documents,
                ResponseParts.of(data.get("parts", {})),
            )
            if manifest.to_json() != text:  # the format too: it says whether there are parts
                raise InvalidValue("manifest", "Le bordereau scellé n'est pas dans la forme attendue.")
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise InvalidValue("manifest", "Le bordereau scellé n'est pas dans la forme attendue.") from error
        return manifest


@dataclass(frozen=True, slots=True)
class SealedFor:
    """What the deposit declared about a sealed file: the manifest must say the same."""

    tender_id: TenderId
    slot: Slot
    siret: Siret
    nonce: str
    documents: tuple[DocumentName, ...]
    group_sha256: str | None = None

    def mismatches(self, manifest: Manifest) -> tuple[str, ...]:
        """Name, in French, each point on which a manifest differs from the declaration."""
        declared: Mapping[str, tuple[object, object]] = {
            "consultation": (self.tender_id, manifest.tender_id),
            "lot ou rôle": (self.slot, manifest.slot),
            "SIRET": (self.siret, manifest.siret),
            "aléa": (self.nonce, manifest.nonce),
            "liste des documents": (self.documents, tuple(item.document for item in manifest.documents)),
            "groupement": (self.group_sha256, manifest.parts.group_sha256),
        }
        return tuple(point for point, (said, found) in declared.items() if said != found)


def nonce_of(text: object) -> str:
    """Read a nonce: 128 bits in hexadecimal.

    Raises:
        InvalidValue: it is not one.
    """
    if not isinstance(text, str) or not _NONCE.fullmatch(text):
        raise InvalidValue("nonce", "L'aléa d'un pli scellé a 32 chiffres hexadécimaux.")
    return text


def _digest(text: object) -> str:
    if not isinstance(text, str) or not _HEX.fullmatch(text):
        raise InvalidValue("sha256", "Une empreinte SHA-256 a 64 chiffres hexadécimaux.")
    return text
