"""Background loops: one runs, the others stand by, what fails is restarted."""

from threading import Event as Flag

from sqlalchemy import text

from shared.messaging.background import Background, Stop, run_backgrounds
from shared.messaging.outbox import Outbox
from tests.waiting import wait_for


def loop(name: str, log: list[str]) -> Background:
    def run(stop: Stop) -> None:
        log.append(name)
        ended = Flag()
        stop.then(ended.set)
        ended.wait()
        log.append(f"{name} ended")

    return Background("test.loop", run)


def test_a_standby_takes_over_when_the_active_one_stops(outbox: Outbox) -> None:
    log: list[str] = []
    with run_backgrounds(outbox.database, [loop("first", log)]):
        wait_for(lambda: log == ["first"])
        second = run_backgrounds(outbox.database, [loop("second", log)])
        second.__enter__()
        Flag().wait(0.6)  # two looks of the supervisor: the standby must not start
        assert log == ["first"]
    wait_for(lambda: log == ["first", "first ended", "second"])
    second.__exit__(None, None, None)
    assert log[-1] == "second ended"


def test_a_lost_session_stops_the_loop_which_starts_again(outbox: Outbox) -> None:
    log: list[str] = []
    with run_backgrounds(outbox.database, [loop("one", log)]):
        wait_for(lambda: log == ["one"])
        with outbox.database.reader() as connection:
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
            )
        wait_for(lambda: log == ["one", "one ended", "one"])


def test_a_failing_loop_is_restarted_after_a_pause(outbox: Outbox) -> None:
    starts: list[int] = []

    def run(stop: Stop) -> None:
        starts.append(len(starts))
        if len(starts) == 1:
            raise LookupError
        ended = Flag()
        stop.then(ended.set)
        ended.wait()

    with run_backgrounds(outbox.database, [Background("test.failing", run)]):
        wait_for(lambda: starts == [0, 1])
