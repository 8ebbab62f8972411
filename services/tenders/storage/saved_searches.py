"""The repository of saved searches."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, bindparam, func, select, text

from services.tenders.domain.errors import Code
from services.tenders.domain.public_changes import PublicChange, PublicChangeKind
from services.tenders.domain.saved_searches import TOLD, AlertPeriod, NewAnswers, SavedSearch
from services.tenders.domain.search import SearchCriteria
from services.tenders.storage.search_questions import question_of
from services.tenders.storage.search_tables import public_change, saved_search, search_entry
from services.tenders.storage.tables import tender
from services.tenders.storage.visibility import seen_by, visible
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import SavedSearchId
from shared.storage import records

_QUOTA_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('plis.saved_search.' || :organisation, 0))")
_OWN: Final = select(saved_search).where(visible(saved_search)).order_by(saved_search.c.id)
_COUNT: Final = select(func.count()).select_from(saved_search).where(visible(saved_search))
_LOCK: Final = (
    select(saved_search).where(saved_search.c.id == bindparam("search"), visible(saved_search)).with_for_update()
)
_LAST: Final = select(func.coalesce(func.max(public_change.c.position), 0))
_DUE: Final = (
    select(saved_search.c.id)
    .where(saved_search.c.next_alert_at <= bindparam("at"))
    .order_by(saved_search.c.next_alert_at)
    .limit(bindparam("most"))
)


class SqlSavedSearches:
    """Saved searches as one principal sees them."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._seen = seen_by(principal)

    def of_organisation(self) -> Sequence[SavedSearch]:
        """Give every saved search, the oldest first."""
        return [_from_row(row) for row in self._connection.execute(_OWN, self._seen).mappings()]

    def lock(self, search_id: SavedSearchId) -> SavedSearch:
        """Read a saved search and hold it, or refuse ``TND-NOT-FOUND``."""
        row = self._connection.execute(_LOCK, {"search": search_id.value, **self._seen}).mappings().one_or_none()
        if row is None:
            refuse(Code.NOT_FOUND, object=search_id)
        return _from_row(row)

    def add(self, search: SavedSearch) -> None:
        """Keep a new saved search."""
        self._connection.execute(saved_search.insert(), _to_row(search))

    def save(self, search: SavedSearch) -> None:
        """Keep what changed of a saved search that is locked."""
        update = saved_search.update().where(saved_search.c.id == search.search_id.value)
        self._connection.execute(update.values(_to_row(search)))

    def remove(self, search_id: SavedSearchId) -> None:
        """Forget a saved search that is locked."""
        self._connection.execute(saved_search.delete().where(saved_search.c.id == search_id.value))

    def hold_quota(self) -> int:
        """Give the number of saved searches of the organisation, and let nobody add one before the end."""
        self._connection.execute(_QUOTA_LOCK, {"organisation": str(self._seen["own_organisation"])})
        return int(self._connection.execute(_COUNT, self._seen).scalar_one())

    def last_position(self) -> int:
        """Give the position of the last public change."""
        return int(self._connection.execute(_LAST).scalar_one())

    def has_words(self, criteria: SearchCriteria) -> bool:
        """Say whether the text of the criteria holds anything that can be searched."""
        return not question_of(SearchCriteria(text=criteria.text), self._connection).is_open_ended

    def due(self, *, at: datetime, limit: int) -> Sequence[SavedSearchId]:
        """Give saved searches whose next alert may leave, the longest waiting first."""
        rows = self._connection.execute(_DUE, {"at": at, "most": limit}).scalars()
        return [SavedSearchId(row) for row in rows]

    def answers(self, search: SavedSearch, *, up_to: int, limit: int) -> NewAnswers:
        """Give the changes that answer a saved search, after those already considered: one for each consultation."""
        question = question_of(search.criteria, self._connection)
        first = (
            select(func.min(public_change.c.position).label("position"), public_change.c.tender_id)
            .where(
                public_change.c.position > search.last_position,
                public_change.c.position <= up_to,
                public_change.c.kind.in_([kind.value for kind in TOLD]),
            )
            .group_by(public_change.c.tender_id)
            .subquery("first")
        )
        columns = (tender.c.title, tender.c.buyer_name, tender.c.organisation)
        statement = (
            select(public_change, *columns)
            .join(first, first.c.position == public_change.c.position)
            .join(search_entry, search_entry.c.tender_id == public_change.c.tender_id)
            .join(tender, tender.c.id == public_change.c.tender_id)
            .where(*question.where())
            .order_by(public_change.c.position)
            .limit(limit + 1)
        )
        rows = self._connection.execute(statement).all()
        return NewAnswers(tuple(_change(row) for row in rows[:limit]), has_more=len(rows) > limit)


def _change(row: Any) -> PublicChange:  # noqa: ANN401 - a row
    return PublicChange(
        position=row.position,
        tender_id=TenderId(row.tender_id),
        kind=PublicChangeKind(row.kind),
        changed_at=row.changed_at,
        title=row.title,
        buyer_name=row.buyer_name,
        buyer_siret=row.organisation,
    )


def _to_row(search: SavedSearch) -> dict[str, Any]:
    return {
        "id": search.search_id.value,
        "organisation": search.owner.value,
        "version": search.version,
        "name": search.name,
        "criteria": records.to_json(search.criteria),
        "period": search.period.value,
        "created_at": search.created_at,
        "next_alert_at": search.next_alert_at,
        "last_position": search.last_position,
    }


def _from_row(row: RowMapping) -> SavedSearch:
    return SavedSearch(
        search_id=SavedSearchId(row["id"]),
        version=row["version"],
        owner=Siret.parse(row["organisation"]),
        name=row["name"],
        criteria=records.from_json(SearchCriteria, row["criteria"]),
        period=AlertPeriod(row["period"]),
        created_at=row["created_at"],
        next_alert_at=row["next_alert_at"],
        last_position=row["last_position"],
    )
