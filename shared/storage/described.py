"""Tables described for queries in one line of words; the migrations alone say constraints, defaults and indexes."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, LargeBinary, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

_TYPES: Final[Mapping[str, Callable[[], TypeEngine[Any]]]] = MappingProxyType(
    {
        "text": Text,
        "uuid": Uuid,
        "int": Integer,
        "bigint": BigInteger,
        "bool": Boolean,
        "bytes": LargeBinary,
        "json": lambda: JSONB(none_as_null=True),
        "instant": lambda: DateTime(timezone=True),
    }
)


def described(metadata: MetaData, name: str, columns: str) -> Table:
    """Describe a table by its columns, each `name` (a text) or `name:type`, with `*` after a part of the key.

    Raises:
        KeyError: a type that no table has.
    """
    return Table(name, metadata, *(_column(one) for one in columns.split()))


def _column(words: str) -> Column[Any]:
    name, _, kind = words.rstrip("*").partition(":")
    return Column(name, _TYPES[kind or "text"](), primary_key=words.endswith("*"))
