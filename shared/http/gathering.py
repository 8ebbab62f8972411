"""Small writes that many requests leave, gathered: one thread writes all that waits in one call, hence one transaction.

In a rush a transaction for each costs more than what it writes, and each of them fights for the interpreter.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from typing import Final, Generic, TypeVar

from sqlalchemy.exc import SQLAlchemyError

T = TypeVar("T")
Done = Callable[[Exception | None], None]
_MOST: Final = 500


class Gathering(Generic[T]):
    """One thread before ``write``; who leaves something hears when it was written, or why it was not.

    Args:
        write: Writes things all together, or raises and writes none.
        name: The name of the thread.
        pause: Seconds during which others are awaited before a write; for what nobody waits for.
    """

    def __init__(self, write: Callable[[Sequence[T]], None], *, name: str, pause: float = 0.0) -> None:
        self._write, self._pause = write, pause
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._waiting: deque[tuple[T, Done]] = deque()
        self._lock, self._is_asked = Lock(), False

    def put(self, thing: T, done: Done) -> None:
        """Have something written soon; ``done`` is called in the writing thread."""
        with self._lock:
            self._waiting.append((thing, done))
            is_asked, self._is_asked = self._is_asked, True
        if not is_asked:
            self._thread.submit(self._run)

    async def written(self, thing: T) -> None:
        """Have something written, and wait for it; what the write raised is raised here."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()

        def settle(fault: Exception | None) -> None:
            if future.done():
                return  # the request was cancelled meanwhile
            if fault is None:
                future.set_result(None)
            else:
                future.set_exception(fault)

        self.put(thing, lambda fault: _tell(loop, settle, fault))
        await future

    def _run(self) -> None:
        if self._pause:
            Event().wait(self._pause)
        with self._lock:
            taken = [self._waiting.popleft() for _ in range(min(_MOST, len(self._waiting)))]
            self._is_asked = bool(self._waiting)
            if self._is_asked:
                self._thread.submit(self._run)
        self._deliver(taken)

    def _deliver(self, taken: Sequence[tuple[T, Done]]) -> None:
        fault: Exception | None = None
        try:
            self._write([thing for thing, _ in taken])
        except (SQLAlchemyError, OSError) as error:
            if len(taken) > 1:  # one that cannot be written must not take the others along
                for one in taken:
                    self._deliver([one])
                return
            fault = error
        for _, done in taken:
            done(fault)


def _tell(loop: asyncio.AbstractEventLoop, settle: Done, fault: Exception | None) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(settle, fault)
