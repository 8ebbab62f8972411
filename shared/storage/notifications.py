"""NOTIFY and LISTEN: how a commit in one process wakes the sequencer of another; a hint, never the only way.

Sent after the commit, in its own statement: a NOTIFY inside the transaction makes all commits wait for one another.
Only the sequencer, whose transactions follow one another anyway, sends it inside.
Source: PostgreSQL 18 NOTIFY, LISTEN; the 40 % that it costs inside is measured in docs/performance.md.
"""

from collections.abc import Callable, Iterator
from typing import Final

import psycopg
from psycopg import sql
from sqlalchemy import make_url, text

from shared.storage.database import Database

_NOTIFY: Final = text("SELECT pg_notify(:channel, :sender)")
_POLL_SECONDS: Final = 0.5  # how late a stop may be noticed


def notify(database: Database, channel: str, *, sender: str = "") -> None:
    """Wake everybody who listens to a channel of the database, except listeners that ignore this sender."""
    with database.reader() as connection:
        connection.execute(_NOTIFY, {"channel": channel, "sender": sender})


def listen(
    database: Database, channel: str, *, stop: Callable[[], bool], ignored_sender: str | None = None
) -> Iterator[None]:
    """Give one item per burst of notifications, on a connection of its own, until `stop` says so.

    Whoever has woken its own process already gives its name as `ignored_sender`, and is spared the echo.

    Raises:
        psycopg.OperationalError: the connection was lost; the caller listens again.
    """
    address = make_url(database.url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True, application_name=f"plis-listen-{channel}") as connection:
        connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        while not stop():
            senders = {note.payload for note in connection.notifies(timeout=_POLL_SECONDS, stop_after=1)}
            if senders - {ignored_sender}:
                yield
