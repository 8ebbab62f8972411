"""The question put to the law (les faits): who buys what, for how much, from which day, in which special cases.

Articles: CCP L1111-2 to -4 (kinds of contracts), R2121-1 to -9 (value of the need), R2122-1 to -11 (without
publicity), R2123-1 (adapted), L2511-1 to L2515-1 (not covered), R2132-12 (electronic means).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from services.tenders.domain.errors import Code
from services.tenders.domain.procedures import ProcedureType, Technique
from services.tenders.domain.terms import ElectronicException
from shared.kernel.money import Money
from shared.kernel.refusal import refuse
from shared.legal.buyers import BuyerKind, Capacity

MOST_LOTS: Final = 1000


class NeedKind(StrEnum):
    """What is bought."""

    WORKS = "works"
    SUPPLIES = "supplies"
    SERVICES = "services"
    SOCIAL_SERVICES = "social_services"  # services sociaux et autres services spécifiques, R2123-1 3°
    DESIGN = "design"  # maîtrise d'œuvre, R2172-1
    TECHNICAL_CONTROL = "technical_control"  # contrôle technique, R2184-13


class Ground(StrEnum):
    """A case in which neither publicity nor competition is asked, apart from the amount (R2122-8)."""

    IMPERATIVE_URGENCY = "imperative_urgency"
    UNSUCCESSFUL = "unsuccessful"
    EXCLUSIVE = "exclusive"
    ADDITIONAL_SUPPLIES = "additional_supplies"
    ADVANTAGEOUS_TERMS = "advantageous_terms"
    CONTEST_WINNER = "contest_winner"
    SIMILAR = "similar"
    BOOKS = "books"
    INNOVATIVE = "innovative"
    RESEARCH_SUPPLIES = "research_supplies"
    ENTITY_CASE = "entity_case"


class Exclusion(StrEnum):
    """A contract to which the rules of marchés described here do not apply."""

    CONCESSION = "concession"
    DEFENCE = "defence"
    IN_HOUSE = "in_house"
    COOPERATION = "cooperation"
    INTERNATIONAL = "international"
    SECRECY = "secrecy"
    EXCLUSIVE_RIGHT = "exclusive_right"
    REAL_ESTATE = "real_estate"
    RESEARCH = "research"
    ARBITRATION = "arbitration"
    PASSENGER_RAIL = "passenger_rail"
    SECURITIES = "securities"
    LOAN = "loan"
    RESCUE_BY_NON_PROFIT = "rescue_by_non_profit"
    LAWYER_IN_COURT = "lawyer_in_court"
    BROADCASTING = "broadcasting"
    EXCLUDED = "excluded"  # another contract of the fifth book, not said which


class Circumstance(StrEnum):
    """Something else that changes what the law asks."""

    URGENT = "urgent"  # urgence dûment justifiée, R2161-3 3° and alike
    DOCUMENTS_ELSEWHERE = "documents_elsewhere"  # R2132-5
    RESERVED = "reserved"  # L2113-12 to L2113-15
    CENTRAL_PURCHASING = "central_purchasing"  # bought through a centrale d'achat, L2113-4
    CALL_OFF = "call_off"  # marché subséquent or spécifique
    GLOBAL_CONTRACT = "global_contract"  # marché global, L2171-1


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What the documents already say, when they are known; None where they are not."""

    deadline: date | None = None  # reception of responses, of the first stage
    environmental_criterion: bool | None = None
    turnover_floor: Money | None = None
    divided: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The facts; amounts exclude VAT; `launched_on` selects the law and has no default.

    `need_reasoned` says that the value was computed for the whole need (R2121-1 to -7); a bare value is assumed so.
    `expenses` are the operating expenses of the last year but one (R2191-7).
    """

    buyer: BuyerKind
    kind: NeedKind
    value: Money
    launched_on: date
    capacity: Capacity = Capacity.AUTHORITY
    lots: tuple[Money, ...] = ()
    procedure: ProcedureType | None = None
    technique: Technique = Technique.NONE
    ground: Ground | None = None
    exclusion: Exclusion | None = None
    circumstances: frozenset[Circumstance] = frozenset()
    electronic_exception: ElectronicException | None = None
    prior_information_on: date | None = None
    invited_on: date | None = None
    duration_months: int | None = None
    population: int | None = None
    expenses: Money | None = None
    need_reasoned: bool = False
    announced: Announced = Announced()

    def __post_init__(self) -> None:
        for amount in (self.value, *self.lots):
            if amount.currency != "EUR" or amount.amount <= 0:
                refuse(Code.ESTIMATE_INVALID, article="R2121-1", value=amount)

    @property
    def whole(self) -> Money:
        """The value of the whole need: never less than the sum of the lots (R2121-1)."""
        return max(self.value, Money.total(self.lots), key=lambda amount: amount.amount)

    def has(self, circumstance: Circumstance) -> bool:
        """Say whether something was declared."""
        return circumstance in self.circumstances
