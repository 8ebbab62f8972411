"""Wake-ups: somebody committed, look at once instead of at the next poll.

A wake-up carries no data and may be lost or repeated without harm: whoever is woken reads the database, and reads it
anyway every second. Measured: a NOTIFY inside the transaction serialises commits (-40 %), so it is sent after the
commit, from another thread, at most once every few milliseconds.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.messaging.background import Background, Stop
from shared.observability import logger
from shared.storage.database import Database
from shared.storage.notifications import listen, notify

POLL_SECONDS: Final = 1.0
_DEBOUNCE_SECONDS: Final = 0.003
_log = logger(__name__)


class Waiter:
    """One loop's own ear: a wake-up for several loops is never consumed by the first."""

    def __init__(self) -> None:
        self._event = Event()

    def wait(self, seconds: float = POLL_SECONDS) -> bool:
        """Wait for a wake-up, at most ``seconds``; say whether there was one."""
        woken = self._event.wait(seconds)
        self._event.clear()
        return woken

    def wake(self) -> None:
        """End the present or the next wait."""
        self._event.set()


class WakeUp:
    """A wake-up within one process."""

    def __init__(self) -> None:
        self._ears: tuple[Callable[[], None], ...] = ()

    @contextmanager
    def heard_by(self, ear: Callable[[], None]) -> Iterator[None]:
        """Have ``ear`` called, from any thread, at each wake-up while the context lasts."""
        self._ears = (*self._ears, ear)  # a new tuple: signal() may be walking the old one
        try:
            yield
        finally:
            self._ears = tuple(each for each in self._ears if each != ear)

    def signal(self) -> None:
        """Wake every ear."""
        for ear in self._ears:
            ear()


class NotifyingWakeUp(WakeUp):
    """A wake-up for all processes of a database: the local ears at once, the others by NOTIFY.

    Args:
        database: whose other processes are woken.
        channel: of the notifications.
        one_ear: one loop of all processes hears it: where that loop runs here, nobody else is to be woken. A loop that
            lost its lead without knowing is made up for by the poll of the one that has it.
    """

    def __init__(self, database: Database, channel: str, *, one_ear: bool = False) -> None:
        super().__init__()
        self._database = database
        self.channel = channel
        self._one_ear = one_ear
        self.sender = secrets.token_hex(8)  # our own notifications come back to us: we were first to know
        self._pending = Event()
        self._starting = Lock()
        self._thread: Thread | None = None

    def signal(self) -> None:
        """Wake every ear here, and have the other processes woken within milliseconds."""
        super().signal()
        if self._one_ear and self._ears:
            return
        self._pending.set()
        if self._thread is None:
            self._start()

    def signal_here(self) -> None:
        """Wake every ear here; the caller told the other processes within its own transaction."""
        super().signal()

    def listener(self) -> Background:
        """Give the background loop that turns the other processes' notifications into local wake-ups."""
        return Background(f"listen.{self.channel}", self._listen, singleton=False)

    def _listen(self, stop: Stop) -> None:
        for _ in listen(self._database, self.channel, stop=stop.is_set, ignored_sender=self.sender):
            super().signal()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = Thread(target=self._notify, name=f"notify.{self.channel}", daemon=True)
                self._thread.start()

    def _notify(self) -> None:
        pause = Event()
        while True:
            self._pending.wait()
            self._pending.clear()
            try:
                notify(self._database, self.channel, sender=self.sender)
            except (DBAPIError, PoolTimeout) as error:
                # The poll of the others makes up for it; the commit that this announces is safe already.
                _log.warning("notify_failed", channel=self.channel, error=type(error).__name__)
            pause.wait(_DEBOUNCE_SECONDS)
