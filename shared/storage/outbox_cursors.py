"""Cursors over the numbered outbox: how far a publisher or a dispatcher has come, in the order of positions."""

from functools import cache

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.dialects.postgresql import Insert, insert

from shared.storage.tables import ServiceTables


def last_position(connection: Connection, tables: ServiceTables) -> int:
    """Give the position of the last numbered event, 0 when there is none."""
    last: int | None = connection.execute(select(func.max(tables.outbox.c.position))).scalar_one()
    return last or 0


def cursor_position(connection: Connection, tables: ServiceTables, name: str) -> int:
    """Give the position that a named cursor has reached, 0 when it has never moved."""
    reached = select(tables.cursor.c.position).where(tables.cursor.c.name == name)
    return connection.execute(reached).scalar_one_or_none() or 0


def move_cursor(connection: Connection, tables: ServiceTables, name: str, position: int) -> None:
    """Move a named cursor forward; a slower process of the same name never moves it back."""
    connection.execute(_forward(tables.cursor), {"name": name, "position": position})


@cache  # built once: every loop writes its cursor down several times a second
def _forward(cursor: Table) -> Insert:
    statement = insert(cursor)
    return statement.on_conflict_do_update(
        index_elements=[cursor.c.name],
        set_={"position": func.greatest(cursor.c.position, statement.excluded.position)},
    )
