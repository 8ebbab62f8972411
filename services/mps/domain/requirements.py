"""What a consultation asks of a candidacy (conditions of participation), and what the law asks of all of them.

Law: CCP R2143-3 (declaration and information), L2142-1, R2142-1, R2142-6 to R2142-14, R2143-11 and its arrêté (what
may be asked), R2143-13 (what is not asked because the buyer obtains it). Codes: ESPD-EDM 4.1.0, list `criterion`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.mps.domain.sources import Source
from shared.kernel.ids import TenderId
from shared.kernel.siret import Siret


class Category(StrEnum):
    """The four parts of a candidacy."""

    IDENTITY = "identity"
    EXCLUSION = "exclusion"
    ECONOMIC = "economic"
    TECHNICAL = "technical"


class AnswerKind(StrEnum):
    """How the company answers by itself what nobody knows."""

    NONE = "none"  # nothing to type: obtained, or ticked with the declarations
    TEXT = "text"
    AMOUNT = "amount"
    PERCENT = "percent"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Datum:
    """One thing that may be asked: who knows it, and how it is answered when nobody does."""

    code: str
    category: Category
    title: str
    article: str
    kind: AnswerKind
    espd: str | None = None
    sources: tuple[Source, ...] = ()
    help: str = ""


_IDENTITY: Final = (
    Datum(
        "identity",
        Category.IDENTITY,
        "Dénomination, adresse, forme juridique et activité",
        "R2143-3",
        AnswerKind.TEXT,
        sources=(Source.ESTABLISHMENT, Source.LEGAL_UNIT, Source.SUCCESSIONS),
    ),
    Datum(
        "registration",
        Category.IDENTITY,
        "Inscription à un registre (commerce, entreprises, associations)",
        "R2142-5",
        AnswerKind.TEXT,
        "trade-regist",
        (Source.TRADE_REGISTER, Source.NATIONAL_REGISTER, Source.ASSOCIATION),
        "L'extrait Kbis ne se demande plus (article R2143-9).",
    ),
)
_EXCLUSION: Final = (
    Datum(
        "taxes",
        Category.EXCLUSION,
        "Régularité fiscale",
        "L2141-2",
        AnswerKind.NONE,
        "tax-pay",
        (Source.TAX_CERTIFICATE,),
        "Obtenue par l'acheteur ; exigible du seul attributaire (article R2144-4).",
    ),
    Datum(
        "contributions",
        Category.EXCLUSION,
        "Régularité sociale",
        "L2141-2",
        AnswerKind.NONE,
        "socsec-pay",
        (
            Source.SOCIAL_CERTIFICATE,
            Source.AGRICULTURAL_CONTRIBUTIONS,
            Source.BUILDING_PENSIONS,
            Source.PUBLIC_WORKS_LEAVE,
            Source.BUILDING_LEAVE,
        ),
        "Obtenue par l'acheteur ; exigible du seul attributaire (article R2144-4).",
    ),
    Datum(
        "insolvency",
        Category.EXCLUSION,
        "Absence de liquidation, faillite personnelle ou redressement sans plan",
        "L2141-3",
        AnswerKind.TEXT,
        "bankruptcy",
        (Source.TRADE_REGISTER, Source.NATIONAL_REGISTER, Source.LEGAL_NOTICES),
        "En redressement judiciaire, joignez la copie du jugement (article R2143-9) : ce n'est pas une exclusion si "
        "la poursuite d'activité est autorisée pour la durée du marché.",
    ),
    Datum(
        "disabled_workers",
        Category.EXCLUSION,
        "Emploi de travailleurs handicapés",
        "R2143-3",
        AnswerKind.NONE,
        None,
        (Source.DISABLED_WORKERS,),
        "La déclaration sur l'honneur suffit.",
    ),
)
_ECONOMIC: Final = (
    Datum(
        "turnover",
        Category.ECONOMIC,
        "Chiffre d'affaires des trois derniers exercices disponibles",
        "R2142-6",
        AnswerKind.TEXT,
        "gen-year-to",
        (Source.TURNOVER, Source.ACCOUNTS),
    ),
    Datum(
        "turnover_share",
        Category.ECONOMIC,
        "Part du chiffre d'affaires dans le domaine du marché",
        "R2142-6",
        AnswerKind.PERCENT,
        "spec-year-to",
        help="Aucune administration ne la connaît : indiquez un pourcentage.",
    ),
    Datum(
        "insurance",
        Category.ECONOMIC,
        "Assurance des risques professionnels",
        "R2142-12",
        AnswerKind.TEXT,
        "indem-insu",
        (Source.QUALIBAT, Source.QUALIFELEC),
    ),
)
_TECHNICAL: Final = (
    Datum(
        "headcount",
        Category.TECHNICAL,
        "Effectif moyen annuel",
        "R2142-13",
        AnswerKind.COUNT,
        "year-manpower",
        (Source.HEADCOUNT, Source.LEGAL_UNIT),
    ),
    Datum(
        "references",
        Category.TECHNICAL,
        "Références de marchés exécutés",
        "R2142-14",
        AnswerKind.TEXT,
        "work-perform",
        help="L'absence de références de même nature ne justifie pas à elle seule une élimination (article R2142-14).",
    ),
    Datum(
        "qualifications",
        Category.TECHNICAL,
        "Qualifications et certifications professionnelles",
        "R2142-13",
        AnswerKind.TEXT,
        "qu-certif-indep",
        (
            Source.QUALIBAT,
            Source.QUALIFELEC,
            Source.ENGINEERING,
            Source.PUBLIC_WORKS_CARD,
            Source.RGE,
            Source.QUALIOPI,
        ),
        "Un moyen de preuve équivalent est toujours accepté.",
    ),
    Datum(
        "equipment",
        Category.TECHNICAL,
        "Outillage, matériel et équipement technique",
        "R2142-13",
        AnswerKind.TEXT,
        "tech-equip",
    ),
    Datum(
        "people",
        Category.TECHNICAL,
        "Titres d'études et expérience des personnes affectées au marché",
        "R2142-13",
        AnswerKind.TEXT,
        "qualification",
    ),
)
CATALOGUE: Final[Mapping[str, Datum]] = MappingProxyType(
    {datum.code: datum for datum in (*_IDENTITY, *_EXCLUSION, *_ECONOMIC, *_TECHNICAL)}
)
ALWAYS: Final = tuple(datum.code for datum in (*_IDENTITY, *_EXCLUSION))
_WITHOUT_WORD_OF_THE_BUYER: Final = ("turnover", "turnover_share", "headcount", "references", "qualifications")


@dataclass(frozen=True, slots=True)
class AskedItem:
    """One thing that a consultation asks, for a lot or for all of them, with its level when there is one."""

    code: str
    title: str
    category: Category
    lot_number: int | None = None
    minimum: str | None = None
    is_announced: bool = False  # by the consultation itself; what the buyer adds here stands beside

    @property
    def datum(self) -> Datum | None:
        """Give the known datum that it asks for, None for a condition in the buyer's own words."""
        return CATALOGUE.get(self.code)


@dataclass(frozen=True, slots=True)
class TenderRequirements:
    """What one consultation asks, as its buyer said; ``version`` 0 is what is supposed while the buyer says nothing."""

    tender_id: TenderId
    buyer: Siret
    version: int
    items: tuple[AskedItem, ...]
    announced_version: int = 0  # of the consultation's last announcement

    def for_lots(self, lots: tuple[int, ...]) -> tuple[AskedItem, ...]:
        """Give what is asked of a candidacy for some lots; no lot named means all of them."""
        return tuple(each for each in self.items if each.lot_number is None or not lots or each.lot_number in lots)


def asked_item(code: str) -> AskedItem:
    """Ask for a datum of the catalogue, without any level."""
    datum = CATALOGUE[code]
    return AskedItem(code, datum.title, datum.category)


def ordinary_requirements(tender_id: TenderId, *, buyer: Siret) -> TenderRequirements:
    """Suppose what buyers usually ask, while this one has not said what it asks."""
    items = tuple(asked_item(code) for code in (*ALWAYS, *_WITHOUT_WORD_OF_THE_BUYER))
    return TenderRequirements(tender_id, buyer, 0, items)


def announced_requirements(
    known: TenderRequirements | None,
    *,
    tender_id: TenderId,
    buyer: Siret,
    items: tuple[AskedItem, ...],
    announced: int,
) -> TenderRequirements:
    """Take what a consultation announces in place of what it announced before; what the buyer added here stays."""
    own = () if known is None else tuple(each for each in known.items if not each.is_announced)
    version = 1 if known is None else known.version + 1
    said = {each.code for each in items}
    beside = tuple(each for each in own if each.code not in said)
    return replace(
        stated_requirements(tender_id, buyer=buyer, version=version, items=(*items, *beside)),
        announced_version=announced,
    )


def stated_requirements(
    tender_id: TenderId, *, buyer: Siret, version: int, items: tuple[AskedItem, ...]
) -> TenderRequirements:
    """Give what a buyer asks; what the law asks of everybody is there whether or not it was said."""
    said = {each.code for each in items}
    law = tuple(asked_item(code) for code in ALWAYS if code not in said)
    return TenderRequirements(tender_id, buyer, version, (*law, *items))
