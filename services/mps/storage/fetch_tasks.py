"""The lanes of fetching in PostgreSQL: rows claimed for a while, so that a worker that dies loses nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, func, or_, select, tuple_, union_all, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql import ColumnElement

from services.mps.domain.fetching import LEASE, FetchTask, Share
from services.mps.domain.sources import Source
from services.mps.storage.candidacies import Row
from services.mps.storage.fetching_tables import fetch_task as table
from shared.kernel.ids import CandidacyId


class SqlFetchTasks:
    """The tasks of all lanes."""

    def __init__(self, connection: Connection, traceparent: str | None = None) -> None:
        self._connection = connection
        self._traceparent = traceparent
        self.has_put = False  # whether the lanes have something new to look at

    def put(self, tasks: Sequence[FetchTask]) -> None:
        """Queue tasks; a task of an earlier attempt is replaced, one that is there already stays."""
        if not tasks:
            return
        self.has_put = True
        statement = insert(table)
        renewed = ("attempt", "queued_at", "wanted_by", "due_at", "traceparent")
        fresh = {name: statement.excluded[name] for name in renewed}
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[table.c.candidacy_id, table.c.source],
                set_={**fresh, "claimed_until": None},
                where=table.c.attempt < statement.excluded.attempt,
            ),
            [to_row(task) | {"traceparent": self._traceparent} for task in tasks],
        )

    def claim(self, shares: Sequence[Share], *, now: datetime) -> Sequence[FetchTask]:
        """Take the most urgent tasks of each share in one statement; nobody else takes them for a while.

        Of two workers that choose the same row the second waits for the first, finds it taken, and passes over it.
        """
        chosen = union_all(*(_most_urgent(share, now) for share in shares))
        claim = (
            update(table)
            .where(tuple_(table.c.candidacy_id, table.c.source).in_(chosen), _is_free(now))
            .values(claimed_until=now + LEASE)
            .returning(*table.c)
        )
        taken = [from_row(row) for row in self._connection.execute(claim).mappings()]
        return sorted(taken, key=lambda task: (task.wanted_by, task.queued_at))

    def postpone(self, task: FetchTask, *, until: datetime) -> None:
        """Give a task back to its lane until an instant."""
        self._connection.execute(update(table).where(_is(task)).values(due_at=until, claimed_until=None))

    def done(self, tasks: Sequence[FetchTask]) -> None:
        """Take tasks out of their lanes, but those that a later attempt has replaced."""
        if not tasks:
            return
        these = [(task.candidacy_id.value, task.source.value, task.attempt) for task in tasks]
        self._connection.execute(
            delete(table).where(tuple_(table.c.candidacy_id, table.c.source, table.c.attempt).in_(these))
        )

    def of(self, candidacy_id: CandidacyId) -> Sequence[FetchTask]:
        """Give the tasks of a candidacy that wait or run."""
        rows = self._connection.execute(select(table).where(table.c.candidacy_id == candidacy_id.value))
        return [from_row(row) for row in rows.mappings()]

    def ahead(self, task: FetchTask, *, sources: Sequence[Source]) -> int:
        """Count the tasks of some lanes that pass before this one."""
        before = tuple_(table.c.wanted_by, table.c.queued_at) < tuple_(task.wanted_by, task.queued_at)
        lanes = table.c.source.in_([source.value for source in sources])
        counted = select(func.count()).where(lanes, before, table.c.due_at <= task.due_at)
        return int(self._connection.execute(counted).scalar_one())

    def waiting(self, *, now: datetime) -> Mapping[Source, int]:
        """Count the tasks of each lane that could be taken now."""
        counted = select(table.c.source, func.count()).where(_is_free(now)).group_by(table.c.source)
        return {Source(name): int(count) for name, count in self._connection.execute(counted)}


def _most_urgent(share: Share, now: datetime) -> Select[Any]:
    """Choose the tasks of one share: so many of each lane at most, then so many in all."""
    urgency = (table.c.wanted_by, table.c.queued_at)
    rank = func.row_number().over(partition_by=table.c.source, order_by=urgency).label("rank")
    lanes = table.c.source.in_([source.value for source in share.rooms])
    ranked = select(table.c.candidacy_id, table.c.source, *urgency, rank).where(lanes, _is_free(now)).subquery()
    has_room = or_(*(and_(ranked.c.source == source.value, ranked.c.rank <= n) for source, n in share.rooms.items()))
    first = select(ranked.c.candidacy_id, ranked.c.source).where(has_room)
    chosen = first.order_by(ranked.c.wanted_by, ranked.c.queued_at).limit(share.limit).subquery()
    return select(chosen.c.candidacy_id, chosen.c.source)


def to_row(task: FetchTask) -> dict[str, Any]:
    """Write a task as its row."""
    return {
        "candidacy_id": task.candidacy_id.value,
        "source": task.source.value,
        "attempt": task.attempt,
        "queued_at": task.queued_at,
        "wanted_by": task.wanted_by,
        "due_at": task.due_at,
    }


def from_row(row: Row) -> FetchTask:
    """Read a task from its row."""
    return FetchTask(
        candidacy_id=CandidacyId(row["candidacy_id"]),
        source=Source(row["source"]),
        attempt=row["attempt"],
        queued_at=row["queued_at"],
        wanted_by=row["wanted_by"],
        due_at=row["due_at"],
        traceparent=row["traceparent"],
    )


def _is(task: FetchTask) -> ColumnElement[bool]:
    return and_(
        table.c.candidacy_id == task.candidacy_id.value,
        table.c.source == task.source.value,
        table.c.attempt == task.attempt,
    )


def _is_free(now: datetime) -> ColumnElement[bool]:
    return and_(table.c.due_at <= now, or_(table.c.claimed_until.is_(None), table.c.claimed_until <= now))
