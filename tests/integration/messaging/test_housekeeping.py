"""Housekeeping lets go of what is old enough, and of nothing else."""

import uuid
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from shared.kernel.clock import FixedClock
from shared.messaging.background import Stop
from shared.messaging.housekeeping import housekeeping
from shared.storage.tables import service_metadata, service_tables

NOW = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
TABLES = service_tables(service_metadata())


def test_only_what_is_past_its_time_goes(mps):
    ages = (timedelta(days=1), timedelta(days=399), timedelta(days=401))
    with mps.begin() as connection:
        for number, age in enumerate(ages):
            row = {"source": f"/plis/{number}", "event_id": uuid.UUID(int=number), "received_at": NOW - age}
            connection.execute(TABLES.inbox.insert(), row)
    stop = Stop()
    stop.set()
    housekeeping(mps, clock=FixedClock(NOW)).run(stop)
    with mps.reader() as connection:
        assert connection.execute(select(func.count()).select_from(TABLES.inbox)).scalar_one() == 2
