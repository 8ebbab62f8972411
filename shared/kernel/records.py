"""Frozen values of the domain, written as JSON and read back by their declared types.

For many small values, one rule replaces twenty pairs of functions: a field is a
key, an absent key is the default, a decimal or an amount travels as text. A test holds the stored names: renaming a
field of the domain would make stored terms unreadable, and breaks it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

from shared.kernel.cpv_code import CpvCode
from shared.kernel.deadline import Deadline
from shared.kernel.ids import Id
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
from shared.kernel.siret import Siret

T = TypeVar("T")
_SCALARS: Final = (str, int, bool, NoneType)


def to_json(value: object) -> Any:  # noqa: ANN401 - JSON
    """Write a value of the domain; fields that hold their default are left out."""
    writer = next((write for kinds, write in _WRITERS if isinstance(value, kinds)), _record_to_json)
    return writer(value)


def from_json(kind: type[T], part: Any) -> T:  # noqa: ANN401 - JSON
    """Read a value of a type of the domain."""
    read: T = _read(kind, part)
    return read


def money_to_text(money: Money) -> str:
    """Write an amount in euros; the schema has no other currency."""
    if money.currency != "EUR":
        raise ValueError(f"amounts are stored in euros, not in {money.currency}")
    return f"{money.amount:f}"


def money_from_text(text: str) -> Money:
    """Read an amount in euros."""
    return Money(Decimal(text), "EUR")


def _record_to_json(value: object) -> dict[str, Any]:
    if not is_dataclass(value) or isinstance(value, type):
        raise TypeError(f"{type(value).__name__} is not stored")
    defaults = {field.name: field.default for field in fields(value)}
    pairs = {name: getattr(value, name) for name in defaults}
    return {name: to_json(held) for name, held in pairs.items() if held != defaults[name]}


def _read(kind: Any, part: Any) -> Any:  # noqa: ANN401 - types and JSON
    if part is None:
        return None
    origin = get_origin(kind)
    if origin is UnionType:
        return _read(next(each for each in get_args(kind) if each is not NoneType), part)
    if origin in (tuple, frozenset):
        return origin(_read(get_args(kind)[0], each) for each in part)
    reader = _READERS.get(kind)
    if reader is not None:
        return reader(part)
    if isinstance(kind, type) and is_dataclass(kind) and not issubclass(kind, Id):
        return _read_record(kind, part)
    return kind(UUID(part)) if issubclass(kind, Id) else kind(part)


def _read_record(kind: Any, part: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a dataclass
    types = _types(kind)
    return kind(**{name: _read(types[name], held) for name, held in part.items() if name in types})


@cache
def _types(kind: type) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


# The first line that fits is taken: an enumeration is a text too, an instant is a date too.
_WRITERS: Final[Sequence[tuple[type | tuple[type, ...], Callable[[Any], Any]]]] = (
    (StrEnum, str),
    (_SCALARS, lambda value: value),
    (Money, money_to_text),
    (Decimal, lambda value: f"{value:f}"),
    ((CpvCode, Percentage, Siret, Id), str),
    (Deadline, lambda value: value.at.isoformat()),
    (date, lambda value: value.isoformat()),
    (tuple, lambda value: [to_json(each) for each in value]),
    (frozenset, lambda value: [to_json(each) for each in sorted(value)]),
)
_READERS: Final[Mapping[Any, Any]] = {
    Money: money_from_text,
    Decimal: Decimal,
    CpvCode: CpvCode.parse,
    Percentage: Percentage.parse,
    Siret: Siret.parse,
    Deadline: lambda part: Deadline(datetime.fromisoformat(part)),
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
}
