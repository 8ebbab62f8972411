"""What anybody may ask of the law engine, checked for shape here and for sense by the domain."""

import re
from datetime import date
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from services.tenders.api.buyer_kind import BuyerKindIn
from services.tenders.api.inputs import In
from services.tenders.domain.law import MOST_LOTS, Announced, Circumstance, Exclusion, Ground, NeedKind, Question
from services.tenders.domain.procedures import ProcedureType, Technique
from services.tenders.domain.terms import ElectronicException
from shared.kernel.french_amount import read_amount
from shared.kernel.money import Money
from shared.kernel.refusal import InvalidValue
from shared.legal.buyers import Capacity

_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2199
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _checked(text: str) -> str:
    read_amount(text)
    return text


def _written_day(value: object) -> object:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise InvalidValue("day", "Une date s'écrit AAAA-MM-JJ.")
    return value


def _near(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:  # a period counted from further would leave the calendar
        raise InvalidValue("day", f"Une date est comprise entre {_FIRST_YEAR} et {_LAST_YEAR}.")
    return day


AmountText = Annotated[
    str,
    StringConstraints(strict=True, max_length=30),
    AfterValidator(_checked),
    Field(description="Euros hors taxes : « 59999.99 » ou « 59 999,99 »."),
]
DayText = Annotated[date, BeforeValidator(_written_day), AfterValidator(_near)]
Months = Annotated[int, Field(ge=1, le=1200)]


class AnnouncedIn(In):
    """What the documents already say, for the rules that can be compared with it."""

    deadline: DayText | None = None
    environmental_criterion: bool | None = None
    turnover_floor: AmountText | None = None
    divided: bool | None = None

    def to_announced(self) -> Announced:
        """Give the announced facts."""
        return Announced(
            deadline=self.deadline,
            environmental_criterion=self.environmental_criterion,
            turnover_floor=_money(self.turnover_floor),
            divided=self.divided,
        )


class ObligationsIn(In):
    """The facts; the day of the launch has no default. Without a value, the sum of the lots is the value."""

    buyer: BuyerKindIn
    kind: NeedKind | Exclusion = Field(description="Ce qui est acheté, ou le contrat exclu.")
    on: DayText
    value: AmountText | None = None
    lots: Annotated[tuple[AmountText, ...], Field(max_length=MOST_LOTS)] = ()
    capacity: Capacity = Capacity.AUTHORITY
    procedure: ProcedureType | None = None
    technique: Technique = Technique.NONE
    ground: Ground | None = None
    exclusion: Exclusion | None = None
    circumstances: Annotated[tuple[Circumstance, ...], Field(max_length=len(Circumstance))] = ()
    electronic_exception: ElectronicException | None = None
    prior_information_on: DayText | None = None
    invited_on: DayText | None = None
    duration_months: Months | None = None
    population: Annotated[int, Field(ge=0, le=100_000_000)] | None = None
    expenses: AmountText | None = None
    need_reasoned: bool = False
    announced: AnnouncedIn = AnnouncedIn()

    def excluded(self) -> Exclusion | None:
        """Give the contract that these rules do not cover, said as the kind or beside it.

        Raises:
            InvalidValue: two of them that differ.
        """
        if not isinstance(self.kind, Exclusion):
            return self.exclusion
        if self.exclusion not in {None, self.kind}:
            raise InvalidValue("exclusion", "La nature du contrat et l'exclusion se contredisent.")
        return self.kind

    def to_question(self) -> Question:
        """Give the question of a need that is covered.

        Raises:
            InvalidValue: neither a value nor lots.
            Refused: an amount is nothing.
        """
        lots = tuple(read_amount(text) for text in self.lots)
        if self.value is None and not lots:
            raise InvalidValue("money", "Donnez la valeur du besoin, ou celle de chaque lot.")
        return Question(
            buyer=self.buyer,
            kind=NeedKind(self.kind),
            value=Money.total(lots) if self.value is None else read_amount(self.value),
            launched_on=self.on,
            capacity=self.capacity,
            lots=lots,
            procedure=self.procedure,
            technique=self.technique,
            ground=self.ground,
            circumstances=frozenset(self.circumstances),
            electronic_exception=self.electronic_exception,
            prior_information_on=self.prior_information_on,
            invited_on=self.invited_on,
            duration_months=self.duration_months,
            population=self.population,
            expenses=_money(self.expenses),
            need_reasoned=self.need_reasoned,
            announced=self.announced.to_announced(),
        )


def _money(text: str | None) -> Money | None:
    return None if text is None else read_amount(text)
