"""Searching: words and filters are one query of one index; rows are read newest first and never more than needed."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, REAL, ColumnElement, Connection, Uuid, bindparam, func, select, tuple_

from services.tenders.domain.public_changes import PublicChange, PublicChangeKind
from services.tenders.domain.search import SearchCriteria, SearchSort
from services.tenders.ports.search import Facets, Found
from services.tenders.storage.search_facets import count_facets
from services.tenders.storage.search_keys import DeadlineKey, NewestKey, RelevanceKey
from services.tenders.storage.search_questions import Question, as_query, over_windows, question_of
from services.tenders.storage.search_tables import public_change, search_entry
from services.tenders.storage.search_tokens import OPEN
from services.tenders.storage.tables import tender
from services.tenders.storage.views import SUMMARY
from shared.kernel.ids import TenderId
from shared.storage.database import Database
from shared.storage.search_vector import any_of

Key = NewestKey | DeadlineKey | RelevanceKey

RANKED: Final = 500  # answers put in order of relevance: the latest ones
_NEWEST: Final = (search_entry.c.published_at, search_entry.c.tender_id)
_SOONEST: Final = (search_entry.c.deadline, search_entry.c.tender_id)
_SUMMARIES: Final = (
    select(*SUMMARY, search_entry.c.updated_at)
    .join(search_entry, search_entry.c.tender_id == tender.c.id)
    .where(tender.c.id == func.any(bindparam("ids", type_=ARRAY(Uuid))))
)
_CHANGES: Final = (
    select(
        public_change.c.position,
        public_change.c.tender_id,
        public_change.c.kind,
        public_change.c.changed_at,
        tender.c.title,
        tender.c.buyer_name,
        tender.c.organisation,
    )
    .join(tender, tender.c.id == public_change.c.tender_id)
    .where(public_change.c.position > bindparam("after"))
    .order_by(public_change.c.position)
    .limit(bindparam("most"))
)


class SqlSearch:
    """The search of listed consultations, on connections that open no transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, criteria: SearchCriteria, *, sort: SearchSort, after: str | None, limit: int) -> Found:
        """Give the consultations that satisfy the criteria, in that order, after a key of an earlier page."""
        with self._database.reader() as connection:
            question = question_of(criteria, connection)
            keys = _keys(question, connection, sort=sort, after=after, limit=limit + 1)
            shown = keys[:limit]
            views = _summaries(connection, [key.tender_id for key in shown])
        return Found(views, shown[-1].text() if len(keys) > limit else None)

    def facets(self, criteria: SearchCriteria) -> Facets:
        """Count the answers by the values that refine the search."""
        with self._database.reader() as connection:
            return count_facets(question_of(criteria, connection), connection)

    def changes(self, *, after: int, limit: int) -> Sequence[PublicChange]:
        """Give the public changes that follow a position, in order."""
        with self._database.reader() as connection:
            rows = connection.execute(_CHANGES, {"after": after, "most": limit}).all()
        return [
            PublicChange(
                position=row.position,
                tender_id=TenderId(row.tender_id),
                kind=PublicChangeKind(row.kind),
                changed_at=row.changed_at,
                title=row.title,
                buyer_name=row.buyer_name,
                buyer_siret=row.organisation,
            )
            for row in rows
        ]


def _keys(
    question: Question, connection: Connection, *, sort: SearchSort, after: str | None, limit: int
) -> Sequence[Key]:
    match sort:
        case SearchSort.DEADLINE:
            return _soonest(question, connection, after=after, limit=limit)
        case SearchSort.RELEVANCE if question.words is not None:
            return _most_relevant(question, connection, after=after, limit=limit)
        case SearchSort.RELEVANCE | SearchSort.PUBLICATION:
            return _newest(question, connection, after=after, limit=limit)


def _newest(question: Question, connection: Connection, *, after: str | None, limit: int) -> Sequence[Key]:
    if after is not None:
        key = NewestKey.read(after)
        question = question.up_to(key.published_at, tuple_(*_NEWEST) < key.place)
    if question.is_bare:
        order = [column.desc() for column in _NEWEST]
        statement = select(*_NEWEST).where(*question.where()).order_by(*order).limit(limit)
        return [NewestKey(*row) for row in connection.execute(statement)]

    return _latest(question, connection, limit=limit)


def _latest(question: Question, connection: Connection, *, limit: int) -> Sequence[NewestKey]:
    """Find the latest answers through the index of words."""

    def run(held: Question) -> tuple[int, Sequence[NewestKey]]:
        hits = held.hits(*_NEWEST)
        statement = select(hits).order_by(hits.c.published_at.desc(), hits.c.tender_id.desc()).limit(limit)
        keys = [NewestKey(*row) for row in connection.execute(statement)]
        return len(keys), keys

    return over_windows(question, connection, wanted=limit, run=run)


def _soonest(question: Question, connection: Connection, *, after: str | None, limit: int) -> Sequence[Key]:
    """Only what is open has a deadline to meet; the number of open consultations bounds the work."""
    conditions: list[ColumnElement[bool]] = [search_entry.c.is_open]
    if after is not None:
        conditions.append(tuple_(*_SOONEST) > DeadlineKey.read(after).place)
    if question.is_bare:
        statement = select(*_SOONEST).where(*conditions, *question.where()).order_by(*_SOONEST).limit(limit)
    else:
        hits = question.filtered(any_of({OPEN})).given(*conditions).hits(*_SOONEST)
        statement = select(hits).order_by(hits.c.deadline, hits.c.tender_id).limit(limit)
    return [DeadlineKey(*row) for row in connection.execute(statement)]


def _most_relevant(question: Question, connection: Connection, *, after: str | None, limit: int) -> Sequence[Key]:
    """Rank the latest answers; later pages rank the same ones, whatever was published meanwhile."""
    key = None if after is None else RelevanceKey.read(after)
    if key is not None:
        question = question.up_to(key.latest.published_at, tuple_(*_NEWEST) <= key.latest.place)
    latest = [each.tender_id for each in _latest(question, connection, limit=RANKED)]
    rank = func.ts_rank(search_entry.c.words, as_query(question.words or ""), type_=REAL)
    statement = select(*_NEWEST, rank).where(search_entry.c.tender_id == func.any(bindparam("ids", type_=ARRAY(Uuid))))
    return _ranked(connection.execute(statement, {"ids": latest}).all(), after=key)[:limit]


def _ranked(rows: Sequence[Any], *, after: RelevanceKey | None) -> Sequence[RelevanceKey]:
    """Put the latest answers in order of relevance, then of publication, and continue after a key."""
    places = sorted(((rank, published_at, identifier) for published_at, identifier, rank in rows), reverse=True)
    if not places:
        return []
    latest = after.latest if after else NewestKey(*max((published_at, each) for _, published_at, each in places))
    keys = [RelevanceKey(latest, rank, NewestKey(published_at, each)) for rank, published_at, each in places]
    return keys if after is None else [key for key in keys if key.place < after.place]


def _summaries(connection: Connection, identifiers: Sequence[UUID]) -> Sequence[Mapping[str, Any]]:
    """Give the public columns of some consultations, in that order."""
    rows = {row.id: row._asdict() for row in connection.execute(_SUMMARIES, {"ids": list(identifiers)})}
    return [rows[identifier] for identifier in identifiers if identifier in rows]
