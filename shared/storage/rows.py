"""A frozen value of the domain as a row of its own table, where each field has the name of its column.

The codec of ``records`` for columns: an identifier is a UUID, an instant an instant, a value its text, the rest JSON.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, get_type_hints
from uuid import UUID

from sqlalchemy import Row

from shared.kernel.deadline import Deadline
from shared.kernel.ids import Id
from shared.kernel.records import from_json, to_json

T = TypeVar("T")


def to_row(value: object, *, without: Collection[str] = (), **more: object) -> dict[str, object]:
    """Write a value as a row, some fields left out, some columns given."""
    kind: Any = type(value)
    names = [name for name in _types(kind) if name not in without]
    return {name: _held(getattr(value, name)) for name in names} | more


def from_row(kind: Callable[..., T], row: Row[Any] | Mapping[str, Any], **given: object) -> T:
    """Read a value from a row, or from columns by their names, some fields given."""
    columns: Any = row if isinstance(row, Mapping) else row._mapping  # noqa: SLF001 - its documented name
    read = {name: _read(field, columns[name]) for name, field in _types(kind).items() if name not in given}
    return kind(**read, **given)


def _held(value: object) -> object:
    match value:
        case Id():
            return value.value
        case Deadline():
            return value.at
        case datetime() | bytes() | Mapping():
            return value
        case _:
            return to_json(value)


def _read(kind: Any, part: Any) -> Any:  # noqa: ANN401 - types and values of columns
    match part:
        case datetime():
            return Deadline(part) if kind is Deadline else part
        case bytes():
            return part
        case dict() if not is_dataclass(kind):
            return part  # a mapping is kept as it is
        case UUID():
            return from_json(kind, str(part))
        case _:
            return from_json(kind, part)


@cache
def _types(kind: Any) -> Mapping[str, Any]:  # noqa: ANN401 - a dataclass
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
