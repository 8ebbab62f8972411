"""Reading leniently: elements by their local names, whatever the namespace; what cannot be read is told.

Each value is recognised by the element that holds it, so that the same functions read v1.0.2 to v4.1.0.
"""

import re
from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Final

from lxml import etree

from services.mps.domain.espd import EspdAmount, EspdPeriod, EspdUnknown, EspdValue, ResponseType

_LONGEST_TOLD: Final = 500
_MOST_TOLD: Final = 200
_MOST_DIGITS: Final = 60  # far above any amount: a number of a million digits is an attack
_KIND_OF_ELEMENT: Final = {
    "Indicator": ResponseType.INDICATOR,
    "Date": ResponseType.DATE,
    "Time": ResponseType.TIME,
    "Amount": ResponseType.AMOUNT,
    "Quantity": ResponseType.QUANTITY,
    "Numeric": ResponseType.QUANTITY,
    "Percent": ResponseType.PERCENTAGE,
    "Code": ResponseType.CODE,
    "ID": ResponseType.IDENTIFIER,
    "URI": ResponseType.URL,
    "Description": ResponseType.DESCRIPTION,
    "Period": ResponseType.PERIOD,
}
_ZONE: Final = re.compile(r"(Z|[+-]\d{2}:\d{2})$")


class Report:
    """What was read and not understood, up to a bound."""

    def __init__(self) -> None:
        self.items: list[EspdUnknown] = []

    def add(self, place: str, value: str) -> None:
        """Keep one piece, cut to a readable length."""
        if len(self.items) < _MOST_TOLD:
            self.items.append(EspdUnknown(place[:_LONGEST_TOLD], value[:_LONGEST_TOLD]))


def local(element: etree._Element) -> str:
    """Give the name of an element without its namespace."""
    return etree.QName(element).localname


def children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """Give the children that have a local name."""
    if element is not None:
        yield from (child for child in element if local(child) == name)


def child(element: etree._Element | None, path: str) -> etree._Element | None:
    """Follow a path of local names (`Party/PartyName`), the first of each; prefixes are ignored."""
    for name in path.split("/"):
        element = next(children(element, name.rpartition(":")[2]), None)
    return element


def text(element: etree._Element | None, path: str = "") -> str | None:
    """Give the text at a path; None when it is absent or blank."""
    found = child(element, path) if path else element
    content = (found.text or "").strip() if found is not None else ""
    return content or None


def whole_text(element: etree._Element) -> str:
    """Give all the text below an element, for a report."""
    return " ".join(" ".join(str(piece) for piece in element.itertext()).split())


def day(content: str | None) -> date | None:
    """Read a date, with or without a time zone."""
    try:
        return date.fromisoformat(_ZONE.sub("", content)) if content else None
    except ValueError:
        return None


def number(content: str | None) -> Decimal | None:
    """Read a finite decimal number of a reasonable length."""
    try:
        value = Decimal(content) if content and len(content) <= _MOST_DIGITS else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() and abs(value.adjusted()) <= _MOST_DIGITS else None


def value_in(element: etree._Element) -> tuple[ResponseType, EspdValue] | None:
    """Read the value that an element holds, by the end of its name (`ResponseAmount`, `ccv-cbc:Indicator`)."""
    name = local(element)
    kind = next((kind for end, kind in _KIND_OF_ELEMENT.items() if name.endswith(end)), None)
    if kind is None:
        return None
    if kind is ResponseType.PERIOD:
        period = EspdPeriod(day(text(element, "StartDate")), day(text(element, "EndDate")))
        if period.start or period.end:
            return kind, period
        described = text(element, "Description")
        return (ResponseType.DESCRIPTION, described) if described else None
    value = _simple(kind, text(element) or "", element.get("currencyID") or "")
    return None if value is None else (kind, value)


def _simple(kind: ResponseType, content: str, currency: str) -> EspdValue | None:
    value: EspdValue | None
    match kind:
        case ResponseType.INDICATOR:
            value = {"true": True, "1": True, "false": False, "0": False}.get(content.lower())
        case ResponseType.DATE:
            value = day(content)
        case ResponseType.TIME:
            value = _hour(content)
        case ResponseType.AMOUNT:
            amount = number(content)
            value = None if amount is None else EspdAmount(amount, currency)
        case ResponseType.QUANTITY | ResponseType.PERCENTAGE:
            value = number(content)
        case _:
            value = content or None
    return value


def _hour(content: str) -> time | None:
    try:
        return time.fromisoformat(content)
    except ValueError:
        return None


def kind_named(name: str | None, found: ResponseType) -> ResponseType:
    """Give the kind that a document declares, where this platform knows it and the value can be of it."""
    if name is None or name not in ResponseType.__members__:
        return found
    return ResponseType(name)
