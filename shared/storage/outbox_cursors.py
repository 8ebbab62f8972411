"""Cursors over the numbered outbox: what a publisher or a dispatcher has still to give, in the order of positions.

The sequencer alone gives positions, each batch in one commit: whoever reads what follows a position never sees a later
event without the earlier ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from shared.storage.tables import ServiceTables


@dataclass(frozen=True, slots=True)
class NumberedEvent:
    """An event of the outbox with its place; `feed_position` counts within the feed of one buyer."""

    id: UUID
    position: int
    type: str
    feed: str | None
    feed_position: int | None
    envelope: str


def events_after(
    connection: Connection, tables: ServiceTables, *, position: int, limit: int
) -> Sequence[NumberedEvent]:
    """Give the numbered events after a position, at most `limit`."""
    outbox = tables.outbox
    wanted = select(*_columns(tables)).where(outbox.c.position > position).order_by(outbox.c.position).limit(limit)
    return [NumberedEvent(**row) for row in connection.execute(wanted).mappings()]


def feed_after(
    connection: Connection, tables: ServiceTables, *, feed: str, position: int, limit: int
) -> Sequence[NumberedEvent]:
    """Give the events of one buyer's feed after a position of that feed, at most `limit`."""
    outbox = tables.outbox
    of_feed = (outbox.c.feed == feed, outbox.c.feed_position > position)
    wanted = select(*_columns(tables)).where(*of_feed).order_by(outbox.c.feed_position).limit(limit)
    return [NumberedEvent(**row) for row in connection.execute(wanted).mappings()]


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
    cursor = tables.cursor
    statement = insert(cursor).values(name=name, position=position)
    forward = statement.on_conflict_do_update(
        index_elements=[cursor.c.name], set_={"position": func.greatest(cursor.c.position, position)}
    )
    connection.execute(forward)


def _columns(tables: ServiceTables) -> list[Column[Any]]:
    return [tables.outbox.c[name] for name in NumberedEvent.__slots__]
