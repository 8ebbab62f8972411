"""Formulas that turn an amount into a score (méthodes de notation du prix), each with its words and its computation.

The buyer chooses one before any bid is opened. It need not be published (it may only not alter the weight that was
announced), but once bids are known it never changes. Every formula gives the lowest amount the highest score, and
never gives a lower amount less than a higher one; scores are rounded half up to 2 decimals, where they are told.

Sources: CCP R2152-6, R2152-11, R2152-12; the formulas are those that buyers use. Read on 2026-11-23.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from shared.kernel.french_number import french_number
from shared.kernel.percentage import Percentage

CENT: Final = Decimal("0.01")
_HUNDRED: Final = Decimal(100)
_EXACT: Final = Context(prec=60, rounding=ROUND_HALF_UP)  # whatever the thread's own context is


class PriceFormula(StrEnum):
    """How the score of an amount is computed."""

    INVERSE_PROPORTIONAL = "inverse_proportional"
    LINEAR_TO_HIGHEST = "linear_to_highest"
    LINEAR_TO_AVERAGE = "linear_to_average"
    GAP_FROM_LOWEST = "gap_from_lowest"
    QUANTISED_STEPS = "quantised_steps"


@dataclass(frozen=True, slots=True)
class Scale:
    """What a formula compares with: the amounts of every ranked bid, the highest score, the step where it has one."""

    lowest: Decimal
    highest: Decimal
    average: Decimal
    max_score: Decimal
    step: Percentage | None = None

    @classmethod
    def of(cls, amounts: Sequence[Decimal], *, max_score: Decimal, step: Percentage | None = None) -> "Scale":
        """Take the bounds and the average of the amounts of the ranked bids; there is at least one."""
        average = _EXACT.divide(sum(amounts, Decimal(0)), Decimal(len(amounts)))
        return cls(min(amounts), max(amounts), average, max_score, step)


@dataclass(frozen=True, slots=True)
class FormulaText:
    """A formula in French words, its expression, and what to think of before choosing it."""

    title: str
    expression: str
    caution: str


FORMULAS: Final[Mapping[PriceFormula, FormulaText]] = MappingProxyType(
    {
        PriceFormula.INVERSE_PROPORTIONAL: FormulaText(
            "Proportionnelle inverse",
            "note = note maximale × montant le plus bas / montant de l'offre",
            "Les écarts de note se resserrent quand les montants augmentent : aucune offre n'obtient zéro.",
        ),
        PriceFormula.LINEAR_TO_HIGHEST: FormulaText(
            "Linéaire jusqu'au montant le plus élevé",
            "note = note maximale × (montant le plus élevé - montant de l'offre) / (montant le plus élevé - montant "
            "le plus bas)",
            "L'offre la plus chère obtient zéro, même proche des autres : le prix peut peser plus qu'annoncé.",
        ),
        PriceFormula.LINEAR_TO_AVERAGE: FormulaText(
            "Linéaire par rapport à la moyenne",
            "note = note maximale × (1 - (montant de l'offre - montant le plus bas) / (2 × (moyenne des montants - "
            "montant le plus bas))), au moins zéro",
            "Une offre au montant moyen obtient la moitié de la note ; la note dépend de toutes les autres offres.",
        ),
        PriceFormula.GAP_FROM_LOWEST: FormulaText(
            "Écart au montant le plus bas",
            "note = note maximale × (1 - (montant de l'offre - montant le plus bas) / montant le plus bas), au moins "
            "zéro",
            "Une offre au double de la plus basse, ou plus, obtient zéro.",
        ),
        PriceFormula.QUANTISED_STEPS: FormulaText(
            "Par paliers",
            "note = note maximale × (1 - palier × nombre de paliers entamés au-dessus du montant le plus bas), au "
            "moins zéro",
            "Deux montants du même palier ont la même note ; un euro de plus peut faire changer de palier.",
        ),
    }
)


def formula_score(formula: PriceFormula, amount: Decimal, scale: Scale) -> Decimal:
    """Give the score of an amount, from 0 to the highest score, rounded half up to 2 decimals."""
    share = max(_SHARES[formula](amount, scale), Decimal(0))
    return _EXACT.multiply(scale.max_score, share).quantize(CENT, context=_EXACT)


def formula_words(formula: PriceFormula, amount: Decimal, scale: Scale) -> str:
    """Write the computation with its numbers, so that anybody can do it again."""
    low, high, mean, top = (french(value) for value in (scale.lowest, scale.highest, scale.average, scale.max_score))
    bid, score = french(amount), french(formula_score(formula, amount, scale))
    match formula:
        case PriceFormula.INVERSE_PROPORTIONAL:
            return f"{top} × {low} / {bid} = {score}"
        case PriceFormula.LINEAR_TO_HIGHEST:
            return f"{top} × ({high} - {bid}) / ({high} - {low}) = {score}"
        case PriceFormula.LINEAR_TO_AVERAGE:
            return f"{top} × (1 - ({bid} - {low}) / (2 × ({mean} - {low}))) = {score}"
        case PriceFormula.GAP_FROM_LOWEST:
            return f"{top} × (1 - ({bid} - {low}) / {low}) = {score}"
        case PriceFormula.QUANTISED_STEPS:
            return f"{top} × (1 - {french(_step(scale))} % × {_steps(amount, scale)}) = {score}"


def french(value: Decimal) -> str:
    """Write a number in French, at most 4 decimals, thousands apart: `1 234,5`."""
    rounded = value.quantize(Decimal("0.0001"), context=_EXACT) if value != value.quantize(CENT) else value
    whole, _, decimals = french_number(rounded).partition(",")
    decimals = decimals.rstrip("0")
    return whole + (f",{decimals.ljust(2, '0')}" if decimals else "")


def _inverse(amount: Decimal, scale: Scale) -> Decimal:
    return _EXACT.divide(scale.lowest, amount)


def _to_highest(amount: Decimal, scale: Scale) -> Decimal:
    width = scale.highest - scale.lowest
    return Decimal(1) if width == 0 else _EXACT.divide(scale.highest - amount, width)


def _to_average(amount: Decimal, scale: Scale) -> Decimal:
    width = _EXACT.multiply(_EXACT.subtract(scale.average, scale.lowest), Decimal(2))
    return Decimal(1) if width == 0 else _one_less(_EXACT.divide(amount - scale.lowest, width))


def _gap(amount: Decimal, scale: Scale) -> Decimal:
    return _one_less(_EXACT.divide(amount - scale.lowest, scale.lowest))


def _by_steps(amount: Decimal, scale: Scale) -> Decimal:
    return _one_less(_EXACT.multiply(_EXACT.divide(_step(scale), _HUNDRED), _steps(amount, scale)))


def _one_less(share: Decimal) -> Decimal:
    return _EXACT.subtract(Decimal(1), share)


def _steps(amount: Decimal, scale: Scale) -> Decimal:
    """Count the steps begun above the lowest amount."""
    percent = _EXACT.divide((amount - scale.lowest) * _HUNDRED, scale.lowest)
    return _EXACT.divide(percent, _step(scale)).to_integral_value(ROUND_CEILING)


def _step(scale: Scale) -> Decimal:
    assert scale.step is not None, "a method by steps was checked to have its step"  # noqa: S101 - programmer error
    return scale.step.value


_SHARES: Final[Mapping[PriceFormula, Callable[[Decimal, Scale], Decimal]]] = MappingProxyType(
    {
        PriceFormula.INVERSE_PROPORTIONAL: _inverse,
        PriceFormula.LINEAR_TO_HIGHEST: _to_highest,
        PriceFormula.LINEAR_TO_AVERAGE: _to_average,
        PriceFormula.GAP_FROM_LOWEST: _gap,
        PriceFormula.QUANTISED_STEPS: _by_steps,
    }
)
