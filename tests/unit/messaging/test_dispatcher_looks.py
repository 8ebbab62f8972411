"""When the dispatcher looks into an outbox: once told, and within the safety poll whatever else it waits for."""

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any
from unittest.mock import Mock
from uuid import UUID

import pytest

from shared.contracts.event import Event
from shared.kernel.clock import SystemClock
from shared.messaging import dispatcher
from shared.messaging.dispatcher import _BATCH, _WINDOW, _ConsumerLoop, _Lane
from shared.messaging.signal import POLL_SECONDS
from shared.messaging.subscriptions import Consumer, Effect
from shared.storage.outbox_rows import OutboxRow


class Noted(Event):
    """A fact that its consumer notes."""

    event_type = "noted.v1"
    source = "tenders"


class Outboxes:
    """An outbox whose rows, and a clock whose seconds, the test gives."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        self.looks = 0
        self.found: Sequence[OutboxRow] = ()
        self.meanwhile = lambda: None
        self.outbox = Mock()
        self.outbox.database.reader = nullcontext
        monkeypatch.setattr(dispatcher, "monotonic", lambda: self.now)
        monkeypatch.setattr(dispatcher, "cursor_position", lambda *_: 0)
        monkeypatch.setattr(dispatcher, "rows_after", self._rows_after)

    def _rows_after(self, *_: Any, **__: Any) -> Sequence[OutboxRow]:
        self.looks += 1
        self.meanwhile()
        return self.found

    def looks_of(self, lane: _Lane) -> int:
        before = self.looks
        lane.read()
        return self.looks - before


@pytest.fixture
def outboxes(monkeypatch: pytest.MonkeyPatch) -> Outboxes:
    return Outboxes(monkeypatch)


def rows(first: int, count: int) -> list[OutboxRow]:
    return [Mock(spec=OutboxRow, id=UUID(int=n), position=n) for n in range(first, first + count)]


def test_an_outbox_is_read_when_told_and_at_the_safety_poll(outboxes: Outboxes) -> None:
    lane = _Lane("mps", outboxes.outbox)
    assert (outboxes.looks_of(lane), outboxes.looks_of(lane)) == (1, 0)
    lane.look()
    assert (outboxes.looks_of(lane), outboxes.looks_of(lane)) == (1, 0)
    outboxes.now += POLL_SECONDS
    assert outboxes.looks_of(lane) == 1


def test_what_is_announced_during_a_look_asks_for_another(outboxes: Outboxes) -> None:
    lane = _Lane("mps", outboxes.outbox)
    outboxes.meanwhile = lane.look
    lane.read()
    outboxes.meanwhile = lambda: None
    assert outboxes.looks_of(lane) == 1


def test_a_whole_batch_asks_for_the_next_one_and_a_full_window_for_none(outboxes: Outboxes) -> None:
    lane = _Lane("mps", outboxes.outbox)
    for batch in range(_WINDOW // _BATCH):
        outboxes.found = rows(1 + batch * _BATCH, _BATCH)
        assert outboxes.looks_of(lane) == 1
    assert (outboxes.looks_of(lane), lane.next_look) == (0, None)
    lane.window.settle(1)
    outboxes.found = ()
    assert outboxes.looks_of(lane) == 1


def test_another_wait_never_puts_the_safety_poll_off(outboxes: Outboxes) -> None:
    consumer = Consumer[Any]("mps", Mock(), [Effect(Noted, Mock())])
    loop = _ConsumerLoop(consumer, {"mps": outboxes.outbox, "tenders": outboxes.outbox}, SystemClock())
    lane = _Lane("mps", outboxes.outbox)
    loop._lanes = [lane]
    lane.read()
    outboxes.now += POLL_SECONDS * 0.75  # a retry or a cursor to save woke the loop meanwhile
    assert outboxes.looks_of(lane) == 0
    assert loop._pause() == pytest.approx(POLL_SECONDS * 0.25)
