"""Events without a broker: once each, whatever fails, whatever comes late."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event as Flag
from typing import Any

import pytest

from shared.kernel.clock import SystemClock
from shared.kernel.principal import Principal
from shared.messaging.assembly import in_process_backgrounds
from shared.messaging.background import run_backgrounds
from shared.messaging.backoff import Backoff
from shared.messaging.dead import Replay, StoredDeadLetters
from shared.messaging.outbox import Outbox
from shared.messaging.subscriptions import Consumer
from shared.storage.database import Database
from shared.storage.outbox_cursors import cursor_position
from shared.storage.unit_of_work import Scope, SqlUnitOfWork
from tests.integration.messaging.parts import (
    CANARY,
    Fetched,
    Noted,
    Unwanted,
    effects,
    mps_consumer,
    note,
    noted,
    once_each,
    opener,
    publish,
)
from tests.waiting import wait_for


@contextmanager
def dispatching(consumer: Consumer[Any], *outboxes: Outbox) -> Iterator[None]:
    by_name = {outbox.service: outbox for outbox in outboxes}
    with run_backgrounds(outboxes[0].database, list(in_process_backgrounds(by_name, [consumer]))):
        yield


def cursor(outbox: Outbox) -> int:
    with outbox.database.reader() as connection:
        return cursor_position(connection, outbox.tables, "dispatch.mps")


def test_each_event_is_applied_once_and_the_cursor_follows(
    tenders: Database, mps: Database, outbox: Outbox, mps_outbox: Outbox
) -> None:
    publish(tenders, None, [noted(n) for n in range(250)])
    publish(tenders, None, [Unwanted(aggregate_id="u", aggregate_version=1, n=0)])
    publish(tenders, None, [Fetched(aggregate_id=f"f{n}", aggregate_version=1, n=n) for n in range(3)])
    with dispatching(mps_consumer(mps), outbox, mps_outbox):
        wait_for(lambda: cursor(outbox) == 254, what="cursor")
    assert effects(mps) == once_each(range(250))
    assert effects(mps, "fetched") == once_each([0, 10, 20])


def test_a_commit_is_applied_within_milliseconds_not_at_the_next_poll(
    tenders: Database, mps: Database, outbox: Outbox, mps_outbox: Outbox
) -> None:
    applied = Flag()

    def apply(event: Noted, uow: SqlUnitOfWork) -> None:
        note(event, uow)
        if event.n == 1:
            applied.set()

    with dispatching(mps_consumer(mps, apply=apply), outbox, mps_outbox):
        publish(tenders, outbox, [noted(0)])
        wait_for(lambda: effects(mps) == once_each([0]))
        publish(tenders, outbox, [noted(1)])
        assert applied.wait(0.6)  # below the one-second safety poll, even on a busy machine


def test_a_poisoned_event_is_set_aside_and_the_others_go_on(
    tenders: Database, mps: Database, outbox: Outbox, mps_outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.messaging.dispatcher.TRIES", 3)
    mended: list[bool] = []

    def apply(event: Noted, uow: SqlUnitOfWork) -> None:
        note(event, uow)
        if event.n == 2 and not mended:
            raise ValueError(f"cannot note {CANARY}")

    consumer = mps_consumer(mps, apply=apply)
    letters = StoredDeadLetters(outbox=lambda _: mps_outbox, consumer=lambda _: consumer, clock=SystemClock())
    publish(tenders, None, [noted(n) for n in range(5)])
    with dispatching(consumer, outbox, mps_outbox):
        wait_for(lambda: effects(mps) == once_each([0, 1, 3, 4]))
        (dead,) = wait_for(lambda: letters.waiting("mps"))
        wait_for(lambda: cursor(outbox) == 5)
    assert (dead.event_type, dead.attempts) == ("noted.v1", 3)
    assert dead.traceback.startswith("ValueError\n")
    assert "test_dispatcher.py" in dead.traceback
    assert CANARY not in dead.traceback
    assert letters.replay("mps") == Replay(given=0, failed=1)
    mended.append(True)
    assert letters.replay("mps", "00000000-0000-7000-8000-000000000000") == Replay(given=0, failed=0)
    assert letters.replay("mps", dead.event_id) == Replay(given=1, failed=0)
    assert letters.replay("mps") == Replay(given=0, failed=0)
    assert effects(mps) == once_each(range(5))


def test_a_slow_transaction_is_not_skipped(
    tenders: Database, mps: Database, outbox: Outbox, mps_outbox: Outbox
) -> None:
    scope = Scope(Principal.system("tenders"), correlation_id="c-1")
    with dispatching(mps_consumer(mps), outbox, mps_outbox), opener(tenders, outbox.committed.signal)(scope) as slow:
        slow.publish(noted(1))
        slow.connection.execute(slow.tables.outbox.insert().values(slow._events))  # takes its identity now
        slow._events.clear()
        publish(tenders, outbox, [noted(2), noted(3)])
        wait_for(lambda: effects(mps) == once_each([2, 3]))
        wait_for(lambda: cursor(outbox) == 2)
        slow.commit()
        outbox.committed.signal()
        wait_for(lambda: effects(mps) == once_each([1, 2, 3]))


def test_starting_again_from_the_beginning_applies_nothing_twice(
    tenders: Database, mps: Database, outbox: Outbox, mps_outbox: Outbox
) -> None:
    publish(tenders, None, [noted(n) for n in range(20)])
    with dispatching(mps_consumer(mps), outbox, mps_outbox):
        wait_for(lambda: cursor(outbox) == 20)
    with outbox.database.begin() as connection:
        connection.execute(outbox.tables.cursor.delete())
    with dispatching(mps_consumer(mps), outbox, mps_outbox):
        wait_for(lambda: cursor(outbox) == 20)
    assert effects(mps) == once_each(range(20))


def test_a_slow_errand_holds_nobody(tenders: Database, mps: Database, outbox: Outbox, mps_outbox: Outbox) -> None:
    released = Flag()

    def fetch(event: Fetched) -> int:
        released.wait(20)
        return event.n

    publish(tenders, None, [Fetched(aggregate_id="f", aggregate_version=1, n=7)])
    publish(tenders, None, [noted(n) for n in range(5)])
    with dispatching(mps_consumer(mps, fetch=fetch), outbox, mps_outbox):
        wait_for(lambda: effects(mps) == once_each(range(5)))
        assert effects(mps, "fetched") == once_each([])
        assert cursor(outbox) == 0
        released.set()
        wait_for(lambda: effects(mps, "fetched") == once_each([7]))
        wait_for(lambda: cursor(outbox) == 6)


def test_an_outage_uses_up_no_tries(
    tenders: Database, mps: Database, outbox: Outbox, mps_outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.messaging.dispatcher.TRIES", 2)
    monkeypatch.setattr("shared.messaging.dispatcher.RETRY", Backoff(first=0.01, ceiling=0.01))
    failures = iter(range(10))

    def apply(event: Noted, uow: SqlUnitOfWork) -> None:
        note(event, uow)
        if next(failures, None) is not None:
            raise ConnectionResetError

    consumer = mps_consumer(mps, apply=apply)
    letters = StoredDeadLetters(outbox=lambda _: mps_outbox, consumer=lambda _: consumer, clock=SystemClock())
    publish(tenders, None, [noted(1)])
    with dispatching(consumer, outbox, mps_outbox):
        wait_for(lambda: effects(mps) == once_each([1]))
    assert letters.waiting("mps") == []
