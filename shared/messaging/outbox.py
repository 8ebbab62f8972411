"""An outbox as its readers see it: the service, its schema under the relay's role, and the wake-ups around it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from shared.messaging.background import Background
from shared.messaging.signal import NotifyingWakeUp
from shared.settings import Settings
from shared.storage.database import Database
from shared.storage.roles import relay_database
from shared.storage.tables import ServiceTables, service_metadata, service_tables

_POOL: Final = 6  # sequencer, relay or one reader per consumer, listeners starting, a command of the operator


@dataclass(frozen=True, slots=True)
class Outbox:
    """The outbox of one service.

    ``committed`` is signalled when facts were committed, ``numbered`` when the sequencer has given them positions.
    """

    service: str
    database: Database
    tables: ServiceTables
    committed: NotifyingWakeUp
    numbered: NotifyingWakeUp

    @classmethod
    def of(cls, service: str, database: Database) -> "Outbox":
        """Describe the outbox of a service; ``database`` is its schema, opened under the relay's role."""
        return cls(
            service=service,
            database=database,
            tables=service_tables(service_metadata()),
            committed=commit_wake_up(database, service),
            numbered=NotifyingWakeUp(database, f"plis_{service}_numbered"),
        )

    @classmethod
    def open(cls, settings: Settings, service: str) -> "Outbox":
        """Open the outbox of a service of this installation."""
        return cls.of(service, relay_database(settings, service, pool_size=_POOL))

    def listeners(self) -> Iterator[Background]:
        """Give the loops through which other processes wake the readers of this outbox."""
        yield self.committed.listener()
        yield self.numbered.listener()

    def close(self) -> None:
        """Close the connections of this outbox."""
        self.database.dispose()


def commit_wake_up(database: Database, service: str) -> NotifyingWakeUp:
    """Make the wake-up that a service signals to its sequencer after a commit that announced facts (``on_commit``)."""
    return NotifyingWakeUp(database, f"plis_{service}_committed", one_ear=True)
