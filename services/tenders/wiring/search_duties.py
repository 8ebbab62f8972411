"""The duties of search: enter what was published before, number public changes, send the alerts."""

from functools import partial
from typing import Final

from services.tenders.domain.saved_searches import SavedSearch
from services.tenders.handlers.saved_searches import send_alert
from services.tenders.storage.search_backlog import enter_backlog
from services.tenders.storage.search_numbering import number_public_changes
from services.tenders.storage.unit_of_work import TendersUnitOfWork
from services.tenders.wiring.duties import OpenUow, apart, loop, own_scope
from shared.kernel.clock import Clock
from shared.kernel.tender_ids import SavedSearchId
from shared.messaging.background import Background
from shared.storage.unit_of_work import retrying

_NUMBERING_SECONDS: Final = 0.5
_ALERT_SECONDS: Final = 30.0
_BACKLOG_SECONDS: Final = 60.0
_BATCH: Final = 100


def number_changes(open_uow: OpenUow) -> int:
    """Give positions to public changes that have none; give their number."""
    return retrying(partial(open_uow, own_scope("changes")), lambda uow: number_public_changes(uow.connection))


def send_alerts(open_uow: OpenUow, *, clock: Clock) -> int:
    """Send the alerts that are due, each in its own transaction; give how many were due."""
    with open_uow(own_scope("alerts")) as uow:
        due = uow.saved_searches.due(at=clock.now(), limit=_BATCH)
    begin = partial(open_uow, own_scope("alerts"))
    for search_id in due:
        apart(partial(retrying, begin, partial(_send, search_id)), duty="alerts", subject=str(search_id))
    return len(due)


def enter_published(open_uow: OpenUow) -> int:
    """Enter the consultations that search does not know in its present form; give their number."""
    entered = 0
    while done := retrying(partial(open_uow, own_scope("search_entries")), enter_backlog):
        entered += done
    return entered


def _send(search_id: SavedSearchId, uow: TendersUnitOfWork) -> SavedSearch | None:
    return send_alert(search_id, uow=uow)


def search_backgrounds(open_uow: OpenUow, *, clock: Clock) -> tuple[Background, ...]:
    """Give the duties of search."""
    return (
        loop("tenders.search_entries", _BACKLOG_SECONDS, lambda: enter_published(open_uow)),
        loop("tenders.public_changes", _NUMBERING_SECONDS, lambda: number_changes(open_uow)),
        loop("tenders.alerts", _ALERT_SECONDS, lambda: send_alerts(open_uow, clock=clock)),
    )
