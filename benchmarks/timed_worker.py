"""A worker like any other (our own entrypoint, a quorum queue, the inbox) that writes when each effect was kept."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.timed_consumer import timed_consumer
from shared.contracts.envelope import Envelope
from shared.contracts.mps import CandidacyCompletedV1
from shared.messaging.subscriptions import Consumer
from shared.observability import configure_logging
from shared.runtime import AppProvider, consume, run_worker
from shared.settings import Settings
from shared.storage.database import Database
from shared.storage.roles import service_database
from shared.storage.unit_of_work import SqlUnitOfWork


@dataclass(frozen=True, slots=True)
class App:
    """What a worker needs of a service."""

    consumer: Consumer[SqlUnitOfWork]
    database: Database

    def close(self) -> None:
        """Close the connections."""
        self.database.dispose()


def build(settings: Settings, *, on_commit: Callable[[], None]) -> App:  # noqa: ARG001 - this one announces nothing
    """Build the consumer on the schema of invoicing."""
    database = service_database(settings, "invoicing")
    return App(timed_consumer(database, _say), database)


def _say(name: str, at: float) -> None:
    """Write one line in one piece: handlers run in several threads."""
    os.write(1, f"{name} {at}\n".encode())


class TimedService:
    """The one entrypoint."""

    name = "invoicing"

    app = AppProvider(build)

    @consume(CandidacyCompletedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def completed(self, envelope: Envelope) -> None:
        """Apply one event."""
        self.app.consumer.deliver(envelope)


def main() -> None:
    """Work until asked to end."""
    data_dir, secrets_dir, amqp_url = sys.argv[1:]
    configure_logging("bench-worker", "ERROR")
    run_worker(TimedService, Settings(data_dir=Path(data_dir), secrets_dir=Path(secrets_dir), amqp_url=amqp_url))


if __name__ == "__main__":
    main()
