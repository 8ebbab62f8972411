"""Reading business terms from XML: texts, days, decimals and amounts, each under the number of its term.

A term that cannot be read (missing where EN 16931 makes it compulsory, or not in its form) makes the document
unreadable: refusal ``INV-UNREADABLE`` with the term. Nothing is guessed or corrected.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NoReturn

from lxml import etree

from services.invoicing.domain.invoice import Identifier
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
from shared.kernel.refusal import InvalidValue, refuse

_DECIMAL = re.compile(r"[+-]?(\d{1,15}(\.\d{0,10})?|\.\d{1,10})", re.ASCII)
_DAY = re.compile(r"\d{8}|\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Node:
    """An element with the prefixes of its syntax and the currency of its amounts."""

    element: etree._Element
    prefixes: Mapping[str, str]
    currency: str = "EUR"

    def child(self, path: str) -> "Node | None":
        """Give the first element at a path, or None."""
        found = self.element.find(path, dict(self.prefixes))
        return None if found is None else Node(found, self.prefixes, self.currency)

    def children(self, path: str) -> "Iterator[Node]":
        """Give every element at a path, in document order."""
        for found in self.element.findall(path, dict(self.prefixes)):
            yield Node(found, self.prefixes, self.currency)

    def under(self, path: str) -> "Node":
        """Give the first element at a path, or an empty one: terms below it are then absent."""
        return self.child(path) or Node(etree.Element("absent"), self.prefixes, self.currency)

    def text(self, path: str = ".") -> str | None:
        """Give a text without its outer spaces; None when absent or blank."""
        found = self.element.find(path, dict(self.prefixes))
        return (found.text or "").strip() or None if found is not None else None

    def attribute(self, name: str) -> str | None:
        """Give an attribute of this element."""
        return self.element.get(name)

    def needed(self, path: str, *, term: str) -> str:
        """Give a compulsory text.

        Raises:
            Refused: ``INV-UNREADABLE``.
        """
        return self.text(path) or unreadable(term)

    def day(self, path: str, *, term: str) -> date | None:
        """Give a day written ``20250131`` or ``2025-01-31``."""
        text = self.text(path)
        if text is None:
            return None
        if not _DAY.fullmatch(text):
            unreadable(term)
        try:
            return date.fromisoformat(text)
        except ValueError:
            unreadable(term)

    def number(self, path: str, *, term: str) -> Decimal | None:
        """Give an exact decimal (xsd:decimal: no exponent)."""
        text = self.text(path)
        if text is None:
            return None
        return Decimal(text) if _DECIMAL.fullmatch(text) else unreadable(term)

    def money(self, path: str, *, term: str) -> Money | None:
        """Give an amount in the invoice currency."""
        number = self.number(path, term=term)
        return None if number is None else Money(number, self.currency)

    def needed_money(self, path: str, *, term: str) -> Money:
        """Give a compulsory amount.

        Raises:
            Refused: ``INV-UNREADABLE``.
        """
        amount = self.money(path, term=term)
        return unreadable(term) if amount is None else amount

    def percentage(self, path: str, *, term: str) -> Percentage | None:
        """Give a rate in percent."""
        number = self.number(path, term=term)
        return None if number is None else Percentage(number)

    def identifier(self, path: str) -> Identifier | None:
        """Give an identifier with its scheme."""
        found = self.child(path)
        value = found.text() if found else None
        return Identifier(value, found.attribute("schemeID")) if found and value else None


def in_currency(node: Node, code: str | None) -> Node:
    """Give the node whose amounts are in the invoice currency (BT-5).

    Raises:
        Refused: ``INV-UNREADABLE``, the code is missing or is not one.
    """
    try:
        return Node(node.element, node.prefixes, Money.zero(code or "").currency)
    except InvalidValue:
        unreadable("BT-5")


def unreadable(term: str) -> NoReturn:
    """Refuse a document whose term cannot be read."""
    refuse("INV-UNREADABLE", term=f"en16931:{term}")
