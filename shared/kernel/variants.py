"""Variants (variantes) of bids against what the consultation published, CCP R2151-8 to R2151-11.

The documents of a consultation forbid, allow or require variants, lot by lot, and may bound their number (R2151-10:
conditions of their presentation). What departs from that is said to the company before it confirms, on its receipt, and
to the buyer in the minutes; a sealed bid is never refused for it: the buyer decides (R2152-1, R2152-2).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class VariantPolicy(StrEnum):
    """Whether companies may, must or cannot propose variants for a lot (R2151-8, R2151-9)."""

    FORBIDDEN = "forbidden"
    ALLOWED = "allowed"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class VariantRule:
    """What is published of the variants of one lot; ``most`` is the greatest number of them, None without a bound."""

    lot_number: int
    policy: VariantPolicy
    most: int | None = None
    requirements: str | None = None


@dataclass(frozen=True, slots=True)
class DeclaredVariants:
    """How many variants a bid says that it holds for its lot; their content is sealed."""

    lot_number: int
    count: int


class Departure(StrEnum):
    """How a bid departs from what was published."""

    FORBIDDEN = "forbidden"
    TOO_MANY = "too_many"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class VariantRemark:
    """One departure: for which lot, how many variants, how many at most, and the article to read."""

    lot_number: int
    departure: Departure
    declared: int
    most: int | None
    article: str

    @property
    def told(self) -> str:
        """Say it in French, as it is shown to a company and to a buyer."""
        lot = f"Lot {self.lot_number}"
        match self.departure:
            case Departure.FORBIDDEN:
                return f"{lot} : {self.declared} variante(s), alors que la consultation n'en autorise pas."
            case Departure.TOO_MANY:
                return f"{lot} : {self.declared} variantes, alors que la consultation en admet au plus {self.most}."
            case Departure.MISSING:
                return f"{lot} : aucune variante, alors que la consultation en exige."


def variant_remarks(rules: Iterable[VariantRule], declared: Iterable[DeclaredVariants]) -> tuple[VariantRemark, ...]:
    """Compare what bids hold with what was published; a lot whose rule is unknown gives no remark."""
    known = {rule.lot_number: rule for rule in rules}
    found = [_remark(known[one.lot_number], one.count) for one in declared if one.lot_number in known]
    return tuple(remark for remark in found if remark is not None)


def _remark(rule: VariantRule, count: int) -> VariantRemark | None:
    if rule.policy is VariantPolicy.REQUIRED and count == 0:
        return VariantRemark(rule.lot_number, Departure.MISSING, count, rule.most, "R2151-9")
    if rule.policy is VariantPolicy.FORBIDDEN and count > 0:
        return VariantRemark(rule.lot_number, Departure.FORBIDDEN, count, None, "R2151-8")
    if rule.most is not None and count > rule.most:
        return VariantRemark(rule.lot_number, Departure.TOO_MANY, count, rule.most, "R2151-10")
    return None
