"""Background loops: one active in all processes, the others standing by, restarted when they fail.

A singleton loop runs under a session-level advisory lock of PostgreSQL, so any number of processes may offer it and
exactly one runs it; when that process dies its session ends and a standby takes over within half a second. The lock
spares work, it does not guard correctness: a process cut off from the database may go on for a moment, so whatever a
loop does must bear being done twice (the sequencer has its own lock, consumers have their inbox).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Event, Lock, Thread
from time import monotonic
from typing import Final

from shared.messaging.attempt import Failed, Outcome, attempt
from shared.messaging.backoff import Backoff
from shared.observability import logger
from shared.storage.database import Database
from shared.storage.session_locks import SessionLocks

_TICK_SECONDS: Final = 0.25
_JOIN_SECONDS: Final = 30.0
_HEALTHY_SECONDS: Final = 10.0
_RESTART: Final = Backoff(first=0.5, ceiling=5.0)
_log = logger(__name__)


class Stop:
    """The request to end: loops look at it, wait on it, or have themselves woken by it."""

    def __init__(self) -> None:
        self._event = Event()
        self._lock = Lock()
        self._callbacks: list[Callable[[], None]] = []

    def set(self) -> None:
        """Ask to end; asking again changes nothing."""
        with self._lock:
            callbacks, self._callbacks = self._callbacks, []
            self._event.set()
        for callback in callbacks:
            callback()

    def is_set(self) -> bool:
        """Say whether the end was asked for."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait at most ``seconds`` for the request to end; say whether it came."""
        return self._event.wait(seconds)

    def then(self, callback: Callable[[], None]) -> None:
        """Have ``callback`` called once when the end is asked for (at once if it was already)."""
        with self._lock:
            if not self._event.is_set():
                self._callbacks.append(callback)
                return
        callback()


@dataclass(frozen=True, slots=True)
class Background:
    """A loop that runs until its ``Stop`` is set; ``singleton`` ones run in one process of all."""

    name: str
    run: Callable[[Stop], None]
    singleton: bool = True


@contextmanager
def run_backgrounds(database: Database, backgrounds: Sequence[Background]) -> Iterator[None]:
    """Run loops in threads for as long as the context lasts; leaving it stops them and waits for them."""
    stop = Stop()
    supervisor = Supervisor(database, backgrounds)
    thread = Thread(target=supervisor.run, args=(stop,), name="supervisor", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_JOIN_SECONDS + 10)


class Supervisor:
    """Starts each loop when its lock is free, restarts it with growing pauses when it fails."""

    def __init__(self, database: Database, backgrounds: Sequence[Background]) -> None:
        self._database = database
        self._tasks = [_Task(background) for background in backgrounds]

    def run(self, stop: Stop) -> None:
        """Supervise until ``stop`` is set, then stop every loop and wait for it."""
        while not stop.is_set():
            outcome = attempt(partial(self._supervise, stop))
            if isinstance(outcome, Failed):
                # Without its session this process no longer holds the locks: its loops were stopped, it stands by.
                _log.warning("supervision_interrupted", error=outcome.failure.error)
                stop.wait(_TICK_SECONDS * 2)

    def _supervise(self, stop: Stop) -> None:
        with SessionLocks(self._database) as locks:
            try:
                while not stop.is_set():
                    locks.check()
                    for task in self._tasks:
                        task.step(locks)
                    stop.wait(_TICK_SECONDS)
            finally:
                for task in self._tasks:
                    task.ask_to_stop()
                for task in self._tasks:
                    task.join()


class _Task:
    """One loop: waiting for its lock or for its next try, or running in its thread."""

    def __init__(self, background: Background) -> None:
        self._background = background
        self._thread: Thread | None = None
        self._stop = Stop()
        self._outcome: Outcome | None = None
        self._tries = 0
        self._started_at = 0.0
        self._not_before = 0.0

    def step(self, locks: SessionLocks) -> None:
        """Look at the loop once: start it, leave it, or note its end."""
        name = self._background.name
        if self._thread is None:
            if monotonic() >= self._not_before and (not self._background.singleton or locks.try_acquire(name)):
                self._start()
        elif not self._thread.is_alive():
            self._note_end()
            if self._background.singleton:
                locks.release(name)  # meanwhile another process may have better luck

    def ask_to_stop(self) -> None:
        """Ask the loop to end."""
        self._stop.set()

    def join(self) -> None:
        """Wait for the loop to end; one that does not is left to die with the process, and said."""
        if self._thread is not None:
            self._thread.join(_JOIN_SECONDS)
            if self._thread.is_alive():
                _log.error("background_does_not_stop", background=self._background.name)
        self._thread = None
        self._tries = 0

    def _start(self) -> None:
        self._stop = Stop()
        self._outcome = None
        self._started_at = monotonic()
        self._thread = Thread(target=self._run, name=self._background.name, daemon=True)
        _log.debug("background_started", background=self._background.name)
        self._thread.start()

    def _run(self) -> None:
        self._outcome = attempt(partial(self._background.run, self._stop))

    def _note_end(self) -> None:
        if monotonic() - self._started_at > _HEALTHY_SECONDS:
            self._tries = 0
        self._tries += 1
        pause = _RESTART.seconds(self._tries)
        self._not_before = monotonic() + pause
        self._thread = None
        failure = self._outcome.failure if isinstance(self._outcome, Failed) else None
        _log.error(
            "background_ended",
            background=self._background.name,
            error=failure.error if failure else None,
            frames=failure.traceback if failure else None,
            restart_in_seconds=pause,
        )
