"""The transparency log in tables: leaves, tiles, checkpoints."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import insert

from shared.proof.acts import LoggedAct, LoggedLeaf, PendingLeaf, SignedCheckpoint
from shared.proof.timestamps import StampedToken
from shared.storage.log_tables import LogTables

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('plis.' || current_schema() || '.log', 0))")


class SqlLog:
    """The log; one process numbers at a time, anybody reads."""

    def __init__(self, connection: Connection, tables: LogTables) -> None:
        self._connection = connection
        self._leaf, self._tile, self._checkpoint = tables.leaf, tables.tile, tables.checkpoint

    def append(self, act: LoggedAct, *, object_id: str) -> None:
        """Insert a leaf without number."""
        row = {"object_id": object_id, "leaf": act.leaf, "salt": act.salt, "content": act.content}
        self._connection.execute(self._leaf.insert().values(row))

    def leaf_of(self, object_id: str) -> LoggedLeaf | None:
        """Give the leaf of an object's act."""
        row = self._connection.execute(select(self._leaf).where(self._leaf.c.object_id == object_id)).one_or_none()
        return None if row is None else LoggedLeaf(LoggedAct(bytes(row.salt), bytes(row.content)), row.position)

    def lock(self) -> None:
        """Be the only one to number leaves."""
        self._connection.execute(_LOCK)

    def size(self) -> int:
        """Give the number of numbered leaves: every one is under a checkpoint."""
        return int(self._connection.execute(select(func.coalesce(func.max(self._checkpoint.c.size), 0))).scalar_one())

    def pending(self, limit: int) -> Sequence[PendingLeaf]:
        """Give leaves without number, the oldest first."""
        statement = (
            select(self._leaf.c.key, self._leaf.c.leaf)
            .where(self._leaf.c.position.is_(None))
            .order_by(self._leaf.c.key)
            .limit(limit)
        )
        return [PendingLeaf(row.key, bytes(row.leaf)) for row in self._connection.execute(statement)]

    def number(self, positions: Mapping[int, int]) -> None:
        """Give leaves their positions."""
        if positions:
            statement = (
                self._leaf.update().where(self._leaf.c.key == bindparam("leaf_key")).values(position=bindparam("place"))
            )
            rows = [{"leaf_key": key, "place": position} for key, position in positions.items()]
            self._connection.execute(statement, rows)

    def load_tile(self, level: int, index: int) -> bytes:
        """Read a tile."""
        where = (self._tile.c.level == level) & (self._tile.c.index == index)
        data = self._connection.execute(select(self._tile.c.data).where(where)).scalar_one_or_none()
        if data is None:
            raise LookupError(f"the log has no tile {level}/{index}")
        return bytes(data)

    def save_tiles(self, tiles: Mapping[tuple[int, int], bytes]) -> None:
        """Write tiles."""
        statement = insert(self._tile).values(
            [{"level": level, "index": index, "data": data} for (level, index), data in tiles.items()]
        )
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[self._tile.c.level, self._tile.c.index], set_={"data": statement.excluded.data}
            )
        )

    def add_checkpoint(self, checkpoint: SignedCheckpoint, *, holds_acts: bool) -> None:
        """Keep a checkpoint and forget the padding-only ones before it: nobody's receipt refers to them."""
        self._connection.execute(
            self._checkpoint.insert().values(
                size=checkpoint.size, note=checkpoint.note, signed_at=checkpoint.signed_at, holds_acts=holds_acts
            )
        )
        self._connection.execute(
            self._checkpoint.delete().where(
                self._checkpoint.c.size < checkpoint.size,
                self._checkpoint.c.holds_acts.is_(False),
                self._checkpoint.c.stamp_token.is_(None),
            )
        )

    def latest(self) -> SignedCheckpoint | None:
        """Give the latest checkpoint."""
        row = self._connection.execute(
            select(self._checkpoint).order_by(self._checkpoint.c.size.desc()).limit(1)
        ).one_or_none()
        return None if row is None else _checkpoint(row)

    def covering(self, position: int) -> SignedCheckpoint | None:
        """Give the first stamped checkpoint that covers a leaf; failing that the first one."""
        covers = (
            select(self._checkpoint)
            .where(self._checkpoint.c.size > position)
            .order_by(self._checkpoint.c.size)
            .limit(1)
        )
        row = self._connection.execute(covers.where(self._checkpoint.c.stamp_token.is_not(None))).one_or_none()
        row = row or self._connection.execute(covers).one_or_none()
        return None if row is None else _checkpoint(row)

    def to_stamp(self) -> SignedCheckpoint | None:
        """Give the latest checkpoint, when acts since the last stamped one wait."""
        stamped = (
            select(func.coalesce(func.max(self._checkpoint.c.size), 0))
            .where(self._checkpoint.c.stamp_token.is_not(None))
            .scalar_subquery()
        )
        waits = select(self._checkpoint.c.size).where(self._checkpoint.c.size > stamped, self._checkpoint.c.holds_acts)
        if self._connection.execute(waits.limit(1)).one_or_none() is None:
            return None
        return self.latest()

    def save_stamp(self, size: int, stamp: StampedToken) -> None:
        """Keep the time stamp of a checkpoint; the first one stays."""
        self._connection.execute(
            self._checkpoint.update()
            .where(self._checkpoint.c.size == size, self._checkpoint.c.stamp_token.is_(None))
            .values(stamp_token=stamp.token, stamp_authority=stamp.authority, stamp_root=stamp.root_pem)
        )


def _checkpoint(row: Row[Any]) -> SignedCheckpoint:
    stamp = (
        None if row.stamp_token is None else StampedToken(bytes(row.stamp_token), row.stamp_authority, row.stamp_root)
    )
    return SignedCheckpoint(row.size, row.note, row.signed_at, stamp)
