"""A service's own door to PostgreSQL: one schema, one role, READ COMMITTED, nothing that waits for ever.

Source: SQLAlchemy 2.1 (engines, pooling), PostgreSQL 18 chapter 19.11 (client connection defaults).
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import PoolProxiedConnection

_STATEMENT_MILLISECONDS: Final = 30_000
_LOCK_MILLISECONDS: Final = 10_000
_IDLE_MILLISECONDS: Final = 60_000
_POOL_SECONDS: Final = 10.0
_CONNECT_SECONDS: Final = 10
_FRESH_SECONDS: Final = 1.0
_CHECKED_AT: Final = "plis_checked_at"


class Database:
    """A pool of connections that see one schema and nothing else."""

    def __init__(self, url: str, schema: str, *, pool_size: int = 8, application_name: str = "plis") -> None:
        self.url = url
        self.schema = schema
        self.pool_size = pool_size
        self.engine: Engine = create_engine(
            with_driver(url),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=_POOL_SECONDS,
            isolation_level="READ COMMITTED",
            connect_args={
                "application_name": application_name,
                "connect_timeout": _CONNECT_SECONDS,
                "options": _options(schema),
            },
        )
        _check_idle_connections(self.engine)
        self._autocommit = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Open a transaction; it commits at the end of the block and rolls back on any exception."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reader(self) -> Iterator[Connection]:
        """Open a connection on which each statement stands alone, for reads: no round trip to begin or end."""
        with self.connect_to_read() as connection:
            yield connection

    def connect_to_read(self) -> Connection:
        """Open such a connection, which its holder closes."""
        return self._autocommit.connect()

    def dispose(self) -> None:
        """Close every connection of the pool."""
        self.engine.dispose()


def with_driver(url: str) -> str:
    """Name our driver, psycopg 3, in an address given in any usual PostgreSQL form."""
    parsed = make_url(url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url)
    return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _options(schema: str) -> str:
    chosen = {
        "search_path": schema,
        "timezone": "UTC",
        "statement_timeout": _STATEMENT_MILLISECONDS,
        "lock_timeout": _LOCK_MILLISECONDS,
        "idle_in_transaction_session_timeout": _IDLE_MILLISECONDS,
    }
    return " ".join(f"-c {name}={value}" for name, value in chosen.items())


def _check_idle_connections(engine: Engine) -> None:
    """Try a connection that slept before lending it: after a restart of the server nobody gets a dead one.

    A busy connection is lent without the round trip that SQLAlchemy's `pool_pre_ping` costs every time.
    """

    @event.listens_for(engine, "checkin")
    def remember(_connection: Any, record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's hook is untyped
        record.info[_CHECKED_AT] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def check(connection: Any, record: Any, _proxy: PoolProxiedConnection) -> None:  # noqa: ANN401 - same
        checked_at = record.info.get(_CHECKED_AT)
        if checked_at is None or time.monotonic() - checked_at < _FRESH_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error
