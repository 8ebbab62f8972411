"""Saving searches, and telling of what newly answers them."""

from dataclasses import dataclass, replace

from services.tenders.domain.errors import Code
from services.tenders.domain.messages import MessageKind, Recipient
from services.tenders.domain.saved_searches import (
    MOST_TOLD,
    AlertPeriod,
    SavedSearch,
    alert_of,
    check_criteria,
    check_quota,
    considered,
)
from services.tenders.domain.search import SearchCriteria
from services.tenders.handlers.messages import SendMessage, send_message
from services.tenders.ports import UnitOfWork
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.kernel.tender_ids import SavedSearchId


@dataclass(frozen=True, slots=True)
class SearchToSave:
    """What a company asks to be told about."""

    name: str
    criteria: SearchCriteria
    period: AlertPeriod


def save_search(asked: SearchToSave, *, uow: UnitOfWork) -> SavedSearch:
    """Save a search; what is published from now on counts, not what is there already.

    Raises:
        Refused: it asks for nothing, or the organisation has as many as it may.
    """
    principal = uow.scope.principal
    principal.require(Right.SUBMIT)
    if principal.organisation is None:
        refuse(Code.ORGANISATION_MISSING)
    check_criteria(asked.criteria, has_words=uow.saved_searches.has_words(asked.criteria))
    check_quota(uow.saved_searches.hold_quota())
    now = uow.clock.now()
    search = SavedSearch(
        search_id=uow.ids.new(SavedSearchId),
        version=1,
        owner=principal.organisation,
        name=asked.name,
        criteria=asked.criteria,
        period=asked.period,
        created_at=now,
        next_alert_at=now + asked.period.length,
        last_position=uow.saved_searches.last_position(),
    )
    uow.saved_searches.add(search)
    uow.record("search_saved", str(search.search_id), {"period": search.period.value})
    return search


def change_search(
    search_id: SavedSearchId, asked: SearchToSave, *, expected_version: int, uow: UnitOfWork
) -> SavedSearch:
    """Change a saved search; the next alert keeps its hour unless the period becomes shorter.

    Raises:
        Refused: another change came between, or it asks for nothing.
    """
    uow.scope.principal.require(Right.SUBMIT)
    search = uow.saved_searches.lock(search_id)
    if search.version != expected_version:
        refuse(Code.VERSION_STALE, expected=expected_version, current=search.version)
    check_criteria(asked.criteria, has_words=uow.saved_searches.has_words(asked.criteria))
    changed = replace(
        search,
        version=search.version + 1,
        name=asked.name,
        criteria=asked.criteria,
        period=asked.period,
        next_alert_at=min(search.next_alert_at, uow.clock.now() + asked.period.length),
    )
    uow.saved_searches.save(changed)
    uow.record("saved_search_changed", str(search_id), {"period": changed.period.value})
    return changed


def forget_search(search_id: SavedSearchId, *, uow: UnitOfWork) -> None:
    """Forget a saved search: no alert follows."""
    uow.scope.principal.require(Right.SUBMIT)
    uow.saved_searches.lock(search_id)
    uow.saved_searches.remove(search_id)
    uow.record("saved_search_forgotten", str(search_id), {})


def send_alert(search_id: SavedSearchId, *, uow: UnitOfWork) -> SavedSearch | None:
    """Tell the owner of what newly answers a saved search, in one message; nothing when nothing does.

    Whatever is found, the changes are considered once: a second process that comes later finds nothing due.
    """
    search = uow.saved_searches.lock(search_id)
    now = uow.clock.now()
    if search.next_alert_at > now:
        return None
    position = uow.saved_searches.last_position()
    answers = uow.saved_searches.answers(search, up_to=position, limit=MOST_TOLD)
    uow.saved_searches.save(considered(search, position=position, now=now))
    if not answers.changes:
        return None
    alert = alert_of(search, answers)
    owner = Recipient(siret=search.owner, email=None, name=str(search.owner))
    send_message(SendMessage(None, MessageKind.ALERT, (owner,), alert.subject, alert.body), uow=uow)
    return search
