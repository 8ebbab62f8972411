"""Gives public changes their dense positions once they are visible: a slow commit comes later, never not at all."""

from typing import Final

from sqlalchemy import Connection, text

_BATCH: Final = 1000
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('plis.public_change.' || current_schema(), 0))")
# Its own statement after the lock, hence its own snapshot: it sees every position that the last holder committed.
_NUMBER: Final = text("""
WITH numbered AS (
    SELECT id, coalesce((SELECT max(position) FROM public_change), 0) + row_number() OVER (ORDER BY id) AS position
    FROM (SELECT id FROM public_change WHERE position IS NULL ORDER BY id LIMIT :batch) AS pending
)
UPDATE public_change AS target SET position = numbered.position FROM numbered WHERE target.id = numbered.id
""")


def number_public_changes(connection: Connection) -> int:
    """Number the public changes that have no position yet, in the order of their identifiers; give how many.

    Runs inside the caller's transaction, which should hold nothing else: the lock is kept until its end.
    """
    connection.execute(_LOCK)
    return connection.execute(_NUMBER, {"batch": _BATCH}).rowcount
