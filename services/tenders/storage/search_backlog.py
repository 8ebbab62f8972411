"""Enters what was published before search knew it, or before its words were made as they are now.

A walk over the consultations by identifier, some at a time, that remembers how far it came: it is done once for each
number of ``NORMALISER`` and costs one read afterwards.
"""

from typing import Final

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from services.tenders.storage.search_entries import NORMALISER
from services.tenders.storage.search_tables import search_progress
from services.tenders.storage.tables import tender
from services.tenders.storage.unit_of_work import TendersUnitOfWork
from shared.kernel.ids import TenderId

_BATCH: Final = 200
_BEGIN: Final = insert(search_progress).values(normaliser=NORMALISER, is_done=False).on_conflict_do_nothing()
_PROGRESS: Final = select(search_progress).where(search_progress.c.normaliser == NORMALISER).with_for_update()


def enter_backlog(uow: TendersUnitOfWork) -> int:
    """Enter the next consultations of the walk; give how many were looked at, 0 when it is over."""
    connection = uow.connection
    connection.execute(_BEGIN)
    progress = connection.execute(_PROGRESS).one()
    if progress.is_done:
        return 0
    batch = _next(connection, None if progress.last_tender_id is None else TenderId(progress.last_tender_id))
    for tender_id in batch:
        uow.search.enter(uow.tenders.lock(tender_id))
    reached = {"last_tender_id": batch[-1].value} if batch else {"is_done": True}
    connection.execute(search_progress.update().where(search_progress.c.normaliser == NORMALISER).values(reached))
    return len(batch)


def _next(connection: Connection, last: TenderId | None) -> list[TenderId]:
    statement = select(tender.c.id).where(tender.c.published_at.is_not(None)).order_by(tender.c.id).limit(_BATCH)
    if last is not None:
        statement = statement.where(tender.c.id > last.value)
    return [TenderId(row) for row in connection.execute(statement).scalars()]
