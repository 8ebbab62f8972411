"""The transparency log as a service keeps it, and its sequencer.

The sequencer numbers the leaves, signs the state, and the caller commits it before anybody sees it (design 8.4).
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from shared.kernel.clock import Clock
from shared.proof.acts import (
    SALT_BYTES,
    LoggedAct,
    LoggedLeaf,
    PendingLeaf,
    PublishedKey,
    SignedCheckpoint,
    logged,
)
from shared.proof.batches import PLACES, BatchPlace, make_batch
from shared.proof.canonical import Json
from shared.proof.checkpoint import Checkpoint
from shared.proof.merkle import HASH_SIZE, root
from shared.proof.signed_note import NoteKey
from shared.proof.tiles import grown, node_reader
from shared.proof.timestamps import StampedToken

_GREATEST_GAP: Final = 10_000


class Log(Protocol):
    """The transparency log within one transaction."""

    def append(self, act: LoggedAct, *, object_id: str) -> None:
        """Insert a leaf without number, in the transaction of its act; the first act of a name stays."""

    def leaf_of(self, object_id: str) -> LoggedLeaf | None:
        """Give the leaf of an object's act."""

    def lock(self) -> None:
        """Be the only one to number leaves until the end of the transaction."""

    def size(self) -> int:
        """Give the number of leaves that have a number."""

    def pending(self, limit: int) -> Sequence[PendingLeaf]:
        """Give leaves without number, the oldest first."""

    def number(self, positions: Mapping[int, tuple[int, BatchPlace]]) -> None:
        """Give leaves, by key, the position of their batch and their place in it."""

    def load_tile(self, level: int, index: int) -> bytes:
        """Read a tile; LookupError when it does not exist."""

    def save_tiles(self, tiles: Mapping[tuple[int, int], bytes]) -> None:
        """Write tiles."""

    def add_checkpoint(self, checkpoint: SignedCheckpoint, *, holds_acts: bool) -> None:
        """Keep a checkpoint, and forget the one before if nothing refers to it."""

    def latest(self) -> SignedCheckpoint | None:
        """Give the latest checkpoint."""

    def covering(self, position: int) -> SignedCheckpoint | None:
        """Give the first stamped checkpoint that covers a leaf; failing that the first one that covers it."""

    def stamped_size(self) -> int:
        """Give the greatest size that carries a time stamp; 0 while none does."""

    def to_stamp(self) -> SignedCheckpoint | None:
        """Give the latest checkpoint, when acts since the last stamped one wait for a stamp."""

    def keys(self) -> Sequence[PublishedKey]:
        """Give every key that was ever published, the oldest first."""

    def keep_key(self, key: PublishedKey) -> bool:
        """Keep a published key; False when it is known already."""

    def save_stamp(self, size: int, stamp: StampedToken) -> None:
        """Keep the time stamp of a checkpoint; the first one stays."""

    def witnessed(self) -> SignedCheckpoint | None:
        """Give the last checkpoint that witnesses cosigned."""

    def save_witnesses(self, checkpoint: SignedCheckpoint) -> None:
        """Keep a checkpoint with its cosignatures, and forget earlier cosigned ones that no receipt needs."""


class LogWork(Protocol):
    """A unit of work that holds a log."""

    @property
    def log(self) -> Log:
        """The transparency log."""

    @property
    def clock(self) -> Clock:
        """The real clock."""


class Signer(Protocol):
    """The only holder of the log's key."""

    @property
    def origin(self) -> str:
        """The name of the log."""

    @property
    def public(self) -> NoteKey:
        """The public key that verifies its notes."""

    def last_signed(self) -> int:
        """Give the greatest size ever signed, kept outside the database."""

    def sign(self, checkpoint: Checkpoint) -> str:
        """Give the signed note; a size not above the last one signed is an error of the caller."""


class TimeStampAuthority(Protocol):
    """An RFC 3161 authority."""

    def stamp(self, data: bytes) -> StampedToken:
        """Give a token over some data; ``OSError`` or ``InvalidValue`` when it cannot."""


class LogBehind(RuntimeError):
    """The database holds a much older log than the one that was signed: somebody restored a backup over it."""


def enter_act(log: Log, content: Mapping[str, Json], *, object_id: str) -> LoggedAct:
    """Enter an act with a fresh salt, in the transaction of the act itself; ``object_id`` names it, once."""
    act = logged(content, secrets.token_bytes(SALT_BYTES))
    log.append(act, object_id=object_id)
    return act


def fact_of(log: Log, name: str, object_id: str) -> Json:
    """Give what an act says under a name; None where it says nothing of it, or was never entered."""
    leaf = log.leaf_of(object_id)
    said: Json = None if leaf is None else json.loads(leaf.act.content).get(name)
    return said


def state_act(uow: LogWork, kind: str, name: str, **facts: Json) -> LoggedAct:
    """Enter what was just done, with its instant; an act of that name that is there already stays as it is."""
    at = uow.clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return enter_act(uow.log, {"type": kind, "at": at, **facts}, object_id=name)


def publish_key(uow: LogWork, key: str, *, purpose: str) -> None:
    """Enter a public key of the platform into its own log, once: whoever rotates a key is seen to."""
    if uow.log.keep_key(PublishedKey(key, purpose, uow.clock.now())):
        state_act(uow, "key_published", f"key/{key}", purpose=purpose, key=key)


def number_leaves(*, uow: LogWork, signer: Signer, is_open: bool, ticks: int = 1) -> int:
    """Number what waits, sign and keep the new checkpoint; give how many leaves were added.

    While something is open the log grows by one leaf for each tick of the clock, whatever waits: the batch of the acts,
    or chance. Growth and positions tell nothing about acts, however many there are.

    Raises:
        LogBehind: the log is far behind what was signed; signing again would show two histories.
    """
    if not is_open and not uow.log.pending(1):
        return 0  # a quiet platform asks twice a second: nothing is locked, no file is read
    uow.log.lock()
    size, pending = uow.log.size(), uow.log.pending(PLACES)
    if not pending and not is_open:
        return 0
    leaves = [secrets.token_bytes(HASH_SIZE) for _ in range(_growth(size, signer.last_signed(), ticks))]
    if pending:
        batch, at = make_batch([item.leaf for item in pending]), secrets.randbelow(len(leaves))
        leaves[at] = batch.log_leaf
        uow.log.number({item.key: (size + at, place) for item, place in zip(pending, batch.places, strict=True)})
    tiles = grown(size, leaves, uow.log.load_tile)

    def load(level: int, index: int) -> bytes:
        tile = tiles.get((level, index))
        return uow.log.load_tile(level, index) if tile is None else tile

    new_size = size + len(leaves)
    note = signer.sign(Checkpoint(signer.origin, new_size, root(new_size, node_reader(load))))
    uow.log.save_tiles(tiles)
    uow.log.add_checkpoint(
        SignedCheckpoint(new_size, note, str(signer.public), uow.clock.now()), holds_acts=bool(pending)
    )
    return len(leaves)


def _growth(size: int, signed: int, ticks: int) -> int:
    """Give how many leaves to add: one for each tick, and past any size that was signed and then lost."""
    # A crash between signature and commit leaves a signed size that nobody saw: it is never signed twice.
    if signed - size > _GREATEST_GAP:
        raise LogBehind(f"the log has {size} leaves and {signed} were signed")
    return max(ticks, signed + 1 - size)
