"""What the relay's lanes do with refusals: a topic goes on, a feed goes back, nothing is forgotten."""

from collections.abc import Callable, Sequence

import pytest

from shared.messaging import lanes
from shared.messaging.lanes import AsideLane, FeedLane, TopicLane
from shared.messaging.message import Outgoing


class Now:
    """A monotonic clock that the test moves."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Now:
    clock = Now()
    monkeypatch.setattr(lanes, "monotonic", clock)
    return clock


def message(position: int) -> Outgoing:
    return Outgoing(
        position=position, event_id=f"e{position}", event_type="t.v1", exchange="x", routing_key="t.v1", body="{}"
    )


def outbox_of(last: int) -> Callable[[int, int], Sequence[Outgoing]]:
    return lambda position, limit: [message(n) for n in range(position + 1, min(last, position + limit) + 1)]


def test_a_refused_message_does_not_hold_the_others(now: Now) -> None:
    saved: list[int] = []
    aside: list[str] = []
    lane = TopicLane(cursor=0, read=outbox_of(5), save=saved.append, set_aside=lambda m, _: aside.append(m.event_id))
    first, *others = lane.take(10)
    for each in others:
        lane.confirmed(each)
    pause = lane.refused(first)
    lane.save()
    assert saved == []  # nothing is written past the refused one
    assert lane.take(10) == []
    now.at += pause
    assert lane.take(10) == [first]
    lane.confirmed(first)
    lane.save()
    assert saved == [5]
    assert aside == []


def test_a_message_refused_for_ever_is_set_aside_and_the_cursor_goes_on(now: Now) -> None:
    saved: list[int] = []
    aside: list[tuple[str, int]] = []
    lane = TopicLane(
        cursor=0, read=outbox_of(2), save=saved.append, set_aside=lambda m, n: aside.append((m.event_id, n))
    )
    first, second = lane.take(10)
    lane.confirmed(second)
    for _ in range(5):
        now.at += lane.refused(first)
        assert lane.take(10) == [first]
    lane.refused(first)
    lane.save()
    assert aside == [("e1", 6)]
    assert saved == [2]


def test_a_lane_reads_again_only_when_told_that_there_may_be_more(now: Now) -> None:
    reads: list[int] = []

    def read(position: int, limit: int) -> Sequence[Outgoing]:
        reads.append(position)
        return outbox_of(3)(position, limit)

    lane = TopicLane(cursor=0, read=read, save=lambda _: None, set_aside=lambda *_: None)
    assert len(lane.take(2)) == 2
    assert len(lane.take(2)) == 1
    assert lane.take(2) == []
    assert reads == [0, 2]
    lane.look_again()
    assert lane.take(2) == []
    assert reads == [0, 2, 3]
    assert now.at == 1000.0


def test_a_feed_goes_back_to_the_refused_message_and_ignores_what_was_sent_before(now: Now) -> None:
    saved: list[int] = []
    lane = FeedLane(cursor=0, read=outbox_of(3), save=saved.append)
    one, two, three = lane.take(10)
    lane.confirmed(one)
    pause = lane.refused(two)
    lane.confirmed(three)  # a confirmation of the first sending: the feed has gone back
    lane.save()
    assert saved == [1]
    assert lane.take(10) == ()
    now.at += pause
    again = lane.take(10)
    assert [each.position for each in again] == [2, 3]
    for each in again:
        lane.confirmed(each)
    lane.save()
    assert saved == [1, 3]
    assert lane.refused(two) == 0.0


def test_what_was_set_aside_is_tried_now_and_then(now: Now) -> None:
    done: list[str] = []
    lane = AsideLane(read=lambda _: [message(7)], done=lambda m: done.append(m.event_id))
    (waiting,) = lane.take(10)
    assert lane.take(10) == ()
    now.at += lane.refused(waiting)
    (waiting,) = lane.take(10)
    lane.confirmed(waiting)
    assert done == ["e7"]
