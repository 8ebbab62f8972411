"""NOTIFY and LISTEN: how a commit in one process wakes the sequencer of another; a hint, never the only way.

Sent after the commit, in its own statement: a NOTIFY inside the transaction makes all commits wait for one another.
Source: PostgreSQL 18 NOTIFY, LISTEN; the 40 % that it costs inside is measured in docs/performance.md.
"""

from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql
from sqlalchemy import text

from shared.storage.database import Database


def notify(database: Database, channel: str) -> None:
    """Wake everybody who listens to a channel of the database."""
    with database.reader() as connection:
        connection.execute(text("SELECT pg_notify(:channel, '')"), {"channel": channel})


class Listener:
    """A connection of its own that waits for notifications."""

    def __init__(self, database: Database, channel: str) -> None:
        self._url = database.url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._channel = channel
        self._connection: psycopg.Connection | None = None

    def __enter__(self) -> Self:
        self._connection = psycopg.connect(self._url, autocommit=True, application_name="plis-listener")
        self._connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def wait(self, seconds: float) -> bool:
        """Wait for a notification; False when none came in time.

        Raises:
            psycopg.OperationalError: the connection was lost; the caller listens again.
        """
        if self._connection is None:
            raise RuntimeError("the listener is not open")
        came = False
        for _ in self._connection.notifies(timeout=seconds, stop_after=1):
            came = True
        return came
