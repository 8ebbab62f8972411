"""Reading what was announced, in the order of positions: what the relay, the dispatcher and the feeds walk over.

Positions are given by the sequencer alone, each batch in one commit, so whoever reads "after position n" can never
see a later one without the earlier ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Select, Table, bindparam, select

from shared.storage.tables import ServiceTables

_COLUMNS: Final = ("id", "position", "type", "feed", "feed_position", "envelope")


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One numbered event; ``feed_position`` counts within the feed of one buyer."""

    id: UUID
    position: int
    type: str
    feed: str | None
    feed_position: int | None
    envelope: str


def rows_after(connection: Connection, tables: ServiceTables, position: int, *, limit: int) -> Sequence[OutboxRow]:
    """Give the events after a position, in order, at most ``limit``."""
    found = connection.execute(_after(tables.outbox), {"after": position, "most": limit})
    return [OutboxRow(*row) for row in found]


def feed_rows_after(
    connection: Connection, tables: ServiceTables, *, feed: str, position: int, limit: int
) -> Sequence[OutboxRow]:
    """Give the events of one feed after a position of that feed, in order, at most ``limit``."""
    outbox = tables.outbox
    wanted = _rows(outbox).where(outbox.c.feed == feed, outbox.c.feed_position > position)
    return [OutboxRow(*row) for row in connection.execute(wanted.order_by(outbox.c.feed_position).limit(limit))]


@cache  # built once: every loop asks this at every turn
def _after(outbox: Table) -> Select[Any]:
    wanted = _rows(outbox).where(outbox.c.position > bindparam("after")).order_by(outbox.c.position)
    return wanted.limit(bindparam("most"))


def _rows(outbox: Table) -> Select[Any]:
    return select(*(outbox.c[name] for name in _COLUMNS))
