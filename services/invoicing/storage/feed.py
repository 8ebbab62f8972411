"""The finance feed of one buyer, read from the outbox in the order of its own dense positions.

Global positions never leave: a buyer's feed tells nothing of the activity of others.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from services.invoicing.storage.tables import SERVICE_TABLES
from shared.kernel.siret import Siret


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One event of a feed: its position (1, 2, 3… without gap) and its CloudEvents envelope as JSON text."""

    position: int
    envelope: str


def feed_after(connection: Connection, buyer: Siret, *, after: int, limit: int) -> tuple[FeedEntry, ...]:
    """Give the events of a buyer's feed after a position, at most ``limit`` of them."""
    outbox = SERVICE_TABLES.outbox
    query = (
        select(outbox.c.feed_position, outbox.c.envelope)
        .where(outbox.c.feed == str(buyer), outbox.c.feed_position > after)
        .order_by(outbox.c.feed_position)
        .limit(limit)
    )
    return tuple(FeedEntry(row.feed_position, row.envelope) for row in connection.execute(query))
