"""Kinds of buyers (acheteurs), and every rule that depends on the kind: one table for the whole product.

European column (Annexe 2 of the CCP), channel of notices (R2131-12, R2131-13, R2131-16), award committee (CGCT
L1414-2), legality control (CGCT L2131-1, L2131-2), payment period (R2192-10, R2192-11), public accountant, rates for
small companies (R2191-7, R2191-33), State's portal of invoices (L2192-5, R2192-3). Each cell of `buyers.yaml` carries
its article and its confidence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from shared.kernel.refusal import InvalidValue
from shared.legal.calendar import PayerKind
from shared.legal.parameter import FaultyLegalTable
from shared.legal.reading import mapping, read_yaml, text
from shared.legal.value import Confidence

_FILE: Final = "buyers.yaml"


class BuyerKind(StrEnum):
    """The legal nature of a buyer."""

    COMMUNE = "commune"
    DEPARTEMENT = "departement"
    REGION = "region"
    EPCI = "epci"
    LOCAL_ADMIN_BODY = "local_admin_body"
    LOCAL_EPIC = "local_epic"
    OPH = "oph"
    SDIS = "sdis"
    CCAS = "ccas"
    EPLE = "eple"
    PUBLIC_HOSPITAL = "public_hospital"
    ESMS = "esms"
    STATE = "state"
    STATE_ADMIN_BODY = "state_admin_body"
    STATE_EPIC = "state_epic"
    UNIVERSITY = "university"
    SOCIAL_SECURITY = "social_security"
    SEM = "sem"
    ESH = "esh"
    GIP = "gip"
    CONSULAR_CHAMBER = "consular_chamber"
    PRIVATE_BODY = "private_body"

    @classmethod
    def parse(cls, value: str) -> "BuyerKind":
        """Read a kind, or one of the names that stood before the table (`local_authority`, `health`…).

        Raises:
            InvalidValue: not the name of a kind.
        """
        try:
            return EARLIER_NAMES.get(value) or cls(value)
        except ValueError:
            raise InvalidValue("buyer_kind", "Cette nature d'acheteur n'est pas connue.") from None


# A public company becomes a SEM: the kind of public company whose payment period is the same sixty days (R2192-11 2°).
EARLIER_NAMES: Final[Mapping[str, BuyerKind]] = MappingProxyType(
    {
        "local_authority": BuyerKind.COMMUNE,
        "health": BuyerKind.PUBLIC_HOSPITAL,
        "public_enterprise": BuyerKind.SEM,
    }
)


class Capacity(StrEnum):
    """In which capacity the buyer buys: pouvoir adjudicateur (L1211-1) or entité adjudicatrice (L1212-1)."""

    AUTHORITY = "authority"
    ENTITY = "entity"


class EuColumn(StrEnum):
    """The column of the European thresholds (Annexe 2 of the CCP)."""

    CENTRAL = "central"
    SUB_CENTRAL = "sub_central"
    UTILITIES = "utilities"

    def threshold(self, *, works: bool) -> str:
        """Name the parameter of the European threshold: one for works, one for each column otherwise."""
        return _WORKS if works else _GOODS_AND_SERVICES[self]


_WORKS: Final = "eu.travaux_et_concessions"
_GOODS_AND_SERVICES: Final[Mapping[EuColumn, str]] = MappingProxyType(
    {
        EuColumn.CENTRAL: "eu.fs.central",
        EuColumn.SUB_CENTRAL: "eu.fs.subcentral",
        EuColumn.UTILITIES: "eu.fs.utilities_defense",
    }
)


class NoticeChannel(StrEnum):
    """Where notices stand: BOAMP or a journal, then BOAMP and JOUE (national); free, then JOUE alone (european)."""

    NATIONAL = "national"
    EUROPEAN = "european"


class CommitteeRule(StrEnum):
    """Whether a committee chooses the winner (commission d'appel d'offres)."""

    REQUIRED = "required"
    OWN_RULES = "own_rules"
    NONE = "none"


class ControlRule(StrEnum):
    """Whether contracts go to the prefect (contrôle de légalité)."""

    THRESHOLD = "threshold"
    OWN_RULES = "own_rules"
    NONE = "none"


class AccountantRule(StrEnum):
    """Who pays: a public accountant (comptable public), the body itself, or as its statutes say."""

    PUBLIC = "public"
    PRIVATE = "private"
    OWN_RULES = "own_rules"


class PortalRule(StrEnum):
    """Whether invoices come by the State's portal alone (portail public de facturation), or by doors of choice."""

    BOUND = "bound"
    FREE = "free"


class SmeRates(StrEnum):
    """The column of the advance and retention rates for small and medium companies."""

    STATE = "state"
    STATE_BODY = "state_body"
    LOCAL = "local"
    GENERAL = "general"


T = TypeVar("T", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Cell(Generic[T]):
    """One rule for one kind of buyer, with the article that sets it and how sure the reading is."""

    value: T
    article: str
    confidence: Confidence
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerProfile:
    """Everything that the kind of a buyer decides; `eu` is the column of a pouvoir adjudicateur."""

    kind: BuyerKind
    label: str
    eu: Cell[EuColumn]
    notice: Cell[NoticeChannel]
    committee: Cell[CommitteeRule]
    control: Cell[ControlRule]
    payment: Cell[PayerKind]
    accountant: Cell[AccountantRule]
    sme: Cell[SmeRates]
    portal: Cell[PortalRule]

    def column(self, capacity: Capacity) -> Cell[EuColumn]:
        """Give the European column: one for every entité adjudicatrice, that of the kind otherwise."""
        return self.eu if capacity is Capacity.AUTHORITY else _UTILITIES


_UTILITIES: Final = Cell(EuColumn.UTILITIES, "Annexe 2 CCP, entités adjudicatrices", Confidence.SECONDARY)


def profile_of(kind: BuyerKind) -> BuyerProfile:
    """Give the row of a kind."""
    return buyers()[kind]


@cache
def buyers() -> Mapping[BuyerKind, BuyerProfile]:
    """Give the whole table.

    Raises:
        FaultyLegalTable: a kind or a cell is missing, or a value is not one of its column.
    """
    document = mapping(read_yaml((files("shared.legal") / _FILE).read_text("utf-8")), _FILE)
    rows = mapping(document.get("kinds"), _FILE)
    if set(rows) != set(BuyerKind):
        raise FaultyLegalTable(f"{_FILE} : il manque une nature d'acheteur, ou il y en a une de trop")
    return MappingProxyType({kind: _profile(kind, mapping(rows[kind], kind)) for kind in BuyerKind})


def _profile(kind: BuyerKind, row: Mapping[str, object]) -> BuyerProfile:
    return BuyerProfile(
        kind=kind,
        label=text(row, "label", kind),
        eu=_cell(row, "eu", EuColumn),
        notice=_cell(row, "notice", NoticeChannel),
        committee=_cell(row, "committee", CommitteeRule),
        control=_cell(row, "control", ControlRule),
        payment=_cell(row, "payment", PayerKind),
        accountant=_cell(row, "accountant", AccountantRule),
        sme=_cell(row, "sme", SmeRates),
        portal=_cell(row, "portal", PortalRule),
    )


def _cell(row: Mapping[str, object], column: str, values: type[T]) -> Cell[T]:
    cell = mapping(row.get(column), column)
    try:
        value = values(text(cell, "value", column))
        confidence = Confidence(text(cell, "confidence", column))
    except ValueError as error:
        raise FaultyLegalTable(f"{_FILE} : {error}") from error
    note = text(cell, "note", column) if "note" in cell else None
    return Cell(value, text(cell, "article", column), confidence, note)
