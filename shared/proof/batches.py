"""Batches: the acts of one tick of the log under one leaf, so that the log grows by the same leaf whatever happens.

A batch is a complete Merkle tree (RFC 6962 section 2.1) of 1,024 places. Acts take places by chance; what is not an act
is random, and so is every whole subtree without one: nobody can tell an act from padding, and every act's path has the
same length, so its holder learns nothing of the others. The leaf of the log is the leaf hash of the batch's root.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from random import SystemRandom
from typing import Final

from shared.proof.merkle import HASH_SIZE, leaf_hash, node_hash, verify_inclusion

DEPTH: Final = 10
PLACES: Final = 1 << DEPTH


@dataclass(frozen=True, slots=True)
class BatchPlace:
    """The place of an act in its batch, and the path from there to the batch's root."""

    index: int
    path: tuple[bytes, ...]

    def root(self, leaf: bytes) -> bytes:
        """Give the root of the batch, from the act's leaf."""
        node, at = leaf, self.index
        for sibling in self.path:
            node, at = (node_hash(sibling, node) if at & 1 else node_hash(node, sibling)), at >> 1
        return node

    def log_leaf(self, leaf: bytes) -> bytes:
        """Give the leaf of the log that covers the act."""
        return leaf_hash(self.root(leaf))

    @property
    def is_whole(self) -> bool:
        """Say whether this has the one shape of a place: an index within the batch, a path of its depth."""
        return 0 <= self.index < PLACES and [len(node) for node in self.path] == [HASH_SIZE] * DEPTH


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch: the leaf that stands for it in the log, and the place of each act, in the order given."""

    log_leaf: bytes
    places: tuple[BatchPlace, ...]


def make_batch(leaves: Sequence[bytes]) -> Batch:
    """Give a batch of 1 to 1,024 leaves, at places drawn by chance."""
    indexes = SystemRandom().sample(range(PLACES), len(leaves))
    row = dict(zip(indexes, leaves, strict=True))
    paths: list[list[bytes]] = [[] for _ in leaves]
    for level in range(DEPTH):
        for path, index in zip(paths, indexes, strict=True):
            sibling = index >> level ^ 1
            if sibling not in row:
                row[sibling] = secrets.token_bytes(HASH_SIZE)
            path.append(row[sibling])
        row = {at >> 1: node_hash(row[at & ~1], row[at | 1]) for at in row}
    places = [BatchPlace(index, tuple(path)) for index, path in zip(indexes, paths, strict=True)]
    return Batch(leaf_hash(row[0]), tuple(places))


def covers(
    *, leaf: bytes, place: BatchPlace | None, position: int, size: int, path: Sequence[bytes], root_hash: bytes
) -> bool:
    """Say whether an act's leaf is in the log: in its batch, and its batch in the tree.

    Acts entered before batches have no place: their leaf is the log's own.
    """
    if place is not None and not place.is_whole:
        return False
    covered = leaf if place is None else place.log_leaf(leaf)
    return verify_inclusion(leaf=covered, index=position, size=size, proof=path, root_hash=root_hash)
