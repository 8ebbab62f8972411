"""Reading terms as what they mean: texts, days, exact decimals, amounts, each refused under the number of its term.

A term that is not in its form, or missing where no invoice can be kept without it (number, date, type, currency,
totals), makes the document unreadable: refusal ``INV-UNREADABLE`` with the term. What else EN 16931 makes compulsory
may be missing: the official rules tell it. Nothing is guessed or corrected.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, NoReturn

from services.invoicing.domain.invoice import Identifier
from services.invoicing.domain.semantic import Group, Value
from services.invoicing.domain.terms import TERMS
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
from shared.kernel.refusal import InvalidValue, refuse

# Software writes a third of a price with the 28 decimals that its numbers have.
_DECIMAL: Final = re.compile(r"[+-]?(\d{1,15}(\.\d{0,28})?|\.\d{1,28})", re.ASCII)
_DAY: Final = re.compile(r"\d{8}|\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Terms:
    """A group of terms, and the currency of its amounts (BT-5)."""

    group: Group
    currency: str

    def text(self, term: str) -> str | None:
        """Give a text; None when absent."""
        return self.group.text(term)

    def all(self, number: str) -> "tuple[Terms, ...]":
        """Give every occurrence of a group."""
        return tuple(Terms(found, self.currency) for found in self.group.all(number))

    def needed(self, term: str) -> str:
        """Give a compulsory text, or refuse ``INV-UNREADABLE``."""
        return self.text(term) or unreadable(term)

    def day(self, term: str) -> date | None:
        """Give a day."""
        text = self.text(term)
        if text is None:
            return None
        if not _DAY.fullmatch(text):
            unreadable(term)
        try:
            return date.fromisoformat(text)
        except ValueError:
            unreadable(term)

    def number(self, term: str) -> Decimal | None:
        """Give an exact decimal (xsd:decimal: no exponent)."""
        text = self.text(term)
        if text is None:
            return None
        number = decimal_of(text)
        return unreadable(term) if number is None else number

    def money(self, term: str) -> Money | None:
        """Give an amount in the invoice currency."""
        number = self.number(term)
        return None if number is None else Money(number, self.currency)

    def needed_money(self, term: str) -> Money:
        """Give a compulsory amount, or refuse ``INV-UNREADABLE``."""
        amount = self.money(term)
        return unreadable(term) if amount is None else amount

    def percentage(self, term: str) -> Percentage | None:
        """Give a rate in percent."""
        number = self.number(term)
        return None if number is None else Percentage(number)

    def identifier(self, term: str) -> Identifier | None:
        """Give an identifier with its scheme."""
        found = self.group.first(term)
        return _identifier(term, found) if found is not None else None

    def identifiers(self, term: str) -> tuple[Identifier, ...]:
        """Give every identifier of a term of this very group."""
        return tuple(_identifier(term, value) for value in self.group.values.get(term, ()) if value.text)


def _identifier(term: str, value: Value) -> Identifier:
    return Identifier(value.text, value.parts.get(f"{term}-1"))


def currency_of(group: Group) -> str:
    """Give the invoice currency (BT-5), or refuse ``INV-UNREADABLE``: it is missing or is no currency code."""
    try:
        return Money.zero(group.text("BT-5") or "").currency
    except InvalidValue:
        unreadable("BT-5")


def decimal_of(text: str | None) -> Decimal | None:
    """Give the exact decimal that a text writes; None where it writes none."""
    return Decimal(text) if text is not None and _DECIMAL.fullmatch(text) else None


def unreadable(term: str) -> NoReturn:
    """Refuse a document whose term cannot be read."""
    refuse("INV-UNREADABLE", term=f"en16931:{term}", label=TERMS[term].label)
