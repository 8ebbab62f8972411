"""Calls of many threads made together: each gets its own answer, in one batch while another is under way."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from services.mps.storage.gathered import Gathered
from tests.waiting import wait_for


def test_those_who_come_meanwhile_are_served_together() -> None:
    batches: list[int] = []
    go = Event()

    def double(numbers: Sequence[int]) -> Sequence[int]:
        batches.append(len(numbers))
        assert go.wait(20)
        return [2 * number for number in numbers]

    gathered = Gathered(double)
    with ThreadPoolExecutor(12) as pool:
        first = pool.submit(gathered, 0)
        wait_for(lambda: batches == [1], within=20)
        others = [pool.submit(gathered, number) for number in range(1, 12)]
        wait_for(lambda: len(gathered._waiting) == 11, within=20)
        go.set()
        assert [each.result(20) for each in (first, *others)] == [2 * number for number in range(12)]
    assert batches == [1, 11]


def test_a_failure_reaches_who_was_doing_and_the_others_are_served() -> None:
    calls: list[Sequence[str]] = []
    started, go = Event(), Event()

    def work(asked: Sequence[str]) -> Sequence[str]:
        calls.append(asked)
        if len(calls) == 1:
            started.set()
            assert go.wait(20)
        elif len(calls) == 2:
            raise ConnectionError("the database is away")
        return list(asked)

    gathered = Gathered(work)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(gathered, "a")
        assert started.wait(20)
        others = [pool.submit(gathered, each) for each in "bcd"]
        wait_for(lambda: len(gathered._waiting) == 3, within=20)
        go.set()
        assert first.result(20) == "a"
        outcomes = [each.exception(20) for each in others]
    assert sum(isinstance(each, ConnectionError) for each in outcomes) == 1
    assert sum(each is None for each in outcomes) == 2
    assert not gathered._waiting


def test_a_single_call_is_served_at_once() -> None:
    assert Gathered(lambda asked: [each.upper() for each in asked])("a") == "A"
    with pytest.raises(ValueError, match="zip"):
        Gathered(lambda _asked: [])("a")
