"""Dead letters: events that a consumer could not apply, kept with the reason until somebody replays them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from shared.storage.tables import ServiceTables

_LONGEST_ERROR: Final = 20_000


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One event set aside by one consumer; `replayed_at` is None until it is given again."""

    consumer: str
    event_id: UUID
    type: str
    envelope: str
    error: str
    attempts: int
    died_at: datetime
    replayed_at: datetime | None = None


def bury(connection: Connection, tables: ServiceTables, letter: DeadLetter) -> None:
    """Set an event aside; the same event set aside again keeps its last reason and counts all attempts."""
    table = tables.dead_letter
    row = {name: getattr(letter, name) for name in DeadLetter.__slots__}
    row["error"] = letter.error.replace("\x00", "")[-_LONGEST_ERROR:]
    statement = insert(table).values(row)
    again = statement.on_conflict_do_update(
        index_elements=[table.c.consumer, table.c.event_id],
        set_={
            "error": statement.excluded.error,
            "attempts": table.c.attempts + statement.excluded.attempts,
            "died_at": statement.excluded.died_at,
            "replayed_at": None,
        },
    )
    connection.execute(again)


def dead_letters(connection: Connection, tables: ServiceTables, *, limit: int = 1000) -> Sequence[DeadLetter]:
    """List the events that wait for a replay, the oldest first."""
    table = tables.dead_letter
    waiting = select(table).where(table.c.replayed_at.is_(None)).order_by(table.c.died_at, table.c.event_id)
    return [DeadLetter(**row) for row in connection.execute(waiting.limit(limit)).mappings()]


def mark_replayed(connection: Connection, tables: ServiceTables, letter: DeadLetter, *, at: datetime) -> None:
    """Note that an event was given to its consumer again, with success."""
    table = tables.dead_letter
    one = (table.c.consumer == letter.consumer, table.c.event_id == letter.event_id)
    connection.execute(table.update().where(*one).values(replayed_at=at))
