"""A worker of `mps` for the tests, in its own process: `python -m tests.integration.messaging.worker_app`.

It notes each event in its journal. Number 666 cannot be noted until the file `mended` exists; numbers from 1000 on
take a second in the database, and say in the file `starts` that they began.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.contracts.envelope import Envelope
from shared.messaging.subscriptions import Consumer
from shared.observability import configure_logging
from shared.runtime import AppProvider, consume, run_worker
from shared.settings import Settings
from shared.storage.database import Database
from shared.storage.roles import service_database
from shared.storage.unit_of_work import SqlUnitOfWork
from tests.integration.messaging.parts import CANARY, Fetched, Noted, mps_consumer, note

POISON = 666
SLOW = 1000
FOLDER = Path(os.environ.get("TEST_FOLDER", "."))


@dataclass(frozen=True)
class App:
    """The application of this worker."""

    consumer: Consumer[SqlUnitOfWork]
    database: Database

    def close(self) -> None:
        self.database.dispose()


def apply(event: Any, uow: SqlUnitOfWork) -> None:
    note(event, uow)
    if event.n == POISON and not (FOLDER / "mended").exists():
        raise ValueError(f"cannot note {CANARY}")
    if event.n >= SLOW:
        with (FOLDER / "starts").open("a") as starts:
            starts.write(f"{event.n}\n")
        uow.connection.exec_driver_sql("SELECT pg_sleep(1)")


def build(settings: Settings, *, on_commit: Callable[[], None] = lambda: None) -> App:
    assert on_commit is not None
    database = service_database(settings, "mps")
    return App(mps_consumer(database, apply=apply), database)


class MpsService:
    name = "mps"
    app = AppProvider(build)

    @consume(Noted)
    def noted(self, envelope: Envelope) -> None:
        self.app.consumer.deliver(envelope)

    @consume(Fetched)
    def fetched(self, envelope: Envelope) -> None:
        self.app.consumer.deliver(envelope)


if __name__ == "__main__":
    settings = Settings.from_environment(os.environ)
    configure_logging("mps-worker", settings.log_level)
    run_worker(MpsService, settings)
