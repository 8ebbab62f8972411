"""An event is applied once; cursors only go forward; dead letters keep their reason."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event, Thread
from uuid import UUID

from shared.contracts.envelope import Envelope
from shared.kernel.clock import FixedClock
from shared.kernel.ids import EventId, TimeOrderedIds
from shared.storage.database import Database
from shared.storage.dead_letters import DeadLetter, bury, dead_letters, mark_replayed
from shared.storage.inbox import KEPT, claim, purge_inbox
from shared.storage.notifications import listen, notify
from shared.storage.outbox_cursors import cursor_position, last_position, move_cursor
from shared.storage.outbox_rows import feed_rows_after, rows_after
from shared.storage.sequencer import number_pending
from tests.integration.storage.parts import BUYER, TABLES, announced, open_uow
from tests.waiting import wait_for


def test_an_event_is_claimed_once(tenders: Database, clock: FixedClock, ids: TimeOrderedIds) -> None:
    event_id = ids.new(EventId).value

    def apply(_worker: int) -> bool:
        with open_uow(tenders, clock, ids) as uow:
            if not claim(uow, "invoicing", event_id):
                return False
            uow.commit()
            return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(apply, range(8))) == [False] * 7 + [True]


def test_a_rolled_back_claim_is_free_again(tenders: Database, clock: FixedClock, ids: TimeOrderedIds) -> None:
    event_id = str(ids.new(EventId))
    for _ in range(2):
        with open_uow(tenders, clock, ids) as uow:
            assert claim(uow, "invoicing", event_id)


def test_the_inbox_outlives_any_replay(tenders: Database, clock: FixedClock, ids: TimeOrderedIds) -> None:
    with open_uow(tenders, clock, ids) as uow:
        claim(uow, "invoicing", ids.new(EventId).value)
        uow.commit()
    for wait, forgotten in ((KEPT, 0), (timedelta(milliseconds=1), 1)):
        clock.advance(wait)
        with tenders.begin() as connection:
            assert purge_inbox(connection, TABLES, now=clock.now()) == forgotten


def test_readers_walk_positions_and_feeds(
    tenders: Database, relay: Database, clock: FixedClock, ids: TimeOrderedIds
) -> None:
    with open_uow(tenders, clock, ids) as uow:
        for number in range(6):
            uow.publish(announced(str(number), buyer=BUYER if number % 2 else None))
        uow.commit()
    with relay.begin() as connection:
        assert rows_after(connection, TABLES, 0, limit=10) == []
        number_pending(connection, TABLES)
        assert last_position(connection, TABLES) == 6
        assert [row.position for row in rows_after(connection, TABLES, 2, limit=3)] == [3, 4, 5]
        feed = feed_rows_after(connection, TABLES, feed=BUYER, position=1, limit=10)
        assert [Envelope.from_json(row.envelope).subject for row in feed] == ["3", "5"]
        assert feed_rows_after(connection, TABLES, feed="other", position=0, limit=10) == []


def test_a_cursor_never_goes_back(relay: Database) -> None:
    with relay.begin() as connection:
        assert cursor_position(connection, TABLES, "relay") == 0
        for position in (3, 7, 5):
            move_cursor(connection, TABLES, "relay", position)
        assert cursor_position(connection, TABLES, "relay") == 7


def test_dead_letters_keep_their_reason_until_replayed(
    tenders: Database, clock: FixedClock, ids: TimeOrderedIds
) -> None:
    reason = "ValueError in handlers.py, line 12"
    letter = DeadLetter("invoicing", UUID(str(ids.new(EventId))), "announced.v1", "{}", reason, 3, clock.now())
    with tenders.begin() as connection:
        bury(connection, TABLES, letter)
        bury(connection, TABLES, letter)
        [found] = dead_letters(connection, TABLES)
        assert found.attempts == 6
        assert found.error == reason
        mark_replayed(connection, TABLES, found, at=clock.now())
        assert dead_letters(connection, TABLES) == []


def test_a_notification_wakes_a_listener(tenders: Database, relay: Database) -> None:
    stop, heard = Event(), Event()

    def hear() -> None:
        for _ in listen(relay, "plis_test", stop=stop.is_set):
            heard.set()

    listener = Thread(target=hear)
    listener.start()
    try:
        wait_for(lambda: notify(tenders, "plis_test") or heard.is_set(), what="a notification")
    finally:
        stop.set()
        listener.join(timeout=5)
    assert not listener.is_alive()


def test_who_numbers_tells_every_listener_but_itself(
    tenders: Database, relay: Database, clock: FixedClock, ids: TimeOrderedIds
) -> None:
    stop, heard = Event(), {"us": Event(), "them": Event()}

    def hear(name: str) -> None:
        for _ in listen(relay, "plis_test", stop=stop.is_set, ignored_sender=name):
            heard[name].set()

    def number_one_more() -> bool:
        with open_uow(tenders, clock, ids) as uow:
            uow.publish(announced("a"))
            uow.commit()
        with relay.begin() as connection:
            assert number_pending(connection, TABLES, channel="plis_test", sender="us") == 1
            assert number_pending(connection, TABLES, channel="plis_test", sender="nobody") == 0
        return heard["them"].is_set()

    listeners = [Thread(target=hear, args=(name,)) for name in heard]
    for listener in listeners:
        listener.start()
    try:
        wait_for(number_one_more, what="a notification")
    finally:
        stop.set()
        for listener in listeners:
            listener.join(timeout=5)
    assert not heard["us"].is_set()
