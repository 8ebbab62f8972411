"""How much runs at once: handlers as many as database connections, file work sixteen, each with its own limiter.

Overflow waits at most two seconds, then the person is told to come back (503 with ``Retry-After``), so that a rush
never piles up unseen work (design 8.9). ``in_handler_thread`` and ``in_file_thread`` serve asynchronous routes;
synchronous routes pass through the handlers' limiter by themselves (``routing.py``).
"""

from collections.abc import Callable
from contextvars import ContextVar
from functools import partial
from typing import ParamSpec, TypeVar

import anyio
from anyio import CapacityLimiter, Semaphore, to_thread

from shared.http.errors import Problem
from shared.observability.metrics import counter

P = ParamSpec("P")
T = TypeVar("T")

FILE_SLOTS = 16
_WAIT_SECONDS = 2.0
_POLL_SECONDS = 0.2
_refused = counter("limiter_refusals_total", "Demandes refusées faute de place.", ("limiter",))


class Limiter:
    """A number of places; one more caller waits a little, then is refused."""

    def __init__(self, name: str, slots: int, *, wait_seconds: float = _WAIT_SECONDS) -> None:
        self._name = name
        self._wait = wait_seconds
        self._places = Semaphore(slots)
        self._threads = CapacityLimiter(slots)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run blocking work in a thread.

        Raises:
            Problem: ``HTTP-BUSY`` when no place became free in time.
        """
        with anyio.move_on_after(self._wait) as patience:
            await self._places.acquire()
        if patience.cancelled_caught:
            _refused.labels(limiter=self._name).inc()
            raise Problem("HTTP-BUSY", headers={"Retry-After": "2"})
        try:
            return await to_thread.run_sync(partial(work, *args, **kwargs), limiter=self._threads)
        finally:
            self._places.release()


class Limiters:
    """The two limiters of one service."""

    def __init__(self, *, handlers: int, files: int = FILE_SLOTS, wait_seconds: float = _WAIT_SECONDS) -> None:
        self.handlers = Limiter("handlers", handlers, wait_seconds=wait_seconds)
        self.files = Limiter("files", files, wait_seconds=wait_seconds)


_current: ContextVar[Limiters] = ContextVar("plis_limiters")


def use_limiters(limiters: Limiters) -> None:
    """Make these the limiters of the request in progress; the HTTP edge calls it for every request."""
    _current.set(limiters)


async def in_handler_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a handler (database work) from an asynchronous route."""
    return await _current.get().handlers.run(work, *args, **kwargs)


async def in_file_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run file work from an asynchronous route; it never takes the place of a handler."""
    return await _current.get().files.run(work, *args, **kwargs)


async def long_poll(fetch: Callable[[], T | None], *, wait: float) -> T | None:
    """Ask again until there is an answer or ``wait`` seconds have passed; no place is held between two questions."""
    deadline = anyio.current_time() + wait
    while (found := await in_handler_thread(fetch)) is None:
        remaining = deadline - anyio.current_time()
        if remaining <= 0:
            return None
        await anyio.sleep(min(_POLL_SECONDS, remaining))
    return found
