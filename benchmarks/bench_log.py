"""The transparency log: leaves that join it, acts that join a leaf, proofs, each against the SHA-256 that it needs.

In memory, on one core. A leaf that was hashed costs a tree one more hash, on the average: a node; so does an act in a
batch. A proof costs its reader one hash a level; ours also hashes again inside tiles, which hold 256 leaves each.
"""

import hashlib
import random
import time
from collections.abc import Callable
from typing import Final

from benchmarks.figures import Figure, Skipped
from shared.proof.batches import make_batch
from shared.proof.merkle import HASH_SIZE, consistency_proof, inclusion_proof, root, verify_inclusion
from shared.proof.tiles import grown, node_reader

_LEAVES: Final = 200_000
_ADDED_AT_ONCE: Final = 500
_ACTS: Final = 1_000
_PROOFS: Final = 200
_NODE: Final = 1 + 2 * HASH_SIZE


def measure(_seconds: float) -> list[Figure | Skipped]:
    """Grow a log, then prove that leaves are in it."""
    leaves = [number.to_bytes(HASH_SIZE, "big") for number in range(_LEAVES)]
    floor = 1 / _seconds_of_hash(_NODE)
    tiles: dict[tuple[int, int], bytes] = {}

    def load(level: int, index: int) -> bytes:
        return tiles[level, index]

    def grow() -> None:
        for size in range(0, _LEAVES, _ADDED_AT_ONCE):
            tiles.update(grown(size, leaves[size : size + _ADDED_AT_ONCE], load))

    spent = _time(grow)
    whole = root(_LEAVES, node_reader(load))
    levels = (_LEAVES - 1).bit_length()
    return [
        Figure("leaves that join the log", _LEAVES / spent, floor, "one SHA-256 for each", "leaves/s"),
        Figure("acts that join one leaf", _acts(), floor, "one SHA-256 for each", "acts/s"),
        _proofs(leaves, load, whole, levels, floor),
        _consistency(load, levels, floor),
        _verified(leaves, load, whole, levels, floor),
    ]


def _acts() -> float:
    acts = [number.to_bytes(HASH_SIZE, "big") for number in range(_ACTS)]
    return _ACTS / _time(lambda: make_batch(acts))


def _proofs(leaves: list[bytes], load: Callable[[int, int], bytes], whole: bytes, levels: int, floor: float) -> Figure:
    chosen = _chosen()

    def prove() -> None:
        for index in chosen:
            inclusion_proof(index, _LEAVES, node_reader(load))

    spent = _time(prove)
    proof = inclusion_proof(chosen[0], _LEAVES, node_reader(load))
    assert verify_inclusion(leaf=leaves[chosen[0]], index=chosen[0], size=_LEAVES, proof=proof, root_hash=whole)
    what = f"inclusion proof among {_LEAVES:,}"
    return Figure(what, spent / _PROOFS * 1e6, levels / floor * 1e6, f"{levels} SHA-256", "µs")


def _consistency(load: Callable[[int, int], bytes], levels: int, floor: float) -> Figure:
    chosen = _chosen()

    def prove() -> None:
        for size in chosen:
            consistency_proof(size, _LEAVES, node_reader(load))

    what = f"consistency proof up to {_LEAVES:,}"
    return Figure(what, _time(prove) / _PROOFS * 1e6, levels / floor * 1e6, f"{levels} SHA-256", "µs")


def _verified(
    leaves: list[bytes], load: Callable[[int, int], bytes], whole: bytes, levels: int, floor: float
) -> Figure:
    proofs = [(index, inclusion_proof(index, _LEAVES, node_reader(load))) for index in _chosen()]

    def verify() -> None:
        for index, proof in proofs:
            assert verify_inclusion(leaf=leaves[index], index=index, size=_LEAVES, proof=proof, root_hash=whole)

    return Figure("a proof verified", _time(verify) / _PROOFS * 1e6, levels / floor * 1e6, f"{levels} SHA-256", "µs")


def _chosen() -> list[int]:
    choice = random.Random(1)  # noqa: S311 - places in a measure
    return [choice.randrange(1, _LEAVES) for _ in range(_PROOFS)]


def _seconds_of_hash(size: int) -> float:
    data, count = bytes(size), 100_000

    def digest() -> None:
        for _ in range(count):
            hashlib.sha256(data).digest()

    return _time(digest) / count


def _time(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
