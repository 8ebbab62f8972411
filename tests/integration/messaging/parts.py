"""What the messaging tests are made from: events, a consumer that counts its effects in its journal, a publisher."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pika
from pika.adapters.blocking_connection import BlockingChannel

from shared.contracts.event import Event
from shared.kernel.clock import SystemClock
from shared.kernel.ids import TimeOrderedIds
from shared.kernel.principal import Principal
from shared.messaging.outbox import Outbox
from shared.messaging.subscriptions import Consumer, Effect, Errand
from shared.storage.database import Database
from shared.storage.tables import service_metadata, service_tables
from shared.storage.unit_of_work import Scope, SqlUnitOfWork

TABLES = service_tables(service_metadata())
CLOCK = SystemClock()
IDS = TimeOrderedIds(CLOCK)
BUYER = "21750001600019"
OTHER_BUYER = "21690123100011"
CANARY = "canary-8841"


class Noted(Event):
    """A fact that its consumer notes."""

    event_type = "noted.v1"
    source = "tenders"
    n: int
    buyer: str | None = None

    @property
    def feed(self) -> str | None:
        return self.buyer


class Fetched(Event):
    """A fact for which its consumer has to fetch something."""

    event_type = "fetched.v1"
    source = "tenders"
    n: int


class Unwanted(Event):
    """A fact that nobody wants."""

    event_type = "unwanted.v1"
    source = "tenders"
    n: int


class Blocked(Event):
    """A fact whose queue is full."""

    event_type = "blocked.v1"
    source = "tenders"
    n: int


EVENT_CLASSES = (Noted, Fetched, Unwanted, Blocked)


def noted(n: int, *, buyer: str | None = None) -> Noted:
    return Noted(aggregate_id=f"a{n}", aggregate_version=1, n=n, buyer=buyer)


def opener(database: Database, on_commit: Callable[[], None] = lambda: None) -> Callable[[Scope], SqlUnitOfWork]:
    return lambda scope: SqlUnitOfWork(database, TABLES, CLOCK, IDS, scope, on_commit)


def note(event: Any, uow: SqlUnitOfWork) -> None:
    uow.record("noted", str(event.n), {})


def mps_consumer(
    database: Database,
    *,
    apply: Callable[[Any, SqlUnitOfWork], None] = note,
    fetch: Callable[[Fetched], int] | None = None,
) -> Consumer[SqlUnitOfWork]:
    """The service `mps` as a reader of `tenders`: one journal entry per effect."""
    return Consumer(
        "mps",
        opener(database),
        [
            Effect(Noted, apply),
            Errand(Fetched, fetch or (lambda event: event.n * 10), _note_fetched),
        ],
    )


def _note_fetched(event: Fetched, got: int, uow: SqlUnitOfWork) -> None:
    uow.record("fetched", str(got), {"n": str(event.n)})


def publish(tenders: Database, outbox: Outbox | None, events: Iterable[Event]) -> None:
    """Commit events in the outbox of `tenders`, one transaction for all."""
    scope = Scope(Principal.system("tenders"), correlation_id="c-1")
    on_commit = (lambda: None) if outbox is None else outbox.committed.signal
    with opener(tenders, on_commit)(scope) as uow:
        for event in events:
            uow.publish(event)
        uow.commit()


def effects(mps: Database, action: str = "noted") -> Counter[str]:
    """How many times each effect has happened."""
    journal = TABLES.journal
    with mps.reader() as connection:
        rows = connection.execute(journal.select().where(journal.c.action == action))
        return Counter(row.object_id for row in rows)


def once_each(numbers: Iterable[int]) -> Counter[str]:
    return Counter(str(n) for n in numbers)


def take_all(channel: BlockingChannel, queue: str) -> list[tuple[pika.BasicProperties, bytes]]:
    """Take and acknowledge what waits in a queue."""
    messages = []
    while True:
        method, properties, body = channel.basic_get(queue, auto_ack=True)
        if method is None:
            return messages
        messages.append((properties, body))
