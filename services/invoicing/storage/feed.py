"""The finance feed of one buyer, read from the outbox in the order of its own dense positions.

Global positions never leave: a buyer's feed tells nothing of the activity of others.
"""

from sqlalchemy import Connection, select

from services.invoicing.ports import FeedEntry
from services.invoicing.storage.tables import SERVICE_TABLES
from shared.kernel.siret import Siret
from shared.messaging.topology import feed_queue_of
from shared.storage.feed_cursors import declare_cursor


class SqlFeeds:
    """The finance feeds of buyers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def after(self, buyer: Siret, *, position: int, limit: int) -> tuple[FeedEntry, ...]:
        """Give the events of a buyer's feed after a position, at most ``limit`` of them."""
        outbox = SERVICE_TABLES.outbox
        query = (
            select(outbox.c.feed_position, outbox.c.envelope)
            .where(outbox.c.feed == str(buyer), outbox.c.feed_position > position)
            .order_by(outbox.c.feed_position)
            .limit(limit)
        )
        return tuple(FeedEntry(row.feed_position, row.envelope) for row in self._connection.execute(query))

    def publish_stream(self, buyer: Siret) -> str:
        """Have the buyer's feed published to its own stream from its first event, and give the stream's name."""
        name = feed_queue_of(str(buyer))
        declare_cursor(self._connection, SERVICE_TABLES, name)
        return name
