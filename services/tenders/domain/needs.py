"""The need and its estimated value (besoin, valeur estimée), CCP R2121-1 to R2121-7.

A worksheet of the buyer: one operation of works, or one homogeneous family or functional unit of supplies or services,
with everything that is counted: lots, options, tranches, renewals, bonuses. The sum is exact, each step names its
article, and the whole is kept with the consultation. The text read gives no number of months for a contract without
a total price: the worksheet multiplies a monthly amount by the months that the buyer writes. Read on 2026-11-23.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from services.tenders.domain.errors import Code
from services.tenders.domain.model import ContractKind
from shared.kernel.money import Money
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import NeedId
from shared.legal.buyers import BuyerKind

MOST_TIMES = 120  # not of the law: months or renewals of one line


class NeedBasis(StrEnum):
    """What makes the purchases one need."""

    OPERATION = "operation"  # opération de travaux, R2121-5
    FAMILY = "family"  # fournitures ou services homogènes, R2121-6
    FUNCTIONAL_UNIT = "functional_unit"  # unité fonctionnelle, R2121-6


class ItemKind(StrEnum):
    """What a line of the worksheet counts."""

    LOT = "lot"  # prestations of a lot, or of the whole when there are no lots
    FIRM_TRANCHE = "firm_tranche"
    OPTIONAL_TRANCHE = "optional_tranche"
    OPTION = "option"
    RENEWAL = "renewal"
    BONUS = "bonus"  # primes to candidates or tenderers
    PROVIDED = "provided"  # supplies and services put at the disposal of the works contractor, R2121-5
    PAST_MONTHS = "past_months"  # regular need, twelve months or budget year before, R2121-7 1°
    EVOLUTION = "evolution"  # what will change in the twelve months that follow, R2121-7 1°
    COMING_MONTHS = "coming_months"  # regular need, twelve months or budget year after, R2121-7 2°

    @property
    def article(self) -> str:
        """The article that has this line counted."""
        return _ARTICLES[self]


_ARTICLES = {
    ItemKind.LOT: "R2121-1",
    ItemKind.FIRM_TRANCHE: "R2121-1, R2113-4",
    ItemKind.OPTIONAL_TRANCHE: "R2121-1, R2113-4",
    ItemKind.OPTION: "R2121-1",
    ItemKind.RENEWAL: "R2121-1",
    ItemKind.BONUS: "R2121-1",
    ItemKind.PROVIDED: "R2121-5",
    ItemKind.PAST_MONTHS: "R2121-7 1°",
    ItemKind.EVOLUTION: "R2121-7 1°",
    ItemKind.COMING_MONTHS: "R2121-7 2°",
}
REGULAR = frozenset({ItemKind.PAST_MONTHS, ItemKind.EVOLUTION, ItemKind.COMING_MONTHS})


@dataclass(frozen=True, slots=True)
class NeedItem:
    """One line: ``amount`` (EUR excluding VAT) counted ``times``, in one lot or in all (``lot`` None).

    Only an evolution may be negative: a regular need can shrink.
    """

    kind: ItemKind
    title: str
    amount: Money
    times: int = 1
    lot: int | None = None

    def __post_init__(self) -> None:
        negative = self.amount.amount < 0 and self.kind is not ItemKind.EVOLUTION
        if self.amount.currency != "EUR" or negative or not 1 <= self.times <= MOST_TIMES:
            refuse(Code.NEED_ITEM, article=self.kind.article, title=self.title)

    @property
    def value(self) -> Money:
        """What the line adds, exactly."""
        return self.amount * self.times


@dataclass(frozen=True, slots=True)
class NeedContent:
    """What the buyer writes of a need.

    ``family`` is the buyer's own code of the operation or of the family: purchases of that code count together,
    whoever the supplier (R2121-6). ``autonomous_unit`` names a unit that answers alone for its contracts (R2121-2):
    its purchases are counted apart. ``starts_on`` and ``ends_on`` bound the purchases counted, both included.
    """

    title: str
    basis: NeedBasis
    kind: ContractKind
    family: str
    starts_on: date
    ends_on: date | None
    items: tuple[NeedItem, ...]
    buyer_kind: BuyerKind = BuyerKind.COMMUNE
    autonomous_unit: str | None = None
    reasoning: str | None = None

    def __post_init__(self) -> None:
        works = self.kind is ContractKind.WORKS
        if works is not (self.basis is NeedBasis.OPERATION):
            refuse(Code.NEED_BASIS, article="R2121-5, R2121-6", basis=self.basis, kind=self.kind)
        if works and any(item.kind in REGULAR for item in self.items):
            refuse(Code.NEED_REGULAR, article="R2121-7")
        if not works and any(item.kind is ItemKind.PROVIDED for item in self.items):
            refuse(Code.NEED_PROVIDED, article="R2121-5")
        if self.ends_on is not None and self.ends_on < self.starts_on:
            refuse(Code.NEED_PERIOD, starts_on=self.starts_on, ends_on=self.ends_on)
        _check_lots(self.items)
        if not self.estimate().total.amount > 0:
            refuse(Code.ESTIMATE_INVALID, article="R2121-1", value=self.estimate().total)

    def estimate(self) -> "NeedEstimate":
        """Give the estimated value, per lot and in all, with every step."""
        return estimate(self.items)

    def counts(self, day: date) -> bool:
        """Say whether a purchase of that day belongs to the period."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class EstimateStep:
    """One line of the reasoning: the item, what it adds, and the sum so far."""

    item: NeedItem
    value: Money
    running_total: Money


@dataclass(frozen=True, slots=True)
class LotEstimate:
    """The estimated value of one lot; ``number`` None holds what belongs to no lot in particular."""

    number: int | None
    value: Money


@dataclass(frozen=True, slots=True)
class NeedEstimate:
    """The estimated value of the need (R2121-1), excluding VAT."""

    total: Money
    lots: tuple[LotEstimate, ...]
    steps: tuple[EstimateStep, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """A worksheet of a buyer, at one of its versions; earlier ones are kept."""

    need_id: NeedId
    version: int
    organisation: Siret
    content: NeedContent

    @property
    def total(self) -> Money:
        """The estimated value of the whole need."""
        return self.content.estimate().total

    def revised(self, content: NeedContent, *, expected: int) -> "Need":
        """Give the next version.

        Raises:
            Refused: ``HTTP-VERSION-STALE`` when somebody else revised it meanwhile.
        """
        if expected != self.version:
            refuse(Code.VERSION_STALE, expected=expected, current=self.version)
        return replace(self, version=self.version + 1, content=content)


def estimate(items: Sequence[NeedItem]) -> NeedEstimate:
    """Add the lines one by one; the total is the sum of the lots, to the last digit."""
    total, steps = Money.zero(), []
    lots: defaultdict[int | None, Money] = defaultdict(Money.zero)
    for item in items:
        total += item.value
        lots[item.lot] += item.value
        steps.append(EstimateStep(item, item.value, total))
    ordered = sorted(lots, key=lambda number: (number is None, number or 0))
    return NeedEstimate(total, tuple(LotEstimate(number, lots[number]) for number in ordered), tuple(steps))


def _check_lots(items: Sequence[NeedItem]) -> None:
    """Lots are numbered from 1 without a hole, and each is worth something."""
    numbers = sorted({item.lot for item in items if item.lot is not None})
    if not items or numbers != list(range(1, len(numbers) + 1)):
        refuse(Code.LOTS_INVALID, article="R2121-1", numbers=", ".join(map(str, numbers)))
