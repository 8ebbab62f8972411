"""Reading the YAML files of the law: exact decimals, dates and switches, nothing else.

YAML's own floats and aliases are never built: 0.20 is read as the decimal that is written.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

import yaml

from shared.legal.parameter import FaultyLegalTable, Parameter, Row
from shared.legal.value import Confidence, Event, Unit

_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_OPERATORS: Final = frozenset({"<", "<=", ">", ">="})


class _ExactLoader(yaml.CSafeLoader):
    """A safe loader that makes decimals of all numbers; in C, which reads the law several times faster."""


def _decimal(_loader: yaml.CSafeLoader, node: yaml.ScalarNode) -> Decimal:
    if not _NUMBER.fullmatch(node.value):
        raise FaultyLegalTable(f"{node.value!r} n'est pas un nombre décimal simple")
    return Decimal(node.value)


_ExactLoader.add_constructor("tag:yaml.org,2002:float", _decimal)
_ExactLoader.add_constructor("tag:yaml.org,2002:int", _decimal)


def read_yaml(text: str) -> object:
    """Read one document.

    Raises:
        FaultyLegalTable: it is not YAML of plain values.
    """
    try:
        return yaml.load(text, Loader=_ExactLoader)  # noqa: S506 - a subclass of CSafeLoader
    except yaml.YAMLError as error:
        raise FaultyLegalTable(f"fichier illisible : {error}") from error


def entries(document: object, where: str) -> tuple[Mapping[str, object], ...]:
    """Check that a document is a list of mappings, and give them."""
    if not isinstance(document, list):
        raise FaultyLegalTable(f"{where} : une liste est attendue")
    return tuple(mapping(entry, where) for entry in document)


def mapping(entry: object, where: str) -> Mapping[str, object]:
    """Check that an entry is a mapping whose keys are texts, and give it."""
    if not isinstance(entry, dict) or not all(isinstance(key, str) for key in entry):
        raise FaultyLegalTable(f"{where} : un dictionnaire est attendu")
    return entry


def text(entry: Mapping[str, object], key: str, where: str) -> str:
    """Give a text that must be there."""
    value = entry.get(key)
    if not isinstance(value, str) or not value:
        raise FaultyLegalTable(f"{where} : « {key} » manque")
    return value


def day(entry: Mapping[str, object], key: str, where: str) -> date:
    """Give a date that must be there."""
    value = entry.get(key)
    if not isinstance(value, date):
        raise FaultyLegalTable(f"{where} : « {key} » n'est pas une date")
    return value


def read_parameter(entry: Mapping[str, object], sources: Mapping[str, str]) -> Parameter:
    """Make a parameter of its entry, its sources resolved to their titles."""
    identifier = text(entry, "id", "paramètre")
    op = _optional(entry, "op", identifier)
    if op is not None and op not in _OPERATORS:
        raise FaultyLegalTable(f"{identifier} : opérateur {op!r} inconnu")
    try:
        unit, event = Unit(text(entry, "unit", identifier)), Event(text(entry, "event", identifier))
    except ValueError as error:
        raise FaultyLegalTable(f"{identifier} : {error}") from error
    return Parameter(
        id=identifier,
        label=text(entry, "label", identifier),
        op=op,
        unit=unit,
        event=event,
        article=text(entry, "article", identifier),
        counted_from=_optional(entry, "counted_from", identifier),
        note=_optional(entry, "note", identifier),
        rows=read_rows(entries(entry.get("values"), identifier), sources, identifier),
    )


def read_rows(rows: Iterable[Mapping[str, object]], sources: Mapping[str, str], where: str) -> tuple[Row, ...]:
    """Make rows of their entries."""
    return tuple(_row(row, sources, where) for row in rows)


def _row(row: Mapping[str, object], sources: Mapping[str, str], where: str) -> Row:
    source = text(row, "source", where)
    if source not in sources:
        raise FaultyLegalTable(f"{where} : source {source!r} inconnue")
    value = row.get("value")
    if "value" not in row or not (value is None or isinstance(value, bool | Decimal)):
        raise FaultyLegalTable(f"{where} : une valeur est un nombre, un booléen ou null")
    confidence = text(row, "confidence", where)
    if confidence not in set(Confidence):
        raise FaultyLegalTable(f"{where} : confiance {confidence!r} inconnue")
    return Row(
        first=day(row, "from", where),
        last=None if row.get("to") is None else day(row, "to", where),
        value=value,
        source=sources[source],
        confidence=Confidence(confidence),
        note=_optional(row, "note", where),
    )


def _optional(entry: Mapping[str, object], key: str, where: str) -> str | None:
    return text(entry, key, where) if key in entry else None
