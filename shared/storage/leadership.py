"""Who leads a ceremony: a session lock of the database, free as soon as its process dies, wherever it ran."""

import os
import secrets
from threading import Lock

from sqlalchemy.exc import DBAPIError

from shared.kernel.ids import OpeningId
from shared.storage.database import Database
from shared.storage.session_locks import SessionLocks


def process_name(node: str) -> str:
    """Name this process as no other is named: node, number, chance."""
    return f"{node}/{os.getpid()}/{secrets.token_hex(4)}"


class Leadership:
    """The ceremonies that this process leads, and whether another one leads a given one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._session: SessionLocks | None = None

    def take(self, opening_id: OpeningId) -> None:
        """Lead a ceremony, until it is left or this process ends."""
        with self._lock:
            self._try(opening_id)

    def is_taken(self, opening_id: OpeningId) -> bool:
        """Say whether another living process leads a ceremony."""
        with self._lock:
            if not self._try(opening_id):
                return True
            self._release(opening_id)
            return False

    def leave(self, opening_id: OpeningId) -> None:
        """Lead a ceremony no more."""
        with self._lock:
            self._release(opening_id)

    def close(self) -> None:
        """Leave every ceremony."""
        with self._lock:
            self._forget()

    def _try(self, opening_id: OpeningId) -> bool:
        try:
            return self._opened().try_acquire(_name(opening_id))
        except DBAPIError:
            # The session died with a restart of the server, and its locks with it: a new one asks again.
            self._forget()
            return self._opened().try_acquire(_name(opening_id))

    def _release(self, opening_id: OpeningId) -> None:
        try:
            if self._session is not None:
                self._session.release(_name(opening_id))
        except DBAPIError:
            self._forget()

    def _opened(self) -> SessionLocks:
        if self._session is None:
            self._session = SessionLocks(self._database)
        return self._session

    def _forget(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.__exit__(None, None, None)


def _name(opening_id: OpeningId) -> str:
    return f"responses.opening.{opening_id}"
