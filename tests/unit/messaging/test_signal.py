"""Stop, wake-ups and pauses."""

from typing import cast

import pytest

from shared.messaging import signal
from shared.messaging.background import Stop
from shared.messaging.backoff import Backoff
from shared.messaging.signal import NotifyingWakeUp, Waiter, WakeUp
from shared.storage.database import Database
from tests.waiting import wait_for


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


def test_what_one_loop_hears_is_told_to_other_processes_where_it_does_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(signal, "notify", lambda _database, channel, **_sender: told.append(channel))
    wake_up = NotifyingWakeUp(cast("Database", None), "plis_test", one_ear=True)
    of_all = NotifyingWakeUp(cast("Database", None), "plis_all")
    ear = Waiter()
    with wake_up.heard_by(ear.wake), of_all.heard_by(ear.wake):
        wake_up.signal()
        assert ear.wait(0)
        of_all.signal()
        wait_for(lambda: told, what="a notification")
    assert told == ["plis_all"]
    wake_up.signal()
    wait_for(lambda: told == ["plis_all", "plis_test"], what="a notification")


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
