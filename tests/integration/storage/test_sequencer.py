"""Positions are dense, follow the commit of each aggregate, and skip nobody, however slow."""

from concurrent.futures import ThreadPoolExecutor

from shared.contracts.event import Event
from shared.kernel.clock import FixedClock
from shared.kernel.ids import TimeOrderedIds
from shared.storage.database import Database
from shared.storage.sequencer import number_pending
from tests.integration.storage.parts import BUYER, OTHER_BUYER, TABLES, announced, open_uow, outbox_row, outbox_rows


def number(database: Database, *, batch: int = 1000) -> int:
    with database.begin() as connection:
        return number_pending(connection, TABLES, batch=batch)


def publish(database: Database, clock: FixedClock, ids: TimeOrderedIds, *events: Event) -> None:
    with open_uow(database, clock, ids) as uow:
        for event in events:
            uow.publish(event)
        uow.commit()


def read_by_ordinal(database: Database, last: int) -> list[tuple[int, str]]:
    """What a reader that trusts identities would do: everything after the last one it saw."""
    outbox = TABLES.outbox
    with database.reader() as connection:
        rows = connection.execute(outbox.select().where(outbox.c.ordinal > last).order_by(outbox.c.ordinal))
        return [(row.ordinal, row.aggregate_id) for row in rows]


def test_a_slow_transaction_is_numbered_later_and_never_skipped(
    tenders: Database, relay: Database, clock: FixedClock, ids: TimeOrderedIds
) -> None:
    with tenders.engine.connect() as slow:
        slow.execute(
            TABLES.outbox.insert().values(outbox_row(clock, ids, announced("slow")))
        )  # takes its ordinal, commits later
        publish(tenders, clock, ids, announced("fast"))

        naive_first = read_by_ordinal(tenders, 0)
        assert number(relay) == 1

        slow.commit()
    naive_second = read_by_ordinal(tenders, naive_first[-1][0])
    assert [name for _, name in naive_first + naive_second] == ["fast"]  # the naive reader loses "slow" for ever

    assert number(relay) == 1
    assert [(row.position, row.aggregate_id) for row in outbox_rows(tenders)] == [(1, "fast"), (2, "slow")]


def test_positions_follow_the_versions_of_each_aggregate(
    tenders: Database, relay: Database, clock: FixedClock, ids: TimeOrderedIds
) -> None:
    publish(tenders, clock, ids, announced("a", 1), announced("b", 1), announced("a", 2))
    publish(tenders, clock, ids, announced("b", 2), announced("a", 3))
    number(relay, batch=2)
    number(relay, batch=2)
    number(relay, batch=2)
    rows = outbox_rows(tenders)
    assert [row.position for row in rows] == [1, 2, 3, 4, 5]
    for aggregate in ("a", "b"):
        versions = [row.aggregate_version for row in rows if row.aggregate_id == aggregate]
        assert versions == sorted(versions)


def test_feed_positions_are_dense_for_each_buyer(
    tenders: Database, relay: Database, clock: FixedClock, ids: TimeOrderedIds
) -> None:
    publish(tenders, clock, ids, announced("a", buyer=BUYER), announced("b"), announced("c", buyer=OTHER_BUYER))
    number(relay)
    publish(tenders, clock, ids, announced("d", buyer=OTHER_BUYER), announced("e", buyer=BUYER), announced("f"))
    number(relay)
    rows = outbox_rows(tenders)
    assert [row.position for row in rows] == list(range(1, 7))
    assert [row.feed_position for row in rows] == [1, None, 1, 2, 2, None]


def test_two_sequencers_at_once_leave_no_gap_and_no_double(
    tenders: Database, relay: Database, clock: FixedClock, ids: TimeOrderedIds
) -> None:
    for first in range(0, 300, 50):
        publish(tenders, clock, ids, *(announced(str(n), buyer=BUYER) for n in range(first, first + 50)))

    def until_done(_sequencer: int) -> int:
        numbered = 0
        while step := number(relay, batch=7):
            numbered += step
        return numbered

    with ThreadPoolExecutor(2) as both:
        assert sum(both.map(until_done, range(2))) == 300
    rows = outbox_rows(tenders)
    assert [row.position for row in rows] == list(range(1, 301))
    assert [row.feed_position for row in rows] == list(range(1, 301))
    assert [row.aggregate_id for row in rows] == [str(n) for n in range(300)]


def test_writers_and_sequencers_at_once_lose_nothing(
    tenders: Database, relay: Database, clock: FixedClock, ids: TimeOrderedIds
) -> None:
    def write(writer: int) -> None:
        for version in range(1, 26):
            publish(tenders, clock, ids, announced(str(writer), version, buyer=BUYER))

    with ThreadPoolExecutor(6) as pool:
        writers = [pool.submit(write, writer) for writer in range(4)]
        while not all(writer.done() for writer in writers):
            number(relay)
        for writer in writers:
            writer.result()
    number(relay)
    rows = outbox_rows(tenders)
    assert [row.position for row in rows] == list(range(1, 101))
    assert [row.feed_position for row in rows] == list(range(1, 101))
    for writer in range(4):
        versions = [row.aggregate_version for row in rows if row.aggregate_id == str(writer)]
        assert versions == list(range(1, 26))


def test_nothing_pending_costs_one_look_at_an_empty_index(relay: Database) -> None:
    assert number(relay) == 0
