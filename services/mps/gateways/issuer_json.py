"""Careful reading of an issuer's JSON: what is absent, null or of another shape is simply not there."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from services.mps.domain.answers import StatedFact
from services.mps.gateways.issuer_dates import display_issuer_date

JsonMap = Mapping[str, object]
NOTHING: Final[JsonMap] = {}
_LONGEST_NUMBER: Final = 30
_MOST_FACTS: Final = 200


def read_json(body: bytes) -> JsonMap | None:
    """Read a JSON object in UTF-8; numbers with a fraction become decimals, None when the body is anything else.

    A key given twice says two things at once: such an object says nothing (RFC 8259, section 4).
    """
    try:
        document = json.loads(
            body.decode("utf-8"), parse_float=Decimal, parse_constant=_refused, object_pairs_hook=_once
        )
    except (ValueError, RecursionError):  # not JSON, not UTF-8, or nested beyond reason
        return None
    return document if isinstance(document, dict) else None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is given twice")
    return found


def _refused(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON")


def at(document: JsonMap, *path: str) -> object:
    """Give what stands at a path of keys, None when a step is missing or is not an object."""
    here: object = document
    for key in path:
        if not isinstance(here, Mapping):
            return None
        here = here.get(key)
    return here


def part(document: JsonMap, *path: str) -> JsonMap:
    """Give the object at a path, empty when there is none."""
    found = at(document, *path)
    return found if isinstance(found, Mapping) else NOTHING


def parts(document: JsonMap, *path: str) -> Iterator[JsonMap]:
    """Give the objects of a list at a path, one after the other; other elements are passed over."""
    found = at(document, *path)
    if isinstance(found, list):
        yield from (element for element in found if isinstance(element, Mapping))


def text(document: JsonMap, *path: str) -> str | None:
    """Give a text or a number at a path as text, None when absent, empty or of another kind."""
    found = at(document, *path)
    if isinstance(found, bool):
        return "oui" if found else "non"
    if isinstance(found, int | Decimal):
        return number_text(found)
    return storable(found).strip() or None if isinstance(found, str) else None


def number_text(number: int | Decimal) -> str | None:
    """Write a number in full, None when its exponent would make it a text without end."""
    if isinstance(number, Decimal) and not (number.is_finite() and abs(number.adjusted()) < _LONGEST_NUMBER):
        return None
    return f"{number:f}" if isinstance(number, Decimal) else str(number)


def storable(words: str) -> str:
    """Take out what a database cannot keep: NUL characters and halves of surrogate pairs."""
    return words.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


class FactList:
    """The facts of one answer in the making: a fact without value is left out, and so is what exceeds reason."""

    def __init__(self) -> None:
        self._facts: list[StatedFact] = []

    def add(self, code: str, label: str, value: str | None) -> None:
        """Add a fact, unless it has no value."""
        if value and len(self._facts) < _MOST_FACTS:
            self._facts.append(StatedFact(code, label, value))

    def add_date(self, code: str, label: str, value: object) -> None:
        """Add a date in the shape that people read, unless it names none."""
        self.add(code, label, display_issuer_date(value))

    def close(self) -> tuple[StatedFact, ...]:
        """Give the facts in the order in which they were added."""
        return tuple(self._facts)
