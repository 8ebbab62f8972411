"""The numbered events of one service, read in their order: for the operator, never for other services."""

from sqlalchemy import Connection, select

from shared.storage.tables import ServiceTables


def numbered_events(
    connection: Connection, tables: ServiceTables, *, after: int, limit: int
) -> tuple[tuple[int, str], ...]:
    """Give at most ``limit`` pairs (position, envelope as JSON text) whose position is greater than ``after``."""
    outbox = tables.outbox
    query = (
        select(outbox.c.position, outbox.c.envelope)
        .where(outbox.c.position > after)
        .order_by(outbox.c.position)
        .limit(limit)
    )
    return tuple((row.position, row.envelope) for row in connection.execute(query))
