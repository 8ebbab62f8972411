"""The form of a candidacy: what the company adds, contests and declares, and with whom it answers.

Law: CCP R2143-3, R2143-4 (reuse, confirmed anew), R2142-19 to R2142-27 (groups), R2142-3, R2193-1 (subcontractors),
R2143-12 (capacities of others). MPS is the easiest way and never the only one: any basis is accepted.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

from services.mps.domain.operator_numbers import OperatorNumber
from services.mps.domain.sources import Source
from shared.kernel.ids import CandidacyId
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
from shared.kernel.refusal import refuse

MOST_PARTIES: Final = 50


class FormBasis(StrEnum):
    """In what form the candidacy is presented."""

    SIRET = "siret"  # the simplified application
    DC = "dc"  # DC1 and DC2
    ESPD = "espd"  # DUME (R2143-4)
    FREE = "free"


class FormStatus(StrEnum):
    """Whether the company has confirmed what the form says."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"


class GroupForm(StrEnum):
    """How far the members of a group are engaged (R2142-20)."""

    CONJOINT = "conjoint"
    SOLIDAIRE = "solidaire"


class DeclarationCode(StrEnum):
    """What a company declares by ticking."""

    HONOUR = "honour"  # R2143-3 1°
    ACCURACY = "accuracy"  # the information is exact and up to date
    STILL_VALID = "still_valid"  # what is reused from an earlier candidacy is still valid (R2143-4)
    INFORMED = "informed"  # it was told who will be asked what, and why


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What the company says by itself; ``is_reused`` until it has been confirmed anew."""

    code: str
    value: str
    lot_number: int | None = None
    is_reused: bool = False


@dataclass(frozen=True, slots=True)
class Contest:
    """A fact that the company holds for wrong, its reason, and what it says instead."""

    source: Source
    fact_code: str
    reason: str
    proposed: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a group: its number, its name, what it does and its share."""

    number: OperatorNumber
    name: str
    task: str = ""
    share: Percentage | None = None
    lots: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Grouping:
    """The group that the candidate leads (mandataire); ``members`` are the others."""

    form: GroupForm
    members: tuple[Member, ...]
    lead_is_solidary: bool = False  # only where the group is conjoint (R2142-24)
    lead_task: str = ""


@dataclass(frozen=True, slots=True)
class Subcontractor:
    """A subcontractor declared with the candidacy (DC4, R2193-1)."""

    number: OperatorNumber
    name: str
    address: str
    services: str
    highest_amount: Money | None = None
    payment_terms: str = ""
    price_variation: str = ""
    capacities: str = ""  # those on which the candidate relies (R2143-12)
    is_paid_directly: bool = True
    has_declared: bool = False  # it has declared that no ground of exclusion applies to it (R2193-1, last line)
    lots: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FormContent:
    """Everything that the company says."""

    basis: FormBasis = FormBasis.SIRET
    lots: tuple[int, ...] = ()
    answers: tuple[GivenAnswer, ...] = ()
    contests: tuple[Contest, ...] = ()
    declarations: tuple[DeclarationCode, ...] = ()
    grouping: Grouping | None = None
    subcontractors: tuple[Subcontractor, ...] = ()

    @property
    def has_reused(self) -> bool:
        """Say whether something comes from an earlier candidacy and has not been looked at anew."""
        return any(answer.is_reused for answer in self.answers)


@dataclass(frozen=True, slots=True)
class CandidacyForm:
    """The form of one candidacy; ``version`` counts what was saved."""

    candidacy_id: CandidacyId
    version: int
    status: FormStatus
    content: FormContent
    saved_at: datetime
    confirmed_at: datetime | None = None

    @classmethod
    def blank(cls, candidacy_id: CandidacyId, *, at: datetime) -> Self:
        """Give the form on which nothing has been written."""
        return cls(candidacy_id, 0, FormStatus.DRAFT, FormContent(), at)

    def saved(self, content: FormContent, *, expected: int, at: datetime) -> Self:
        """Write a new content.

        Raises:
            Refused: ``MPS-FORM-CHANGED`` when somebody saved another version meanwhile, ``MPS-FORM-CONFIRMED`` when
                the form is confirmed: it is opened again first.
        """
        self.require(expected)
        if self.status is FormStatus.CONFIRMED:
            refuse("MPS-FORM-CONFIRMED", candidacy_id=self.candidacy_id)
        return replace(self, version=self.version + 1, content=content, saved_at=at)

    def confirmed(self, *, expected: int, at: datetime) -> Self:
        """Confirm everything that the form says; the composition of the group is fixed from here on (R2142-26).

        Raises:
            Refused: as ``saved``.
        """
        answers = tuple(replace(answer, is_reused=False) for answer in self.content.answers)
        saved = self.saved(replace(self.content, answers=answers), expected=expected, at=at)
        return replace(saved, status=FormStatus.CONFIRMED, confirmed_at=at)

    def reopened(self, *, expected: int, at: datetime) -> Self:
        """Open a confirmed form again.

        Raises:
            Refused: ``MPS-FORM-CHANGED``; ``MPS-FORM-NOT-CONFIRMED`` when it is not confirmed.
        """
        self.require(expected)
        if self.status is not FormStatus.CONFIRMED:
            refuse("MPS-FORM-NOT-CONFIRMED", candidacy_id=self.candidacy_id)
        return replace(self, version=self.version + 1, status=FormStatus.DRAFT, saved_at=at, confirmed_at=None)

    def require(self, expected: int) -> None:
        """Check that the author read the present version."""
        if expected != self.version:
            refuse("MPS-FORM-CHANGED", expected=expected, version=self.version)


def refuse_impossible(content: FormContent, *, lead: OperatorNumber, lots: tuple[int, ...]) -> None:
    """Refuse what cannot be: a party named twice, a group of one, a lot that does not exist.

    Raises:
        Refused: ``MPS-PARTY-TWICE``, ``MPS-GROUP-EMPTY``, ``MPS-LOT-UNKNOWN``.
    """
    if content.grouping is not None:
        numbers = [lead, *(member.number for member in content.grouping.members)]
        if len(numbers) == 1:
            refuse("MPS-GROUP-EMPTY", article="R2142-19")
        twice = next((each for each in numbers if numbers.count(each) > 1), None)
        if twice is not None:
            refuse("MPS-PARTY-TWICE", article="R2142-21", number=twice.value)
    named = {*content.lots, *(answer.lot_number for answer in content.answers if answer.lot_number is not None)}
    unknown = sorted(named - set(lots)) if lots else []
    if unknown:
        refuse("MPS-LOT-UNKNOWN", lots=", ".join(map(str, unknown)))


def reused(content: FormContent) -> FormContent:
    """Give what a new candidacy takes over from an earlier one: what is said of the company, never the declarations.

    Lots, group and subcontractors belong to one consultation; answers must be confirmed anew (R2143-4).
    """
    answers = tuple(replace(each, is_reused=True, lot_number=None) for each in content.answers)
    kept = {each.code: each for each in answers}
    return FormContent(basis=content.basis, answers=tuple(kept.values()), contests=content.contests)
