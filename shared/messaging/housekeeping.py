"""Housekeeping of a service's common tables: what the law of the design lets go, once an hour, in one process of all.

Stored answers go after 30 days (design section 8.5), inbox rows after 400 days (8.12). The journal, the outbox and the
log are never touched.
"""

from typing import Final

from shared.kernel.clock import Clock, SystemClock
from shared.messaging.background import Background, Stop
from shared.storage.database import Database
from shared.storage.idempotency import purge
from shared.storage.inbox import purge_inbox
from shared.storage.tables import service_metadata, service_tables

_PAUSE_SECONDS: Final = 3600.0


def housekeeping(database: Database, *, clock: Clock | None = None) -> Background:
    """Give the loop for one service; ``database`` is opened under the service's own role."""
    now = (clock or SystemClock()).now
    tables = service_tables(service_metadata())

    def run(stop: Stop) -> None:
        """Clean now and every hour, until ``stop`` is set."""
        while True:
            with database.begin() as connection:
                purge(connection, tables, now=now())
                purge_inbox(connection, tables, now=now())
            if stop.wait(_PAUSE_SECONDS):
                return

    return Background(f"housekeeping.{database.schema}", run)
