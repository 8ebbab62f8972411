"""Events without a broker: the same handlers, the same inbox, fed from the outboxes by one thread per consumer.

Each pair (consumer, source) has a cursor over positions. Effects run one after the other in the consumer's thread;
errands, which may take long, run beside it. An event that fails is tried again later while the others go on; after
its last try it becomes a dead letter. The cursor never passes an event that is neither applied nor set aside, so a
crash delivers again, and the inbox makes that harmless.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from time import monotonic
from typing import Any, Final

from shared.contracts.envelope import Envelope
from shared.kernel.clock import Clock, SystemClock
from shared.messaging.attempt import Failed, Outcome, attempt
from shared.messaging.background import Background, Stop
from shared.messaging.backoff import Backoff
from shared.messaging.figures import EVENTS_DEAD
from shared.messaging.outbox import Outbox
from shared.messaging.signal import POLL_SECONDS, Waiter
from shared.messaging.subscriptions import Consumer
from shared.messaging.topology import DELIVERY_LIMIT
from shared.messaging.window import Window
from shared.observability import logger
from shared.storage.dead_letters import DeadLetter, bury
from shared.storage.outbox_cursors import cursor_position, move_cursor
from shared.storage.outbox_rows import OutboxRow, rows_after

TRIES: Final = DELIVERY_LIMIT + 1  # as many as the broker gives
RETRY: Final = Backoff(first=0.1, ceiling=3.0)
_BATCH: Final = 100
_WINDOW: Final = 1000
_ERRANDS: Final = 4
_SAVE_SECONDS: Final = 0.2  # a cursor that lags costs repeated deliveries after a crash, and the inbox absorbs them
_log = logger(__name__)


class InProcessDispatcher:
    """Feeds consumers from outboxes, all in this process; ``outboxes`` by the name of the service that announces."""

    def __init__(
        self, consumers: Sequence[Consumer[Any]], outboxes: Mapping[str, Outbox], *, clock: Clock | None = None
    ) -> None:
        self._loops = [_ConsumerLoop(consumer, outboxes, clock or SystemClock()) for consumer in consumers]

    def backgrounds(self) -> Sequence[Background]:
        """Give one loop per consumer, each active in one process of all."""
        return [Background(f"dispatch.{loop.name}", loop.run) for loop in self._loops]


@dataclass(slots=True)
class _Pending:
    """An event that was read and is neither applied nor set aside."""

    lane: "_Lane"
    row: OutboxRow
    tries: int = 0
    outages: int = 0
    not_before: float = 0.0


class _Lane:
    """What one consumer reads of one outbox."""

    def __init__(self, consumer: str, outbox: Outbox) -> None:
        self.outbox = outbox
        self._name = f"dispatch.{consumer}"
        self._may_have_more = True
        self._read_at = 0.0
        with outbox.database.reader() as connection:
            self._saved = cursor_position(connection, outbox.tables, self._name)
        self.window = Window(self._saved)

    def look(self) -> None:
        """Have the next ``read`` look into the outbox; called from any thread."""
        self._may_have_more = True

    def read(self) -> Sequence[OutboxRow]:
        """Read the next events, unless too many are still open, or none was announced since the last safety poll."""
        if self.window.in_flight >= _WINDOW:
            return ()
        now = monotonic()
        if not self._may_have_more and now - self._read_at < POLL_SECONDS:
            return ()
        self._may_have_more = False  # before the look: what is announced during it asks for another
        self._read_at = now
        with self.outbox.database.reader() as connection:
            rows = rows_after(connection, self.outbox.tables, self.window.last, limit=_BATCH)
        for row in rows:
            self.window.hand_over(row.position)
        if len(rows) == _BATCH:  # never set to False here: a wake-up may have come meanwhile
            self._may_have_more = True
        return rows

    @property
    def next_look(self) -> float | None:
        """When the outbox is to be read although nothing is announced; none while too many events are open."""
        return None if self.window.in_flight >= _WINDOW else self._read_at + POLL_SECONDS

    @property
    def has_moved(self) -> bool:
        """Say whether the cursor is further than what is written down."""
        return self.window.cursor > self._saved

    def save(self) -> None:
        """Write the cursor down if it has moved."""
        if self.has_moved:
            with self.outbox.database.begin() as connection:
                move_cursor(connection, self.outbox.tables, self._name, self.window.cursor)
            self._saved = self.window.cursor


class _ConsumerLoop:
    """One consumer: reads, delivers, retries, sets aside."""

    def __init__(self, consumer: Consumer[Any], outboxes: Mapping[str, Outbox], clock: Clock) -> None:
        self.name = consumer.service
        self._consumer = consumer
        self._own = outboxes[consumer.service]
        self._sources = [outboxes[source] for source in sorted({route.source for route in consumer.routes})]
        self._clock = clock
        self._lanes: list[_Lane] = []
        self._waiting: list[_Pending] = []
        self._finished: SimpleQueue[tuple[_Pending, Outcome]] = SimpleQueue()
        self._waiter = Waiter()
        self._saved_at = 0.0

    def run(self, stop: Stop) -> None:
        """Deliver events until ``stop`` is set; what was not finished will be delivered again."""
        self._lanes = [_Lane(self.name, outbox) for outbox in self._sources]
        self._waiting = []
        self._finished = SimpleQueue()
        stop.then(self._waiter.wake)
        with ExitStack() as open_things:
            errands = open_things.enter_context(ThreadPoolExecutor(_ERRANDS, thread_name_prefix=f"errand.{self.name}"))
            for lane in self._lanes:
                open_things.enter_context(lane.outbox.numbered.heard_by(partial(self._hear, lane)))
            self._loop(stop, errands)

    def _hear(self, lane: _Lane) -> None:
        lane.look()
        self._waiter.wake()

    def _loop(self, stop: Stop, errands: ThreadPoolExecutor) -> None:
        while not stop.is_set():
            self._collect()
            self._retry(errands)
            has_more = self._read(errands, stop)
            if monotonic() - self._saved_at > _SAVE_SECONDS:
                self._save()
            if not has_more:  # what is numbered meanwhile wakes the waiter: no empty round is needed
                self._waiter.wait(self._pause())
        errands.shutdown(wait=True, cancel_futures=True)
        self._collect()
        self._save()

    def _save(self) -> None:
        for lane in self._lanes:
            lane.save()
        self._saved_at = monotonic()

    def _read(self, errands: ThreadPoolExecutor, stop: Stop) -> bool:
        """Read and hand over one batch of each source; say whether there may be more."""
        has_more = False
        for lane in self._lanes:
            rows = lane.read()
            has_more = has_more or len(rows) == _BATCH
            for row in rows:
                if stop.is_set():
                    return False
                if row.type in self._consumer.event_types:
                    self._hand_over(_Pending(lane, row), errands)
                else:
                    lane.window.settle(row.position)
        return has_more

    def _retry(self, errands: ThreadPoolExecutor) -> None:
        now = monotonic()
        due = [pending for pending in self._waiting if pending.not_before <= now]
        self._waiting = [pending for pending in self._waiting if pending.not_before > now]
        for pending in due:
            self._hand_over(pending, errands)

    def _hand_over(self, pending: _Pending, errands: ThreadPoolExecutor) -> None:
        if self._consumer.is_errand(pending.row.type):
            errands.submit(self._run_errand, pending)
        else:
            self._settle(pending, self._deliver(pending.row))

    def _run_errand(self, pending: _Pending) -> None:
        self._finished.put((pending, self._deliver(pending.row)))
        self._waiter.wake()

    def _collect(self) -> None:
        while not self._finished.empty():
            self._settle(*self._finished.get())

    def _deliver(self, row: OutboxRow) -> Outcome:
        return attempt(lambda: self._consumer.deliver(Envelope.from_json(row.envelope)))

    def _settle(self, pending: _Pending, outcome: Outcome) -> None:
        if not isinstance(outcome, Failed):
            pending.lane.window.settle(pending.row.position)
            return
        if outcome.outage:  # says nothing about the event: it is tried for as long as it takes
            pending.outages += 1
        else:
            pending.tries += 1
        if pending.tries >= TRIES:
            self._set_aside(pending, outcome)
            pending.lane.window.settle(pending.row.position)
            return
        pending.not_before = monotonic() + RETRY.seconds(pending.tries + pending.outages)
        self._waiting.append(pending)
        if pending.tries + pending.outages == 1:
            _log.warning(
                "delivery_failed", consumer=self.name, error=outcome.failure.error, event_type=pending.row.type
            )

    def _set_aside(self, pending: _Pending, outcome: Failed) -> None:
        row = pending.row
        letter = DeadLetter(
            consumer=self.name,
            event_id=row.id,
            type=row.type,
            envelope=row.envelope,
            error=outcome.failure.traceback,
            attempts=pending.tries,
            died_at=self._clock.now(),
        )
        with self._own.database.begin() as connection:
            bury(connection, self._own.tables, letter)
        EVENTS_DEAD.labels(consumer=self.name, event_type=row.type).inc()
        _log.error("event_set_aside", consumer=self.name, event_id=str(row.id), error=outcome.failure.error)

    def _pause(self) -> float:
        """Seconds until the next look, the next retry or the next note of the cursors, at most the safety poll."""
        now = monotonic()
        due = [pending.not_before - now for pending in self._waiting]
        due += [lane.next_look - now for lane in self._lanes if lane.next_look is not None]
        if any(lane.has_moved for lane in self._lanes):
            due.append(self._saved_at + _SAVE_SECONDS - now)
        return max(0.0, min([POLL_SECONDS, *due]))
