"""The DUME service of the State (AIFE): what it is asked, and what it may answer.

Source: field tables of communaute.chorus-pro.gouv.fr (« FusionnerDumeAvecDonnesEntreprise », « recupererDumeFormate »,
« rechercherDumes », « recupererModelDume », « EnregistrerDE », « recupererDE », « RecupererLibellesDUME »), read on
2026-11-23. The tables name input fields; they give no example of JSON and few fields of answers: see docs/dume.md.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret

_IDENTIFIER: Final = re.compile(r"[0-9A-Za-z]{8}", re.ASCII)  # « 8 caractères alphanumériques aléatoires »


class DumeApi(StrEnum):
    """One address of the service: a single POST, the operation is a field."""

    BUYER = "dumeA"
    OPERATOR = "dumeOE"
    ESSENTIAL_DATA = "donneesEssentielles"
    METADATA = "metadonnees"
    REFERENTIALS = "referentiels"


class DumeOperation(StrEnum):
    """What is asked, as the tables write it."""

    MODEL = "recupererModelDume"
    SEARCH = "rechercherDumes"
    FORMATTED = "recupererDumeFormate"
    SAVE = "enregistrerDUME"
    MERGE = "FusionnerDumeAvecDonneesEntreprise"
    UPDATE = "mettreAJourDume"
    SAVE_ESSENTIAL_DATA = "enregistrerDE"
    READ_ESSENTIAL_DATA = "recupererDE"
    LABELS = "RecupererLibelles"
    HEALTH = "healthCheck"


class PlatformIdType(StrEnum):
    """How the calling platform is named (typeIdPlateforme)."""

    SIRET = "1"
    EU_VAT = "2"
    OUTSIDE_EU = "3"
    RIDET = "4"
    TAHITI = "5"


class DumeFormat(StrEnum):
    """In what form a document is given."""

    PDF = "1"
    XML = "2"
    HTML = "3"


class DataReach(StrEnum):
    """Which data of the company are merged (typeDonnees)."""

    PUBLIC = "1"
    PUBLIC_AND_PROTECTED = "2"


@dataclass(frozen=True, slots=True)
class DumePlatform:
    """The calling platform, as its connection form names it."""

    siret: Siret
    technical_id: str

    def fields(self) -> dict[str, str]:
        """Give the common fields."""
        return {
            "typeIdPlateforme": PlatformIdType.SIRET.value,
            "idPlateforme": str(self.siret),
            "idTechniquePlateforme": self.technical_id,
        }


@dataclass(frozen=True, slots=True)
class DumeRequester:
    """Who asks, on the platform."""

    name: str
    siret: Siret

    def fields(self) -> dict[str, str]:
        """Give the fields of the requester."""
        return {"rsDemandeur": self.name, "idDemandeur": str(self.siret)}


@dataclass(frozen=True, slots=True)
class FoundDume:
    """A document that the service knows."""

    dume_id: str
    status: str | None
    name: str | None


def checked_dume_id(text: str) -> str:
    """Check the identifier of a document.

    Raises:
        Refused: ``DUME-IDENTIFIER``.
    """
    if not _IDENTIFIER.fullmatch(text):
        refuse("DUME-IDENTIFIER", identifier=text[:40])
    return text
