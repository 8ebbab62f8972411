"""What a command changes, announces and records commits together, and nobody is woken before."""

import json
import threading

import pytest
from sqlalchemy import text

from shared.contracts.envelope import Envelope
from shared.kernel.clock import FixedClock
from shared.kernel.ids import TimeOrderedIds
from shared.kernel.refusal import Refused, refuse
from shared.storage.database import Database
from shared.storage.unit_of_work import SqlUnitOfWork, retrying
from tests.integration.storage.parts import BUYER, TABLES, announced, open_uow, outbox_rows


def journal_rows(database: Database) -> list[object]:
    with database.reader() as connection:
        return list(connection.execute(TABLES.journal.select().order_by(TABLES.journal.c.id)))


def test_events_and_journal_commit_together(tenders: Database, clock: FixedClock, ids: TimeOrderedIds) -> None:
    woken: list[int] = []
    with open_uow(tenders, clock, ids, on_commit=lambda: woken.append(len(outbox_rows(tenders)))) as uow:
        uow.publish(announced("a", 1, buyer=BUYER))
        uow.publish(announced("b", 1))
        uow.record("tender.published", "a", {"objet": "école"})
        assert outbox_rows(tenders) == []
        uow.commit()
    assert woken == [2]  # once, when both events could already be read
    first, second = outbox_rows(tenders)
    assert (first.aggregate_id, first.feed, second.aggregate_id, second.feed) == ("a", BUYER, "b", None)
    assert first.recorded_at == clock.now()
    assert first.position is None
    envelope = Envelope.from_json(first.envelope)
    assert (envelope.id, envelope.correlationid, envelope.type) == (str(first.id), "c-1", "announced.v1")
    [entry] = journal_rows(tenders)
    assert (entry.action, entry.object_id, json.loads(entry.facts)) == ("tender.published", "a", {"objet": "école"})
    assert (entry.principal, entry.organisation) == ("system:tenders", None)


def test_leaving_without_commit_leaves_nothing(tenders: Database, clock: FixedClock, ids: TimeOrderedIds) -> None:
    woken: list[int] = []
    with open_uow(tenders, clock, ids, on_commit=lambda: woken.append(1)) as uow:
        uow.publish(announced())
        uow.record("tender.published", "a", {})

    def fail() -> None:
        with open_uow(tenders, clock, ids, on_commit=lambda: woken.append(1)) as uow:
            uow.publish(announced())
            refuse("TND-NO")

    with pytest.raises(Refused):
        fail()
    assert (outbox_rows(tenders), journal_rows(tenders), woken) == ([], [], [])


def test_nobody_is_woken_without_an_event(tenders: Database, clock: FixedClock, ids: TimeOrderedIds) -> None:
    woken: list[int] = []
    with open_uow(tenders, clock, ids, on_commit=lambda: woken.append(1)) as uow:
        uow.record("tender.read", "a", {})
        uow.commit()
    assert woken == []


def test_a_committed_unit_cannot_commit_again(tenders: Database, clock: FixedClock, ids: TimeOrderedIds) -> None:
    with open_uow(tenders, clock, ids) as uow:
        uow.commit()
        with pytest.raises(RuntimeError):
            uow.commit()


def test_a_deadlock_is_tried_again(tenders: Database, clock: FixedClock, ids: TimeOrderedIds) -> None:
    with tenders.begin() as connection:
        connection.execute(TABLES.cursor.insert(), [{"name": "x", "position": 0}, {"name": "y", "position": 0}])
    both_hold_one = threading.Barrier(2, timeout=10)
    tries: dict[str, int] = {"xy": 0, "yx": 0}

    def raise_both(order: str) -> None:
        def work(uow: SqlUnitOfWork) -> None:
            tries[order] += 1
            for rank, name in enumerate(order):
                uow.connection.execute(text("UPDATE cursor SET position = position + 1 WHERE name = :n"), {"n": name})
                if rank == 0 and tries[order] == 1:
                    both_hold_one.wait()
            uow.publish(announced(order))

        retrying(lambda: open_uow(tenders, clock, ids), work)

    threads = [threading.Thread(target=raise_both, args=(order,)) for order in tries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    with tenders.reader() as connection:
        assert [row.position for row in connection.execute(TABLES.cursor.select())] == [2, 2]
    assert sorted(tries.values()) == [1, 2]
    assert sorted(row.aggregate_id for row in outbox_rows(tenders)) == ["xy", "yx"]


def test_other_errors_are_not_tried_again(tenders: Database, clock: FixedClock, ids: TimeOrderedIds) -> None:
    tries: list[int] = []

    def work(uow: SqlUnitOfWork) -> None:
        tries.append(1)
        uow.connection.execute(text("SELECT 1 / 0"))

    with pytest.raises(Exception, match="division by zero"):
        retrying(lambda: open_uow(tenders, clock, ids), work)
    assert tries == [1]


def test_connections_return_to_the_pool(tenders: Database, clock: FixedClock, ids: TimeOrderedIds) -> None:
    for _ in range(tenders.pool_size * 3):
        with open_uow(tenders, clock, ids) as uow:
            uow.publish(announced())
    assert tenders.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_the_database_knows_only_its_schema_and_utc(tenders: Database) -> None:
    with tenders.reader() as connection:
        shown = {
            name: connection.exec_driver_sql(f"SHOW {name}").scalar_one()
            for name in ("search_path", "timezone", "transaction_isolation", "statement_timeout")
        }
    assert shown == {
        "search_path": "tenders",
        "timezone": "UTC",
        "transaction_isolation": "read committed",
        "statement_timeout": "30s",
    }
