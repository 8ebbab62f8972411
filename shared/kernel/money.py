"""Amounts of money (montants): an exact decimal and its ISO 4217 currency, never a float.

Operations keep every digit; rounding is explicit, half up, at the places that the law or the standard says.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation
from typing import Final, Self

from shared.kernel.french_number import french_number
from shared.kernel.percentage import Percentage
from shared.kernel.refusal import InvalidValue

_AMOUNT: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?")  # ASCII digits, no exponent, no thousands separator
_CURRENCY: Final = re.compile(r"[A-Z]{3}", re.ASCII)
# A lost digit is a fault, never a silent rounding.
_EXACT: Final = Context(prec=100, rounding=ROUND_HALF_UP, traps=[Inexact, InvalidOperation])
_ROUNDING: Final = Context(prec=100, rounding=ROUND_HALF_UP, traps=[InvalidOperation])


class CurrencyMismatch(TypeError):
    """Two amounts of different currencies were added or compared: a fault of the program."""


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in one currency."""

    amount: Decimal
    currency: str = "EUR"

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError("an amount of money is a Decimal")
        if not self.amount.is_finite():
            raise InvalidValue("money", "Un montant est un nombre fini.")
        if not _CURRENCY.fullmatch(self.currency):
            raise InvalidValue("money", "Une devise est un code ISO 4217 de trois lettres.")

    @classmethod
    def parse(cls, text: str, currency: str) -> Self:
        """Read a decimal text such as `12.30`.

        Raises:
            InvalidValue: not a plain decimal of at most 15 digits and 10 decimals, or not a currency code.
        """
        if not _AMOUNT.fullmatch(text):
            raise InvalidValue("money", "Un montant s'écrit en chiffres, avec un point décimal : 1234.50.")
        return cls(Decimal(text), currency)

    @classmethod
    def zero(cls, currency: str = "EUR") -> Self:
        """Give the amount of nothing."""
        return cls(Decimal(0), currency)

    @classmethod
    def total(cls, amounts: Iterable["Money"], currency: str = "EUR") -> "Money":
        """Add amounts of one currency; the sum of none is zero."""
        result = Money(Decimal(0), currency)
        for amount in amounts:
            result += amount
        return result

    def round_half_up(self, places: int = 2) -> "Money":
        """Round to a number of decimal places, half away from zero."""
        return Money(self.amount.quantize(Decimal(1).scaleb(-places), context=_ROUNDING), self.currency)

    def percent(self, rate: Percentage) -> "Money":
        """Give a percentage of the amount, unrounded."""
        return self * rate.ratio

    def display(self, *, most: int = 2) -> str:
        """Write the amount in French, to the cent: `1 234,50 €`; one finer than that with up to ``most`` decimals."""
        rounded = self.round_half_up(2).amount
        if most > 2 and rounded != self.amount:
            rounded = self.round_half_up(most).amount.normalize()
        return f"{french_number(rounded)}\u00a0{'€' if self.currency == 'EUR' else self.currency}"

    def __add__(self, other: "Money") -> "Money":
        return Money(_EXACT.add(self.amount, self._same(other)), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(_EXACT.subtract(self.amount, self._same(other)), self.currency)

    def __mul__(self, factor: Decimal | int) -> "Money":
        if not isinstance(factor, Decimal | int):
            raise TypeError("money is multiplied by a Decimal or an int, never by a float")
        return Money(_EXACT.multiply(self.amount, Decimal(factor)), self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.amount >= self._same(other)

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"

    def _same(self, other: "Money") -> Decimal:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not mix")
        return other.amount
