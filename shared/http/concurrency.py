"""How much runs at once: handlers as many as database connections, file work sixteen, each with its own limiter.

Overflow waits at most two seconds, then the person is told to come back (503 with ``Retry-After``), so that a rush
never piles up unseen work (design 8.9). A service whose rushes end by themselves waits longer: who waits costs nothing,
who asks again costs as much as who is served. What ends a work under way passes before what begins one
(``in_handler_thread_first``), else a rush begins everything and ends nothing. ``in_handler_thread`` and
``in_file_thread`` serve asynchronous routes; synchronous routes pass through the handlers' limiter by themselves
(``routing.py``).
"""

from collections import deque
from collections.abc import Callable
from contextvars import ContextVar
from functools import partial
from typing import ParamSpec, TypeVar

import anyio
from anyio import CapacityLimiter, Event, to_thread

from shared.http.errors import Problem
from shared.observability.metrics import counter

P = ParamSpec("P")
T = TypeVar("T")

FILE_SLOTS = 16
PATIENCE_SECONDS = 2.0
_POLL_SECONDS = 0.2
_MOST_WAITING = 2_000  # whatever the patience, what waits has a bound
_refused = counter("limiter_refusals_total", "Demandes refusées faute de place.", ("limiter",))


class _Places:
    """Places of one event loop, and two queues before them; the first one passes first."""

    def __init__(self, slots: int) -> None:
        self._free = slots
        self._first, self._others = deque[Event](), deque[Event]()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._first) + len(self._others)

    async def acquire(self, *, first: bool) -> None:
        """Take a place, or wait for one."""
        if self._free:
            self._free -= 1
            return
        queue, turn = self._first if first else self._others, Event()
        queue.append(turn)
        try:
            await turn.wait()
        except BaseException:
            if turn.is_set():
                self.release()
            else:
                queue.remove(turn)
            raise

    def release(self) -> None:
        """Give a place to whoever is next."""
        queue = self._first or self._others
        if queue:
            queue.popleft().set()
        else:
            self._free += 1


class Limiter:
    """A number of places; one more caller waits a little, then is refused."""

    def __init__(self, name: str, slots: int, *, wait_seconds: float = PATIENCE_SECONDS) -> None:
        self._name = name
        self._wait = wait_seconds
        self._places = _Places(slots)
        self._threads = CapacityLimiter(slots)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run blocking work in a thread.

        Raises:
            Problem: ``HTTP-BUSY`` when no place became free in time.
        """
        return await self._run(partial(work, *args, **kwargs), first=False)

    async def run_first(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run blocking work before what waits in ``run``."""
        return await self._run(partial(work, *args, **kwargs), first=True)

    async def _run(self, work: Callable[[], T], *, first: bool) -> T:
        with anyio.move_on_after(self._wait if self._places.waiting < _MOST_WAITING else 0) as patience:
            await self._places.acquire(first=first)
        if patience.cancelled_caught:
            _refused.labels(limiter=self._name).inc()
            raise Problem("HTTP-BUSY", headers={"Retry-After": "2"})
        try:
            return await to_thread.run_sync(work, limiter=self._threads)
        finally:
            self._places.release()


class Limiters:
    """The two limiters of one service."""

    def __init__(self, *, handlers: int, files: int = FILE_SLOTS, wait_seconds: float = PATIENCE_SECONDS) -> None:
        self.handlers = Limiter("handlers", handlers, wait_seconds=wait_seconds)
        self.files = Limiter("files", files, wait_seconds=wait_seconds)


_current: ContextVar[Limiters] = ContextVar("plis_limiters")


def use_limiters(limiters: Limiters) -> None:
    """Make these the limiters of the request in progress; the HTTP edge calls it for every request."""
    _current.set(limiters)


async def in_handler_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a handler (database work) from an asynchronous route."""
    return await _current.get().handlers.run(work, *args, **kwargs)


async def in_handler_thread_first(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a handler that ends a work under way, before those that begin one."""
    return await _current.get().handlers.run_first(work, *args, **kwargs)


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
