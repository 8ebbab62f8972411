"""The inbox: which events a service has already applied; its row commits with the effect, so an effect happens once."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Select, Table, bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert

from shared.storage.tables import ServiceTables
from shared.storage.unit_of_work import SqlUnitOfWork

KEPT: Final = timedelta(days=400)  # longer than any replay (design section 8.12)


def claim(uow: SqlUnitOfWork, consumer_source: str, event_id: str | UUID) -> bool:
    """Take an event for this unit of work; False when it was already applied.

    Of two workers with the same event, the second waits for the first to commit or to roll back.
    """
    row = {"source": consumer_source, "event_id": UUID(str(event_id)), "received_at": uow.clock.now()}
    return uow.connection.execute(_claiming(uow.tables.inbox), row).first() is not None


def was_claimed(uow: SqlUnitOfWork, consumer_source: str, event_id: str | UUID) -> bool:
    """Say whether an event was already applied, as far as is committed: it takes nothing and waits for nobody."""
    name = {"b_source": consumer_source, "b_event_id": UUID(str(event_id))}
    return uow.connection.execute(_finding(uow.tables.inbox), name).first() is not None


def purge_inbox(connection: Connection, tables: ServiceTables, *, now: datetime) -> int:
    """Forget the events received longer ago than any replay reaches; give their number."""
    old = tables.inbox.c.received_at < now - KEPT
    return connection.execute(tables.inbox.delete().where(old)).rowcount


# The statements are built once: building them would cost more than the server takes to run them.


@cache
def _claiming(inbox: Table) -> ReturningInsert[Any]:
    return insert(inbox).on_conflict_do_nothing().returning(inbox.c.event_id)


@cache
def _finding(inbox: Table) -> Select[Any]:
    query = select(inbox.c.event_id)
    return query.where(inbox.c.source == bindparam("b_source"), inbox.c.event_id == bindparam("b_event_id"))
