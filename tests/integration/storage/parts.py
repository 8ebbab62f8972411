"""What the storage tests are made from: an event, a unit of work on the common tables, the service's databases."""

from collections.abc import Callable
from typing import Any

from shared.contracts.event import Event
from shared.kernel.clock import Clock
from shared.kernel.ids import Ids
from shared.kernel.principal import Principal
from shared.storage.database import Database
from shared.storage.tables import service_metadata, service_tables
from shared.storage.unit_of_work import Scope, SqlUnitOfWork

TABLES = service_tables(service_metadata())
BUYER = "21750001600019"
OTHER_BUYER = "21690123100011"


class Announced(Event):
    """A fact of these tests, on the feed that it is given."""

    event_type = "announced.v1"
    source = "tenders"
    buyer: str | None = None

    @property
    def feed(self) -> str | None:
        return self.buyer


def announced(aggregate: str = "a", version: int = 1, *, buyer: str | None = None) -> Announced:
    return Announced(aggregate_id=aggregate, aggregate_version=version, buyer=buyer)


def open_uow(
    database: Database, clock: Clock, ids: Ids, *, on_commit: Callable[[], None] = lambda: None
) -> SqlUnitOfWork:
    scope = Scope(Principal.system("tenders"), correlation_id="c-1")
    return SqlUnitOfWork(database, TABLES, clock, ids, scope, on_commit)


def outbox_rows(database: Database) -> list[Any]:
    outbox = TABLES.outbox
    with database.reader() as connection:
        return list(connection.execute(outbox.select().order_by(outbox.c.position.nulls_last(), outbox.c.ordinal)))


def outbox_row(clock: Clock, ids: Ids, event: Event) -> dict[str, Any]:
    """The row that publishing an event would insert, for a test that commits it by hand."""
    uow = SqlUnitOfWork(None, TABLES, clock, ids, Scope(Principal.system("tenders"), "c-1"))  # type: ignore[arg-type]
    uow.publish(event)
    return uow._events[0]
