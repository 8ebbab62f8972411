"""The declared feeds of a service: a feed exists for its publisher as soon as its cursor does."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from shared.storage.tables import ServiceTables


def declare_cursor(connection: Connection, tables: ServiceTables, name: str) -> None:
    """Make a cursor that stands before the first event, unless it exists."""
    connection.execute(insert(tables.cursor).values(name=name, position=0).on_conflict_do_nothing())


def cursors_named(connection: Connection, tables: ServiceTables, prefix: str) -> Mapping[str, int]:
    """Give the positions of the cursors whose name begins with ``prefix``, in the order of names."""
    cursor = tables.cursor
    wanted = select(cursor.c.name, cursor.c.position).where(cursor.c.name.startswith(prefix, autoescape=True))
    rows = connection.execute(wanted.order_by(cursor.c.name))
    return MappingProxyType({name: int(position) for name, position in rows})
