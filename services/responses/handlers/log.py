"""The log's sequencer: numbers the leaves, signs the state, and commits it before anybody sees it (design 8.4)."""

import random
import secrets
from typing import Final

from services.responses.ports import SignedCheckpoint, Signer, UnitOfWork
from shared.proof.checkpoint import Checkpoint
from shared.proof.merkle import HASH_SIZE, root
from shared.proof.tiles import grown, node_reader

QUOTA: Final = 8
_BATCH: Final = QUOTA * 64
_GREATEST_GAP: Final = 10_000


class LogBehind(RuntimeError):
    """The database holds a much older log than the one that was signed: somebody restored a backup over it."""


def number_leaves(*, uow: UnitOfWork, signer: Signer) -> int:
    """Number what waits, sign and keep the new checkpoint; give how many leaves were added.

    While a consultation is open the log grows by multiples of a quota, filled with random leaves, and the acts are
    shuffled among them: growth and positions tell nothing about deposits.

    Raises:
        LogBehind: the log is far behind what was signed; signing again would show two histories.
    """
    is_open = uow.consultations.any_open()
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
