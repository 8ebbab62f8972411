"""The embedded PostgreSQL of a platform: started aside while the platform loads, watched, started again when it dies.

This module imports nothing heavy: the database takes a second and a half of other processes' time to be made, during
which the platform loads its libraries.
"""

from threading import Event, Thread
from types import TracebackType
from typing import Final, Self

from shared.messaging.backoff import Backoff
from shared.observability import logger
from shared.settings import Settings
from shared.storage.embedded import EmbeddedPostgres
from shared.storage.embedded_home import EmbeddedPostgresError

_WATCH_SECONDS: Final = 0.5
_RESTART: Final = Backoff(first=0.5, ceiling=30.0)
_log = logger(__name__)


class EmbeddedDatabase:
    """Runs the server for as long as the context lasts; ``wait`` before the first use."""

    def __init__(self, settings: Settings) -> None:
        self._server = EmbeddedPostgres(settings.data_dir, settings.secrets_dir)
        self._stop = Event()
        self._fault: BaseException | None = None
        self._starting = Thread(target=self._start, name="postgres.start", daemon=True)
        self._watching = Thread(target=self._watch, name="postgres.watch", daemon=True)

    def __enter__(self) -> Self:
        self._starting.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        for thread in (self._starting, self._watching):
            if thread.is_alive():
                thread.join()
        self._server.stop()

    def wait(self) -> None:
        """Return when the server accepts connections; it is watched from then on.

        Raises:
            EmbeddedPostgresError: another platform uses the same data folder, or the server does not start.
            OSError: a folder cannot be made or read.
        """
        self._starting.join()
        if self._fault is not None:
            raise self._fault
        self._watching.start()

    def _start(self) -> None:
        try:
            self._server.start()
        except (EmbeddedPostgresError, OSError) as fault:
            self._fault = fault  # raised where it is waited for

    def _watch(self) -> None:
        failures = 0
        while not self._stop.wait(_RESTART.seconds(failures) if failures else _WATCH_SECONDS):
            if self._server.is_alive():
                failures = 0
                continue
            try:
                _log.error("postgres_ended", notice="la base embarquée s'est arrêtée, elle est relancée")
                self._server.restart()
            except (EmbeddedPostgresError, OSError) as fault:
                failures += 1
                _log.error("postgres_does_not_start", fault=type(fault).__name__)
