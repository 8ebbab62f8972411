"""A consumer whose effect is one row of its journal, and which says when that effect was committed."""

import time
from collections.abc import Callable

from shared.contracts.mps import CandidacyCompletedV1
from shared.kernel.clock import SystemClock
from shared.kernel.ids import TimeOrderedIds
from shared.messaging.subscriptions import Consumer, Effect
from shared.storage.database import Database
from shared.storage.tables import service_metadata, service_tables
from shared.storage.unit_of_work import Scope, SqlUnitOfWork

TABLES = service_tables(service_metadata())
CLOCK = SystemClock()
IDS = TimeOrderedIds(CLOCK)


def timed_consumer(door: Database, said: Callable[[str, float], None]) -> Consumer[SqlUnitOfWork]:
    """Make the consumer; ``said`` gets the correlation of an event and the instant after the commit of its effect."""

    class Timed(SqlUnitOfWork):
        """Looks at the clock after each commit."""

        def commit(self) -> None:
            """Commit, then say when."""
            super().commit()
            said(self.scope.correlation_id, time.perf_counter())

    def open_uow(scope: Scope) -> SqlUnitOfWork:
        return Timed(door, TABLES, CLOCK, IDS, scope)

    def note(event: CandidacyCompletedV1, uow: SqlUnitOfWork) -> None:
        uow.record("noted", event.candidacy_id, {})

    return Consumer("invoicing", open_uow, [Effect(CandidacyCompletedV1, note)])
