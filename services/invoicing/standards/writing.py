"""Writing elements in the order of a schema: an absent term writes nothing, numbers never take an exponent."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from lxml import etree

from services.invoicing.domain.invoice import Identifier
from shared.kernel.money import Money


class Writer:
    """An element being written, with the prefixes of its syntax."""

    def __init__(self, element: etree._Element, prefixes: Mapping[str, str]) -> None:
        self.element = element
        self._prefixes = prefixes

    def group(self, name: str) -> "Writer":
        """Open an element that holds others."""
        return Writer(etree.SubElement(self.element, self.qualified(name)), self._prefixes)

    def qualified(self, name: str) -> str:
        """Turn ``prefix:name`` into lxml's form."""
        prefix, _, local = name.partition(":")
        return f"{{{self._prefixes[prefix]}}}{local}"

    def text(self, name: str, value: str | None, **attributes: str) -> None:
        """Write a text, unless it is absent."""
        if value is not None:
            etree.SubElement(self.element, self.qualified(name), attributes).text = value

    def number(self, name: str, value: Decimal | None, **attributes: str) -> None:
        """Write an exact decimal, unless it is absent."""
        self.text(name, None if value is None else f"{value:f}", **attributes)

    def money(self, name: str, value: Money | None, **attributes: str) -> None:
        """Write an amount without its currency, unless it is absent."""
        self.number(name, None if value is None else value.amount, **attributes)

    def identifier(self, name: str, value: Identifier | None) -> None:
        """Write an identifier with its scheme, unless it is absent."""
        if value is not None:
            self.text(name, value.value, **({"schemeID": value.scheme} if value.scheme else {}))

    def day(self, wrapper: str, form: str, value: date | None) -> None:
        """Write a day as ``20250131`` (format 102) in its wrapper, unless it is absent."""
        if value is not None:
            self.group(wrapper).text(form, f"{value:%Y%m%d}", format="102")

    def iso_day(self, name: str, value: date | None) -> None:
        """Write a day as ``2025-01-31``, unless it is absent."""
        self.text(name, None if value is None else value.isoformat())
