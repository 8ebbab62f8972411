"""What the relay reads and writes: numbered events, cursors, and publications set aside."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from shared.kernel.clock import Clock
from shared.messaging.message import Outgoing
from shared.messaging.outbox import Outbox
from shared.messaging.topology import FEED_PREFIX, exchange_of, feed_queue_of
from shared.storage.dead_letters import DeadLetter, bury, dead_letters, mark_replayed
from shared.storage.feed_cursors import cursors_named, declare_cursor
from shared.storage.outbox_cursors import cursor_position, move_cursor
from shared.storage.outbox_rows import feed_rows_after, rows_after

ASIDE: Final = "relay"  # the "consumer" under which the relay sets publications aside


class RelayStore:
    """The relay's side of one outbox."""

    def __init__(self, outbox: Outbox, clock: Clock) -> None:
        self._outbox = outbox
        self._clock = clock
        self._exchange = exchange_of(outbox.service)

    def cursor(self, name: str) -> int:
        """Give how far a cursor has come."""
        with self._outbox.database.reader() as connection:
            return cursor_position(connection, self._outbox.tables, name)

    def save(self, name: str, position: int) -> None:
        """Write down how far a cursor has come."""
        with self._outbox.database.begin() as connection:
            move_cursor(connection, self._outbox.tables, name, position)

    def read(self, position: int, limit: int) -> Sequence[Outgoing]:
        """Give the publications after a position of the outbox."""
        with self._outbox.database.reader() as connection:
            rows = rows_after(connection, self._outbox.tables, position, limit=limit)
        return [
            Outgoing(
                position=row.position,
                event_id=str(row.id),
                event_type=row.type,
                exchange=self._exchange,
                routing_key=row.type,
                body=row.envelope,
                feed=row.feed,
            )
            for row in rows
        ]

    def read_feed(self, siret: str, position: int, limit: int) -> Sequence[Outgoing]:
        """Give the publications after a position of one feed, to its stream."""
        with self._outbox.database.reader() as connection:
            rows = feed_rows_after(connection, self._outbox.tables, feed=siret, position=position, limit=limit)
        return [
            Outgoing(
                position=row.feed_position,
                event_id=str(row.id),
                event_type=row.type,
                exchange="",
                routing_key=feed_queue_of(siret),
                body=row.envelope,
                feed=siret,
                feed_position=row.feed_position,
            )
            for row in rows
            if row.feed_position is not None
        ]

    def feeds(self) -> Mapping[str, int]:
        """Give the declared feeds, by cursor name, with how far each has come."""
        with self._outbox.database.reader() as connection:
            return cursors_named(connection, self._outbox.tables, FEED_PREFIX)

    def set_aside(self, message: Outgoing, tries: int) -> None:
        """Keep a publication that the broker refused too often; the relay goes on trying it now and then."""
        letter = DeadLetter(
            consumer=ASIDE,
            event_id=UUID(message.event_id),
            type=message.event_type,
            envelope=message.body,
            error="refused by the broker",
            attempts=tries,
            died_at=self._clock.now(),
        )
        with self._outbox.database.begin() as connection:
            bury(connection, self._outbox.tables, letter)

    def read_aside(self, limit: int) -> Sequence[Outgoing]:
        """Give what waits aside."""
        return [
            Outgoing(
                position=0,
                event_id=str(letter.event_id),
                event_type=letter.type,
                exchange=self._exchange,
                routing_key=letter.type,
                body=letter.envelope,
            )
            for letter in self._aside(limit)
        ]

    def found_its_way(self, message: Outgoing) -> None:
        """Note that a publication set aside was stored by the broker after all."""
        with self._outbox.database.begin() as connection:
            for letter in dead_letters(connection, self._outbox.tables):
                if letter.consumer == ASIDE and str(letter.event_id) == message.event_id:
                    mark_replayed(connection, self._outbox.tables, letter, at=self._clock.now())

    def _aside(self, limit: int) -> Sequence[DeadLetter]:
        with self._outbox.database.reader() as connection:
            letters = dead_letters(connection, self._outbox.tables)
        return [letter for letter in letters if letter.consumer == ASIDE][:limit]


def declare_feed(outbox: Outbox, siret: str) -> None:
    """Have the finance feed of a buyer published to its own stream from now on, from its first event."""
    with outbox.database.begin() as connection:
        declare_cursor(connection, outbox.tables, feed_queue_of(siret))
