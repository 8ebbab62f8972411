"""The unit of work: what a command changes, what it announces and what the journal says of it commit together.

Events and journal entries are buffered and written at commit, in one round trip each; listeners are woken after the
commit, never inside it (a NOTIFY in the transaction serialises all commits). Handlers see it through their ports.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from sqlalchemy import Connection, Insert, Table, insert
from sqlalchemy.exc import DBAPIError

from shared.contracts.envelope import Envelope
from shared.contracts.event import Event
from shared.kernel.clock import Clock
from shared.kernel.ids import EventId, Ids, JournalId
from shared.kernel.principal import Principal
from shared.storage.database import Database
from shared.storage.tables import ServiceTables

_SERIALISATION_FAILURE: Final = "40001"
_DEADLOCK: Final = "40P01"
_RETRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Scope:
    """On whose behalf a unit of work acts, and what caused it."""

    principal: Principal
    correlation_id: str
    causation_id: str | None = None
    traceparent: str | None = None


class SqlUnitOfWork:
    """One transaction of a service; a service's subclass makes its repositories in `bind`."""

    connection: Connection

    def __init__(
        self,
        database: Database,
        tables: ServiceTables,
        clock: Clock,
        ids: Ids,
        scope: Scope,
        on_commit: Callable[[], None] = lambda: None,
    ) -> None:
        self.database = database
        self.tables = tables
        self.clock = clock
        self.ids = ids
        self.scope = scope
        self._on_commit = on_commit
        self._events: list[dict[str, Any]] = []
        self._entries: list[dict[str, Any]] = []
        self._is_over = True
        self._only_reads = False

    def reading(self) -> Self:
        """Only read, each statement alone: what READ COMMITTED gives anyway, without the trips to begin and to end."""
        self._only_reads = True
        return self

    def bind(self) -> None:
        """Make the repositories on `self.connection`; a service's subclass overrides this."""

    def __enter__(self) -> Self:
        only_reads = self._only_reads
        self.connection = self.database.connect_to_read() if only_reads else self.database.engine.connect()
        self._events.clear()
        self._entries.clear()
        self._is_over = only_reads  # what only reads has nothing to commit
        try:
            if not only_reads:
                self.connection.begin()
            self.bind()
        except BaseException:
            self.connection.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over = True
        self.connection.close()  # rolls back what was not committed

    @property
    def is_over(self) -> bool:
        """Say whether the transaction was committed or left."""
        return self._is_over

    def publish(self, event: Event) -> None:
        """Announce a fact: it is written to the outbox at commit, and nobody hears of it before."""
        event_id = self.ids.new(EventId)
        recorded_at = self.clock.now()
        envelope = Envelope.wrap(
            event,
            event_id=event_id,
            time=recorded_at,
            correlation_id=self.scope.correlation_id,
            causation_id=self.scope.causation_id,
            traceparent=self.scope.traceparent,
        )
        self._events.append(
            {
                "id": event_id.value,
                "feed": event.feed,
                "type": event.event_type,
                "aggregate_id": event.aggregate_id,
                "aggregate_version": event.aggregate_version,
                "recorded_at": recorded_at,
                "envelope": envelope.to_json(),
            }
        )

    def record(self, action: str, object_id: str, facts: Mapping[str, str]) -> None:
        """Write an act in the journal, with its author and instant; facts never hold sealed content or secrets."""
        principal = self.scope.principal
        self._entries.append(
            {
                "id": self.ids.new(JournalId).value,
                "at": self.clock.now(),
                "principal": principal.subject,
                "organisation": None if principal.organisation is None else str(principal.organisation),
                "action": action,
                "object_id": object_id,
                "facts": json.dumps(dict(facts), ensure_ascii=False, sort_keys=True),
                "correlation_id": self.scope.correlation_id,
            }
        )

    def commit(self) -> None:
        """Make the changes, the events and the journal entries durable, all together, then wake the listeners."""
        if self._is_over:
            raise RuntimeError("this unit of work is already over, or only reads")
        self._write(self.tables.outbox, self._events)
        self._write(self.tables.journal, self._entries)
        self.connection.commit()
        self._is_over = True
        if self._events:
            self._on_commit()

    def _write(self, table: Table, rows: list[dict[str, Any]]) -> None:
        if rows:  # one statement for all of them, prepared once by the server, sent together
            self.connection.execute(_inserting(table), rows)


@cache  # built once: every commit writes these rows
def _inserting(table: Table) -> Insert:
    return insert(table)


U = TypeVar("U", bound=SqlUnitOfWork)
R = TypeVar("R")


def retrying(open_uow: Callable[[], U], work: Callable[[U], R]) -> R:
    """Do a piece of work in a new unit of work and commit it, again when PostgreSQL asks for it (at most 3 times).

    Only a serialisation failure or a deadlock is tried again: the server promises that nothing was done.
    """
    for attempt in range(_RETRIES + 1):
        try:
            with open_uow() as uow:
                result = work(uow)
                if not uow.is_over:
                    uow.commit()
                return result
        except DBAPIError as error:
            if attempt == _RETRIES or not is_transient(error):
                raise
    raise AssertionError("the loop above returns or raises")


def is_transient(error: DBAPIError) -> bool:
    """Say whether the server rolled a transaction back and invites to try it again."""
    return getattr(error.orig, "sqlstate", None) in {_SERIALISATION_FAILURE, _DEADLOCK}
