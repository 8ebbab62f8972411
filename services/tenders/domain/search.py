"""Searching the published consultations (recherche des avis et des consultations), CCP R2132-2: free, without account.

Values of one criterion are alternatives, criteria add up. Only what is public can be asked: the estimated value never
is, the ceiling of a framework agreement always is (R2162-4). A consultation that only invited companies may answer
from its first stage on is not listed: nobody else could answer it (R2122-1, R2162-10).
"""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from services.tenders.domain.model import ContractKind, Tender
from services.tenders.domain.procedures import ProcedureType
from services.tenders.domain.states import TenderStatus
from shared.kernel.refusal import InvalidValue
from shared.kernel.siret import Siret

_CPV: Final = re.compile(r"([0-9]{2,8})(-[0-9])?", re.ASCII)
_NUTS: Final = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}", re.ASCII)
_DIVISION_DIGITS: Final = 2


class SearchSort(StrEnum):
    """The order of the answers."""

    PUBLICATION = "publication"  # the latest first
    DEADLINE = "deadline"  # among open consultations, the one that closes first
    RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True)
class CpvBranch:
    """A branch of the CPV tree (division, groupe, classe, catégorie): its digits without the last zeros."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> "CpvBranch":
        """Read two to eight digits (`45`, `4521`, `45210000-2`).

        Raises:
            InvalidValue: anything else.
        """
        match = _CPV.fullmatch(text)
        if match is None:
            raise InvalidValue("cpv", "Une branche du CPV se donne par 2 à 8 chiffres, par exemple 45 ou 45210000.")
        return cls(match[1][:_DIVISION_DIGITS] + match[1][_DIVISION_DIGITS:].rstrip("0"))


@dataclass(frozen=True, slots=True)
class NutsBranch:
    """A territory of the NUTS nomenclature, règlement (CE) 1059/2003: a country or one of its levels."""

    code: str

    @classmethod
    def parse(cls, text: str) -> "NutsBranch":
        """Read two letters of a country and up to three more signs (`FR`, `FRH`, `FRH03`).

        Raises:
            InvalidValue: anything else.
        """
        if not _NUTS.fullmatch(text.upper()):
            raise InvalidValue("nuts", "Un territoire NUTS se donne par 2 à 5 signes, par exemple FRH ou FRH03.")
        return cls(text.upper())


@dataclass(frozen=True, slots=True)
class InstantRange:
    """From an instant, inclusive, to another, exclusive; None is no bound."""

    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class CeilingRange:
    """Bounds, inclusive, of the published ceiling in euros excluding VAT; None is no bound."""

    lowest: Decimal | None = None
    highest: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LotsRange:
    """Bounds, inclusive, of the number of lots; None is no bound."""

    fewest: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class SearchCriteria:
    """What is looked for; everything absent leaves the search open."""

    text: str | None = None
    cpv: tuple[CpvBranch, ...] = ()
    nuts: tuple[NutsBranch, ...] = ()
    buyers: tuple[Siret, ...] = ()
    kinds: tuple[ContractKind, ...] = ()
    procedures: tuple[ProcedureType, ...] = ()
    statuses: tuple[TenderStatus, ...] = ()
    published: InstantRange = InstantRange()
    deadline: InstantRange = InstantRange()
    ceiling: CeilingRange = CeilingRange()
    lots: LotsRange = LotsRange()
    is_open: bool = False
    is_reserved: bool = False


def is_listed(tender: Tender) -> bool:
    """Say whether a consultation enters public lists: published, and open to others than companies chosen before."""
    terms = tender.content.terms
    invited = terms.invited is not None or tender.rules.invitation_needed
    return tender.publication is not None and not invited


def is_open(tender: Tender) -> bool:
    """Say whether anybody may still answer."""
    return tender.status is TenderStatus.PUBLISHED and tender.current_stage.invited is None
