"""Stop, wake-ups and pauses."""

import pytest

from shared.messaging.background import Stop
from shared.messaging.backoff import Backoff
from shared.messaging.signal import Waiter, WakeUp


def test_every_ear_is_woken_once_per_wait() -> None:
    wake_up, first, second = WakeUp(), Waiter(), Waiter()
    with wake_up.heard_by(first.wake), wake_up.heard_by(second.wake):
        wake_up.signal()
        wake_up.signal()
        assert first.wait(0)
        assert second.wait(0)
        assert not first.wait(0)
    wake_up.signal()
    assert not first.wait(0)


def test_a_stop_wakes_what_waits_and_says_so_once() -> None:
    stop, calls = Stop(), []
    stop.then(lambda: calls.append("before"))
    assert not stop.wait(0)
    stop.set()
    stop.set()
    stop.then(lambda: calls.append("after"))
    assert stop.is_set()
    assert stop.wait(0)
    assert calls == ["before", "after"]


@pytest.mark.parametrize(("tries", "seconds"), [(0, 0.5), (1, 0.5), (2, 1.0), (3, 2.0), (6, 15.0), (10_000, 15.0)])
def test_pauses_double_up_to_a_ceiling(tries: int, seconds: float) -> None:
    assert Backoff(first=0.5, ceiling=15.0).seconds(tries) == seconds
    assert Backoff(first=0.5, ceiling=15.0).delay(tries).total_seconds() == seconds
