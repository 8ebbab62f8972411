"""Cursors: how far a reader of positions has come. A cursor never goes back."""

from collections.abc import Sequence

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from shared.storage.tables import ServiceTables


def cursor_position(connection: Connection, tables: ServiceTables, name: str) -> int:
    """Give the position of a cursor; 0, before the first event, when nobody has moved it."""
    cursor = tables.cursor
    position = connection.execute(select(cursor.c.position).where(cursor.c.name == name)).scalar()
    return int(position or 0)


def move_cursor(connection: Connection, tables: ServiceTables, name: str, position: int) -> None:
    """Move a cursor forward, making it if needed; a lower position changes nothing."""
    cursor = tables.cursor
    statement = insert(cursor).values(name=name, position=position)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[cursor.c.name],
            set_={"position": statement.excluded.position},
            where=cursor.c.position < statement.excluded.position,
        )
    )


def declare_cursor(connection: Connection, tables: ServiceTables, name: str) -> None:
    """Make a cursor at the beginning, unless it exists."""
    connection.execute(insert(tables.cursor).values(name=name, position=0).on_conflict_do_nothing())


def cursors_named(connection: Connection, tables: ServiceTables, prefix: str) -> Sequence[tuple[str, int]]:
    """Give the cursors whose name begins with ``prefix``, with their positions, by name."""
    cursor = tables.cursor
    statement = (
        select(cursor.c.name, cursor.c.position)
        .where(cursor.c.name.startswith(prefix, autoescape=True))
        .order_by(cursor.c.name)
    )
    return [(name, position) for name, position in connection.execute(statement)]
