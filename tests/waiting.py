"""Waiting for something to become true, with a deadline, never by a blind sleep."""

import time
from collections.abc import Callable
from threading import Event
from typing import TypeVar

T = TypeVar("T")


class NeverHappened(AssertionError):
    """What was awaited did not happen before its deadline."""


def wait_for(observe: Callable[[], T | None], *, within: float = 10.0, every: float = 0.01, what: str = "") -> T:
    """Observe until the answer is truthy and give it; polls grow rarer, from `every` seconds to half a second.

    An `AssertionError` raised by the observation counts as "not yet", and is told if the deadline passes.
    """
    deadline = time.monotonic() + within
    pause, last = every, None
    never = Event()
    while True:
        try:
            answer = observe()
        except AssertionError as error:
            answer, last = None, error
        if answer:
            return answer
        if time.monotonic() >= deadline:
            raise NeverHappened(f"{what or observe} : rien en {within} s") from last
        never.wait(min(pause, max(deadline - time.monotonic(), 0)))
        pause = min(pause * 1.5, 0.5)
