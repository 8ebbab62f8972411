"""The facts weighed once (qualification): thresholds of the day, and how the contract may be passed.

CCP L2124-1 and R2124-1 (formal from the European thresholds), R2123-1 (adapted), R2122-8 and R2122-1 to -11 (without
publicity nor competition), R2123-6 (who announces a formal procedure applies it whole), L2113-4 (central purchasing).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from services.tenders.domain.law.grounds import GROUNDS, is_open
from services.tenders.domain.law.question import Circumstance, Ground, NeedKind, Question
from services.tenders.domain.procedures import ProcedureType
from shared.kernel.money import Money
from shared.legal import Confidence, LegalTable, LegalValue
from shared.legal.buyers import BuyerProfile, Capacity, profile_of

_SOCIAL: Final = {
    Capacity.AUTHORITY: "eu.services_sociaux.pouvoir_adjudicateur",
    Capacity.ENTITY: "eu.services_sociaux.entite_adjudicatrice",
}
FORMAL: Final = frozenset(
    {ProcedureType.OPEN, ProcedureType.RESTRICTED, ProcedureType.NEGOTIATED, ProcedureType.DIALOGUE}
)
UNCHOSEN: Final = frozenset({None, ProcedureType.WITHOUT_PUBLICITY})


class Regime(StrEnum):
    """How the contract is passed."""

    DIRECT = "direct"  # without publicity nor competition
    ADAPTED = "adapted"
    FORMAL = "formal"
    CALL_OFF = "call_off"  # publicity and competition were those of the framework
    CENTRAL = "central"  # those of the central purchasing body


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What every rule looks at."""

    question: Question
    law: LegalTable
    profile: BuyerProfile
    european: LegalValue
    dispense: LegalValue
    ground: Ground | None  # the declared case, where its conditions are met
    regime: Regime

    @property
    def value(self) -> Money:
        """The value of the whole need."""
        return self.question.whole

    @property
    def above_european(self) -> bool:
        """Say whether the need reaches the European threshold of this buyer and this kind."""
        return self.value >= self.european.money

    @property
    def dispensed(self) -> bool:
        """Say whether the amount alone frees from publicity and competition (R2122-8)."""
        return self.value < self.dispense.money

    @property
    def is_social(self) -> bool:
        """Say whether the need is of social or specific services."""
        return self.question.kind is NeedKind.SOCIAL_SERVICES

    @property
    def is_entity(self) -> bool:
        """Say whether the buyer acts as an entité adjudicatrice."""
        return self.question.capacity is Capacity.ENTITY

    @property
    def competes(self) -> bool:
        """Say whether companies are put in competition by this tender."""
        return self.regime in {Regime.ADAPTED, Regime.FORMAL}

    @property
    def threshold_confidence(self) -> Confidence:
        """How sure the European threshold of this buyer is: the amount, and the column of its kind."""
        column = self.profile.column(self.question.capacity)
        sure = (self.european.confidence, column.confidence)
        plain = self.question.kind is NeedKind.WORKS or self.is_social  # one amount for every column
        return self.european.confidence if plain else max(sure, key=lambda each: each.value)

    def at(self, parameter: str) -> LegalValue:
        """Give a value of the law on the day of the launch.

        Raises:
            NoLegalValue: the table does not reach that day.
        """
        return self.law.value(parameter, on=self.question.launched_on)

    def begun(self, parameter: str) -> LegalValue | None:
        """Give a value that did not always exist: None before its first row.

        Raises:
            NoLegalValue: the day is after the last row.
        """
        if self.question.launched_on < self.law.parameters[parameter].rows[0].first:
            return None
        return self.at(parameter)


def weigh(question: Question, law: LegalTable) -> Facts:
    """Weigh a question.

    Raises:
        NoLegalValue: a threshold is not known on the day of the launch.
    """
    profile, day = profile_of(question.buyer), question.launched_on
    european = law.value(_european_parameter(question, profile), on=day)
    works = question.kind is NeedKind.WORKS
    dispense = law.value("dispense.travaux" if works else "dispense.fournitures_services", on=day)
    ground = question.ground if question.ground and is_open(question.ground, question, law) else None
    return Facts(
        question=question,
        law=law,
        profile=profile,
        european=european,
        dispense=dispense,
        ground=ground,
        regime=_regime(question, european=european.money, dispense=dispense.money, ground=ground),
    )


def ground_article(facts: Facts) -> str:
    """Give the article that frees this contract from publicity."""
    return GROUNDS[facts.ground].article if facts.ground else facts.dispense.article


def confidences(values: Iterable[LegalValue]) -> Confidence:
    """Give the confidence of the least sure of some values."""
    return max((value.confidence for value in values), key=lambda each: each.value)


def _european_parameter(question: Question, profile: BuyerProfile) -> str:
    if question.kind is NeedKind.SOCIAL_SERVICES:
        return _SOCIAL[question.capacity]
    return profile.column(question.capacity).value.threshold(works=question.kind is NeedKind.WORKS)


def _regime(question: Question, *, european: Money, dispense: Money, ground: Ground | None) -> Regime:
    if question.has(Circumstance.CENTRAL_PURCHASING):
        return Regime.CENTRAL
    if question.has(Circumstance.CALL_OFF):
        return Regime.CALL_OFF
    if question.procedure in FORMAL:
        return Regime.FORMAL  # R2123-6
    if question.procedure in UNCHOSEN and (ground or question.whole < dispense):
        return Regime.DIRECT
    if question.kind is NeedKind.SOCIAL_SERVICES or question.whole < european:
        return Regime.ADAPTED  # R2123-1 1° and 3°
    return Regime.FORMAL  # L2124-1
