"""The transparency log as a service keeps it, and its sequencer.

The sequencer numbers the leaves, signs the state, and the caller commits it before anybody sees it (design 8.4).
"""

import random
import secrets
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from shared.kernel.clock import Clock
from shared.proof.acts import SALT_BYTES, LoggedAct, LoggedLeaf, PendingLeaf, SignedCheckpoint, logged
from shared.proof.canonical import Json
from shared.proof.checkpoint import Checkpoint
from shared.proof.merkle import HASH_SIZE, root
from shared.proof.tiles import grown, node_reader
from shared.proof.timestamps import StampedToken

QUOTA: Final = 8
_BATCH: Final = QUOTA * 64
_GREATEST_GAP: Final = 10_000


class Log(Protocol):
    """The transparency log within one transaction."""

    def append(self, act: LoggedAct, *, object_id: str) -> None:
        """Insert a leaf without number, in the transaction of its act."""

    def leaf_of(self, object_id: str) -> LoggedLeaf | None:
        """Give the leaf of an object's act."""

    def lock(self) -> None:
        """Be the only one to number leaves until the end of the transaction."""

    def size(self) -> int:
        """Give the number of leaves that have a number."""

    def pending(self, limit: int) -> Sequence[PendingLeaf]:
        """Give leaves without number, the oldest first."""

    def number(self, positions: Mapping[int, int]) -> None:
        """Give leaves, by key, their positions."""

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

    def to_stamp(self) -> SignedCheckpoint | None:
        """Give the latest checkpoint, when acts since the last stamped one wait for a stamp."""

    def save_stamp(self, size: int, stamp: StampedToken) -> None:
        """Keep the time stamp of a checkpoint; the first one stays."""


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


def number_leaves(*, uow: LogWork, signer: Signer, is_open: bool) -> int:
    """Number what waits, sign and keep the new checkpoint; give how many leaves were added.

    While something is open the log grows by multiples of a quota, filled with random leaves, and the acts are shuffled
    among them: growth and positions tell nothing about acts.

    Raises:
        LogBehind: the log is far behind what was signed; signing again would show two histories.
    """
    if not is_open and not uow.log.pending(1):
        return 0  # a quiet platform asks four times a second: nothing is locked, no file is read
    uow.log.lock()
    size, pending = uow.log.size(), uow.log.pending(_BATCH)
    padding = _padding(size, len(pending), is_open=is_open, signed=signer.last_signed())
    if not pending and not padding:
        return 0
    slots: list[tuple[int | None, bytes]] = [(item.key, item.leaf) for item in pending]
    slots += [(None, secrets.token_bytes(HASH_SIZE)) for _ in range(padding)]
    random.SystemRandom().shuffle(slots)
    tiles = grown(size, [leaf for _, leaf in slots], uow.log.load_tile)

    def load(level: int, index: int) -> bytes:
        tile = tiles.get((level, index))
        return uow.log.load_tile(level, index) if tile is None else tile

    new_size = size + len(slots)
    note = signer.sign(Checkpoint(signer.origin, new_size, root(new_size, node_reader(load))))
    uow.log.save_tiles(tiles)
    uow.log.number({key: size + at for at, (key, _) in enumerate(slots) if key is not None})
    uow.log.add_checkpoint(SignedCheckpoint(new_size, note, uow.clock.now(), stamp=None), holds_acts=bool(pending))
    return len(slots)


def _padding(size: int, pending: int, *, is_open: bool, signed: int) -> int:
    """Give how many random leaves to add: up to the quota, and past any size that was signed and then lost."""
    target = size + pending
    if is_open:
        target = size + max(QUOTA, -(-pending // QUOTA) * QUOTA)
    if pending or is_open:
        # A crash between signature and commit leaves a signed size that nobody saw: it is never signed twice.
        if signed - target > _GREATEST_GAP:
            raise LogBehind(f"the log has {size} leaves and {signed} were signed")
        target = max(target, signed + 1)
    return target - size - pending
