"""The sequencer: gives every visible event its dense position, so that a slow commit comes later, never not at all.

Rows are found because they have no number yet, never because their id is greater than the last one seen: an identity
is taken when a row is inserted, and a transaction that commits late would be skipped for ever.
"""

from functools import cache
from typing import Final

from sqlalchemy import Connection, TextClause, text

from shared.storage.tables import ServiceTables

_BATCH: Final = 1000
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('plis.sequencer.' || current_schema(), 0))")
# Its own statement after the lock, hence its own snapshot: it sees every number that the last holder committed.
_NUMBER: Final = """
WITH pending AS (
    SELECT id, feed, ordinal FROM {outbox} WHERE position IS NULL ORDER BY ordinal LIMIT :batch
), feeds AS (
    SELECT feed, (SELECT max(o.feed_position) FROM {outbox} AS o WHERE o.feed = named.feed) AS last
    FROM (SELECT DISTINCT feed FROM pending WHERE feed IS NOT NULL) AS named
), numbered AS (
    SELECT pending.id,
           coalesce((SELECT max(position) FROM {outbox}), 0) + row_number() OVER (ORDER BY pending.ordinal) AS position,
           CASE WHEN pending.feed IS NOT NULL THEN coalesce(feeds.last, 0)
               + row_number() OVER (PARTITION BY pending.feed ORDER BY pending.ordinal) END AS feed_position
    FROM pending LEFT JOIN feeds ON feeds.feed = pending.feed
), placed AS (
    UPDATE {outbox} AS target SET position = numbered.position, feed_position = numbered.feed_position
    FROM numbered WHERE target.id = numbered.id RETURNING target.id
)
SELECT count(*), CASE WHEN count(*) > 0 AND :channel <> '' THEN pg_notify(:channel, :sender) END FROM placed
"""


def number_pending(
    connection: Connection, tables: ServiceTables, *, batch: int = _BATCH, channel: str = "", sender: str = ""
) -> int:
    """Number the events that are visible and have no position, in the order of their insertion; give how many.

    Runs inside the caller's transaction, which should hold nothing else: the lock is kept until its end. Positions
    are dense and start at 1; feed positions are dense within each feed. Retention must keep each feed's last row.

    Where there were any, who listens to ``channel`` is told at the commit, except who ignores this ``sender``: the
    transactions that number follow one another anyway, so that a NOTIFY inside makes at most those of other services
    wait, never a command.
    """
    connection.execute(_LOCK)
    told = {"batch": batch, "channel": channel, "sender": sender}
    return int(connection.execute(_statement(tables.outbox.fullname), told).scalar_one())


@cache
def _statement(outbox: str) -> TextClause:
    return text(_NUMBER.format(outbox=outbox))
