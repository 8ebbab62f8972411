"""The transparency log in tables: leaves, tiles, checkpoints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, bindparam, func, literal, select, text, union_all
from sqlalchemy.dialects.postgresql import Insert, insert

from shared.proof.acts import LoggedAct, LoggedLeaf, PendingLeaf, PublishedKey, SignedCheckpoint, Witnessing
from shared.proof.batches import BatchPlace
from shared.proof.merkle import HASH_SIZE
from shared.proof.timestamps import StampedToken
from shared.storage.log_tables import LogTables

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('plis.' || current_schema() || '.log', 0))")


class SqlLog:
    """The log; one process numbers at a time, anybody reads."""

    def __init__(self, connection: Connection, tables: LogTables) -> None:
        self._connection = connection
        self._leaf, self._tile, self._checkpoint, self._key = tables.leaf, tables.tile, tables.checkpoint, tables.key
        self._built = _built(tables)
        self._entered: dict[str, LoggedLeaf] = {}  # in this transaction, so without number

    def append(self, act: LoggedAct, *, object_id: str) -> None:
        """Insert a leaf without number."""
        row = {"object_id": object_id, "leaf": act.leaf, "salt": act.salt, "content": act.content}
        if self._connection.execute(self._built.append, row).rowcount == 1:
            self._entered[object_id] = LoggedLeaf(act, None)

    def leaf_of(self, object_id: str) -> LoggedLeaf | None:
        """Give the leaf of an object's act."""
        if object_id in self._entered:
            return self._entered[object_id]
        row = self._connection.execute(self._built.leaf_of, {"name": object_id}).one_or_none()
        return None if row is None else _leaf(row)

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

    def number(self, positions: Mapping[int, tuple[int, BatchPlace]]) -> None:
        """Give leaves the position of their batch and their place in it."""
        self._entered.clear()
        statement = (
            self._leaf.update()
            .where(self._leaf.c.key == bindparam("leaf_key"))
            .values(position=bindparam("at"), batch_index=bindparam("place"), batch_path=bindparam("path"))
        )
        rows = [
            {"leaf_key": key, "at": position, "place": place.index, "path": b"".join(place.path)}
            for key, (position, place) in positions.items()
        ]
        self._connection.execute(statement, rows)

    def load_tile(self, level: int, index: int) -> bytes:
        """Read a tile."""
        where = {"of_level": level, "at": index}
        data = self._connection.execute(self._built.tile, where).scalar_one_or_none()
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
                size=checkpoint.size,
                note=checkpoint.note,
                log_key=checkpoint.log_key,
                signed_at=checkpoint.signed_at,
                holds_acts=holds_acts,
            )
        )
        self._connection.execute(
            self._checkpoint.delete().where(
                self._checkpoint.c.size < checkpoint.size,
                self._checkpoint.c.holds_acts.is_(False),
                self._checkpoint.c.stamp_token.is_(None),
                self._checkpoint.c.witnesses.is_(None),
            )
        )

    def latest(self) -> SignedCheckpoint | None:
        """Give the latest checkpoint."""
        return self._first(self._known().order_by(self._checkpoint.c.size.desc()))

    def covering(self, position: int) -> SignedCheckpoint | None:
        """Give the best checkpoint that covers a leaf: stamped and witnessed, else stamped, else the first one."""
        row = self._connection.execute(self._built.covering, {"position": position}).one_or_none()
        return None if row is None else _checkpoint(row)

    def to_stamp(self) -> SignedCheckpoint | None:
        """Give the latest checkpoint that holds acts, when it waits; then a cosigned one, if acts wait.

        One of padding alone is forgotten at the next tick: a slow authority would stamp what is no longer there.
        """
        columns = self._checkpoint.c
        stamped = select(func.coalesce(func.max(columns.size), 0)).where(columns.stamp_token.is_not(None))
        if self._acts_after(stamped):
            return self._first(self._known().where(columns.holds_acts).order_by(columns.size.desc()))
        both = stamped.where(columns.witnesses.is_not(None))
        found = self.witnessed()
        return found if found is not None and found.stamp is None and self._acts_after(both, found.size) else None

    def stamped_size(self) -> int:
        """Give the greatest size that carries a time stamp; 0 while none does."""
        columns = self._checkpoint.c
        stamped = select(func.coalesce(func.max(columns.size), 0)).where(columns.stamp_token.is_not(None))
        return int(self._connection.execute(stamped).scalar_one())

    def save_stamp(self, size: int, stamp: StampedToken) -> None:
        """Keep the time stamp of a checkpoint; the first one stays."""
        self._connection.execute(
            self._checkpoint.update()
            .where(self._checkpoint.c.size == size, self._checkpoint.c.stamp_token.is_(None))
            .values(stamp_token=stamp.token, stamp_authority=stamp.authority, stamp_root=stamp.root_pem)
        )

    def witnessed(self) -> SignedCheckpoint | None:
        """Give the last checkpoint that witnesses cosigned."""
        columns = self._checkpoint.c
        return self._first(self._known().where(columns.witnesses.is_not(None)).order_by(columns.size.desc()))

    def save_witnesses(self, checkpoint: SignedCheckpoint) -> None:
        """Keep a checkpoint with its cosignatures; it may have been forgotten while the witnesses were asked."""
        columns = self._checkpoint.c
        lines = [{"key": one.key, "line": one.line} for one in checkpoint.witnesses]
        statement = insert(self._checkpoint).values(
            size=checkpoint.size,
            note=checkpoint.note,
            log_key=checkpoint.log_key,
            signed_at=checkpoint.signed_at,
            holds_acts=False,
            witnesses=lines,
        )
        statement = statement.on_conflict_do_update(index_elements=[columns.size], set_={"witnesses": lines})
        self._connection.execute(statement)
        self._connection.execute(
            self._checkpoint.delete().where(
                columns.size < checkpoint.size,
                columns.witnesses.is_not(None),
                columns.holds_acts.is_(False),
                columns.stamp_token.is_(None),
            )
        )

    def keys(self) -> Sequence[PublishedKey]:
        """Give every key that was ever published."""
        rows = self._connection.execute(select(self._key).order_by(self._key.c.since, self._key.c.key))
        return [PublishedKey(row.key, row.purpose, row.since) for row in rows]

    def keep_key(self, key: PublishedKey) -> bool:
        """Keep a published key; False when it is known already."""
        row = {"key": key.key, "purpose": key.purpose, "since": key.since}
        statement = insert(self._key).values(row).on_conflict_do_nothing().returning(self._key.c.key)
        return self._connection.execute(statement).one_or_none() is not None

    def _known(self) -> Select[Any]:
        return _known(self._checkpoint)

    def _first(self, statement: Select[Any]) -> SignedCheckpoint | None:
        row = self._connection.execute(statement.limit(1)).one_or_none()
        return None if row is None else _checkpoint(row)

    def _acts_after(self, after: Select[Any], until: int | None = None) -> bool:
        columns = self._checkpoint.c
        waits = select(columns.size).where(columns.size > after.scalar_subquery(), columns.holds_acts)
        if until is not None:
            waits = waits.where(columns.size <= until)
        return self._connection.execute(waits.limit(1)).one_or_none() is not None


@dataclass(frozen=True, slots=True)
class _Built:
    """Statements of every deposit, built once: building them would cost more than the server takes to run them."""

    append: Insert
    leaf_of: Select[Any]
    tile: Select[Any]
    covering: Select[Any]


@cache
def _built(tables: LogTables) -> _Built:
    leaf, tile = tables.leaf, tables.tile
    here = (tile.c.level == bindparam("of_level"), tile.c.index == bindparam("at"))
    return _Built(
        append=insert(leaf)
        .on_conflict_do_nothing(index_elements=["object_id"])
        .execution_options(preserve_rowcount=True),
        leaf_of=select(leaf).where(leaf.c.object_id == bindparam("name")),
        tile=select(tile.c.data).where(*here),
        covering=_covering(tables.checkpoint),
    )


def _covering(checkpoint: Table) -> Select[Any]:
    """Build the choice of a checkpoint: of those beyond a position, stamped and witnessed, else stamped, else any."""
    covers = _known(checkpoint).where(checkpoint.c.size > bindparam("position")).order_by(checkpoint.c.size).limit(1)
    stamped = covers.where(checkpoint.c.stamp_token.is_not(None))
    ways = (stamped.where(checkpoint.c.witnesses.is_not(None)), stamped, covers)
    ranked = union_all(
        *(way.add_columns(literal(rank).label("rank")).subquery().select() for rank, way in enumerate(ways))
    )
    found = ranked.subquery()
    return select(found).order_by(found.c.rank).limit(1)


def _known(checkpoint: Table) -> Select[Any]:
    """Checkpoints whose key is known: those signed before keys were kept are covered by later ones."""
    return select(checkpoint).where(checkpoint.c.log_key.is_not(None))


def _leaf(row: Row[Any]) -> LoggedLeaf:
    place = None
    if row.batch_path is not None:
        path = bytes(row.batch_path)
        hashes = [path[at : at + HASH_SIZE] for at in range(0, len(path), HASH_SIZE)]
        place = BatchPlace(row.batch_index, tuple(hashes))
    return LoggedLeaf(LoggedAct(bytes(row.salt), bytes(row.content)), row.position, place)


def _checkpoint(row: Row[Any]) -> SignedCheckpoint:
    stamp = (
        None if row.stamp_token is None else StampedToken(bytes(row.stamp_token), row.stamp_authority, row.stamp_root)
    )
    witnesses = tuple(Witnessing(one["key"], one["line"]) for one in row.witnesses or ())
    return SignedCheckpoint(row.size, row.note, row.log_key, row.signed_at, stamp, witnesses)
