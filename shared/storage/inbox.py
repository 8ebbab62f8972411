"""The inbox: which events a service has already applied; its row commits with the effect, so an effect happens once."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from shared.storage.tables import ServiceTables
from shared.storage.unit_of_work import SqlUnitOfWork

KEPT: Final = timedelta(days=400)  # longer than any replay (design section 8.12)


def claim(uow: SqlUnitOfWork, consumer_source: str, event_id: str | UUID) -> bool:
    """Take an event for this unit of work; False when it was already applied.

    Of two workers with the same event, the second waits for the first to commit or to roll back.
    """
    inbox = uow.tables.inbox
    row = {"source": consumer_source, "event_id": UUID(str(event_id)), "received_at": uow.clock.now()}
    taken = uow.connection.execute(insert(inbox).values(row).on_conflict_do_nothing().returning(inbox.c.event_id))
    return taken.first() is not None


def purge_inbox(connection: Connection, tables: ServiceTables, *, now: datetime) -> int:
    """Forget the events received longer ago than any replay reaches; give their number."""
    old = tables.inbox.c.received_at < now - KEPT
    return connection.execute(tables.inbox.delete().where(old)).rowcount
