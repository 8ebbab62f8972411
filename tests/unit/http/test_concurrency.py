"""Places are limited; who waits too long is told to come back."""

import threading

import anyio
import pytest
from anyio.from_thread import start_blocking_portal

from shared.http.concurrency import Limiter, Limiters, in_file_thread, in_handler_thread, use_limiters
from shared.http.errors import Problem


def test_one_more_than_the_places_waits_then_is_refused_with_a_delay() -> None:
    free, started = threading.Event(), threading.Event()

    def hold() -> bool:
        started.set()
        return free.wait(10)

    async def crowd() -> Problem:
        limiter = Limiter("essai", 1, wait_seconds=0.05)
        async with anyio.create_task_group() as group:
            group.start_soon(limiter.run, hold)
            await anyio.to_thread.run_sync(started.wait)
            with pytest.raises(Problem) as refused:
                await limiter.run(str)
            free.set()
        assert await limiter.run(str, 3) == "3"  # the place is given back
        return refused.value

    with start_blocking_portal() as portal:
        problem = portal.call(crowd)
    assert problem.refusal.code == "HTTP-BUSY"
    assert problem.headers == {"Retry-After": "2"}


def test_who_waits_less_than_the_limit_is_served() -> None:
    gate = threading.Barrier(2, timeout=5)

    async def crowd() -> list[str]:
        limiter = Limiter("essai", 2, wait_seconds=5)
        served: list[str] = []

        def meet(name: str) -> None:
            gate.wait()
            served.append(name)

        async with anyio.create_task_group() as group:
            for name in "abcd":
                group.start_soon(limiter.run, meet, name)
        return served

    with start_blocking_portal() as portal:
        assert sorted(portal.call(crowd)) == list("abcd")


def test_file_work_never_takes_the_place_of_a_handler() -> None:
    free, started = threading.Event(), threading.Event()

    def hold() -> bool:
        started.set()
        return free.wait(10)

    async def crowd() -> str:
        use_limiters(Limiters(handlers=1, files=1, wait_seconds=0.5))
        async with anyio.create_task_group() as group:
            group.start_soon(in_file_thread, hold)
            await anyio.to_thread.run_sync(started.wait)
            answer = await in_handler_thread(str, "servi")
            free.set()
        return answer

    with start_blocking_portal() as portal:
        assert portal.call(crowd) == "servi"


def test_what_ends_a_work_passes_before_what_begins_one_and_who_leaves_the_queue_loses_no_place() -> None:
    free, started = threading.Event(), threading.Event()
    order: list[str] = []

    def hold() -> bool:
        started.set()
        return free.wait(10)

    async def crowd() -> str:
        limiter = Limiter("essai", 1, wait_seconds=5)
        async with anyio.create_task_group() as group:
            group.start_soon(limiter.run, hold)
            await anyio.to_thread.run_sync(started.wait)
            async with anyio.create_task_group() as leaving:
                leaving.start_soon(limiter.run, order.append, "left")
                await anyio.wait_all_tasks_blocked()
                leaving.cancel_scope.cancel()
            group.start_soon(limiter.run, order.append, "begun")
            await anyio.wait_all_tasks_blocked()
            group.start_soon(limiter.run_first, order.append, "ended")
            await anyio.wait_all_tasks_blocked()
            free.set()
        return await limiter.run(str, "place")

    with start_blocking_portal() as portal:
        assert portal.call(crowd) == "place"
    assert order == ["ended", "begun"]
