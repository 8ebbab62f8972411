"""The terms of a consultation (conditions de la consultation) beyond its need: all optional, all data.

A draft of two lines has none of them; a framework agreement of a region has most. What contradicts itself is refused
by ``term_checks.py``; what the law doubts is said there as advice.

Sources: CCP R2162-1 to -14 (accord-cadre), R2162-37 to -51 (système d'acquisition dynamique), L2113-6 to -8
(groupement de commandes), L2112-2 (considérations), R2142-1 to -17 (conditions de participation), R2152-7 and R2152-12
(critères), R2132-12 (exceptions à la voie électronique), R2151-3 (visites). Read on 2026-11-23.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from services.tenders.domain.legal_terms import NO_LEGAL_TERMS, LegalTerms
from services.tenders.domain.lot_terms import LotTerms
from services.tenders.domain.procedures import Technique
from services.tenders.domain.stages import StageKind
from shared.kernel.ids import TenderId
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
from shared.kernel.siret import Siret
from shared.legal.buyers import Capacity


class NegotiationPlan(StrEnum):
    """What the documents say of negotiation (R2123-5, R2161-17)."""

    NONE = "none"
    ANNOUNCED = "announced"
    AWARD_RESERVED = "award_reserved"  # announced, and an award on the initial offers is reserved


class ElectronicRegime(StrEnum):
    """Whether responses are electronic (R2132-7)."""

    MANDATORY = "mandatory"
    OPTIONAL = "optional"
    EXCEPTION = "exception"  # one of the seven cases of R2132-12


class ElectronicException(StrEnum):
    """The seven cases in which the buyer may do without electronic means (R2132-12 1° to 7°)."""

    BELOW_THRESHOLD = "below_threshold"
    SOCIAL_SERVICES = "social_services"
    UNCOMMON_TOOLS = "uncommon_tools"
    PROPRIETARY_FORMATS = "proprietary_formats"
    OFFICE_EQUIPMENT = "office_equipment"
    MODELS_AND_SAMPLES = "models_and_samples"
    SECURITY = "security"


class EnvelopeMode(StrEnum):
    """Whether candidacy and offer are opened together or one after the other."""

    SINGLE = "single"
    SEPARATE = "separate"


class VisitMode(StrEnum):
    """Whether the place is to be visited before answering (R2151-3)."""

    NONE = "none"
    OPTIONAL = "optional"
    MANDATORY = "mandatory"


class DocumentsMode(StrEnum):
    """Whether every document is on the profile, or some are sent by other means (R2132-4, R2151-2)."""

    PROFILE = "profile"
    PARTLY_ELSEWHERE = "partly_elsewhere"


class WeightForm(StrEnum):
    """How the weights of the criteria are announced (R2152-12)."""

    PERCENT = "percent"
    POINTS = "points"
    RANGE = "range"  # fourchette
    ORDER = "order"  # decreasing order of importance, with its reason

    @property
    def shows_weights(self) -> bool:
        """Say whether each weight is announced; a range or an order is announced in its place else."""
        return self in (WeightForm.PERCENT, WeightForm.POINTS)


@dataclass(frozen=True, slots=True)
class WeightRange:
    """The announced range of one criterion's weight, in percent."""

    criterion: str
    lowest: Percentage
    highest: Percentage


@dataclass(frozen=True, slots=True)
class SubCriterion:
    """A part of one criterion; its weight is in percent of its criterion."""

    code: str
    criterion: str
    title: str
    weight: Percentage


@dataclass(frozen=True, slots=True)
class CriteriaTerms:
    """How criteria are weighed, and their parts."""

    form: WeightForm = WeightForm.PERCENT
    order_reason: str | None = None
    ranges: tuple[WeightRange, ...] = ()
    sub_criteria: tuple[SubCriterion, ...] = ()


class FrameworkMode(StrEnum):
    """How a framework agreement is carried out (R2162-2)."""

    ORDERS = "orders"  # bons de commande
    CALL_OFFS = "call_offs"  # marchés subséquents
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of units, in the unit that the documents use."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class FrameworkTerms:
    """A framework agreement (accord-cadre): its ceiling is mandatory, in value or quantity (R2162-4)."""

    mode: FrameworkMode
    holders: int = 1  # the greatest number of companies that hold each lot
    minimum: Money | None = None
    maximum: Money | None = None
    minimum_quantity: Quantity | None = None
    maximum_quantity: Quantity | None = None
    long_duration_reason: str | None = None  # justifies more than the ordinary duration (L2125-1 1°)

    @property
    def has_ceiling(self) -> bool:
        """Say whether a maximum is announced."""
        return self.maximum is not None or self.maximum_quantity is not None


@dataclass(frozen=True, slots=True)
class GroupMember:
    """A buyer of the group (membre du groupement)."""

    siret: Siret
    name: str


@dataclass(frozen=True, slots=True)
class BuyersGroup:
    """A group of buyers (groupement de commandes, L2113-6); the coordinator (coordonnateur) is one of the members."""

    coordinator: Siret
    members: tuple[GroupMember, ...]


class ConsiderationKind(StrEnum):
    """Which aim an execution clause serves (L2112-2)."""

    SOCIAL = "social"
    ENVIRONMENTAL = "environmental"


@dataclass(frozen=True, slots=True)
class Consideration:
    """A social or environmental clause of execution (condition d'exécution)."""

    kind: ConsiderationKind
    text: str


class SelectionKind(StrEnum):
    """What a condition of participation looks at (R2142-1)."""

    SUITABILITY = "suitability"  # aptitude à exercer l'activité
    ECONOMIC = "economic"  # capacité économique et financière
    TECHNICAL = "technical"  # capacités techniques et professionnelles


@dataclass(frozen=True, slots=True)
class SelectionCriterion:
    """One condition of participation, with the level required when there is one."""

    code: str
    kind: SelectionKind
    title: str
    minimum: str | None = None


@dataclass(frozen=True, slots=True)
class TurnoverFloor:
    """A minimum yearly turnover (chiffre d'affaires), for one lot or for all; ``reason`` lets it pass R2142-7."""

    amount: Money
    lot_number: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SelectionTerms:
    """Conditions of participation and how many candidates go on (R2142-15 to -17)."""

    criteria: tuple[SelectionCriterion, ...] = ()
    turnover_floors: tuple[TurnoverFloor, ...] = ()
    fewest_candidates: int | None = None
    most_candidates: int | None = None


@dataclass(frozen=True, slots=True)
class ResponseTerms:
    """How responses are sent: electronically or by one of the seven exceptions, in one envelope or two."""

    regime: ElectronicRegime = ElectronicRegime.MANDATORY
    exception: ElectronicException | None = None
    exception_reason: str | None = None
    envelope: EnvelopeMode = EnvelopeMode.SINGLE


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything else that a consultation announces.

    ``parent_id`` is the framework agreement or the dynamic purchasing system from which this consultation calls;
    ``invited`` are the only companies that may answer its first stage; ``open_until`` ends a dynamic system.
    """

    nuts: str | None = None
    capacity: Capacity = Capacity.AUTHORITY
    duration_months: int | None = None
    technique: Technique = Technique.NONE
    first_stage: StageKind | None = None
    framework: FrameworkTerms | None = None
    open_until: date | None = None
    parent_id: TenderId | None = None
    invited: tuple[Siret, ...] | None = None
    article: str | None = None  # R2122-n, of a consultation without publicity
    group: BuyersGroup | None = None
    negotiation: NegotiationPlan = NegotiationPlan.NONE
    lots: tuple[LotTerms, ...] = ()
    considerations: tuple[Consideration, ...] = ()
    selection: SelectionTerms = SelectionTerms()
    criteria: CriteriaTerms = CriteriaTerms()
    response: ResponseTerms = ResponseTerms()
    visits: VisitMode = VisitMode.NONE
    documents: DocumentsMode = DocumentsMode.PROFILE
    law: LegalTerms = NO_LEGAL_TERMS

    def lot(self, number: int) -> LotTerms:
        """Give the terms of a lot."""
        return self._by_number().get(number, LotTerms(number))

    def _by_number(self) -> Mapping[int, LotTerms]:
        return MappingProxyType({lot.number: lot for lot in self.lots})


NO_TERMS = Terms()
