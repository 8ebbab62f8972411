"""Session-level advisory locks on a connection of their own: whoever holds one runs a loop, the others stand by."""

from types import TracebackType
from typing import Self

from sqlalchemy import text

from shared.storage.database import Database

_ACQUIRE = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
_RELEASE = text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))")
_ALIVE = text("SELECT 1")


class SessionLocks:
    """Locks by name, all held by one session; when the session ends, for whatever reason, they are free.

    Methods raise ``sqlalchemy.exc.OperationalError`` when the session is lost.
    """

    def __init__(self, database: Database) -> None:
        # Detached: the pool must neither hand this session to somebody else nor recycle it.
        self._connection = database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._connection.detach()
        self._held: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, frames: TracebackType | None
    ) -> None:
        self._connection.close()

    def check(self) -> None:
        """Make sure that the session lives, so that its locks are still held."""
        self._connection.execute(_ALIVE)

    def try_acquire(self, name: str) -> bool:
        """Take a lock if nobody else holds it; taking one's own again changes nothing."""
        if name not in self._held and self._connection.execute(_ACQUIRE, {"name": name}).scalar_one():
            self._held.add(name)
        return name in self._held

    def release(self, name: str) -> None:
        """Give a lock back."""
        if name in self._held:
            self._held.discard(name)
            self._connection.execute(_RELEASE, {"name": name})
