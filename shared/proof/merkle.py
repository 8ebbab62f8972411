"""The Merkle tree of the transparency log, RFC 6962 section 2.1 (proofs: RFC 9162 sections 2.1.3 and 2.1.4).

Every function is pure: nodes come from a ``NodeReader``, which gives the root of the complete subtree of
``2 ** level`` leaves whose rank at that level is ``index``.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Final

NodeReader = Callable[[int, int], bytes]

HASH_SIZE: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()


def leaf_hash(record: bytes) -> bytes:
    """Give the hash of a leaf: SHA-256 of the byte 0 and the record (RFC 6962 2.1)."""
    return hashlib.sha256(b"\x00" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Give the hash of an inner node: SHA-256 of the byte 1 and both children (RFC 6962 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(size: int, read: NodeReader) -> bytes:
    """Give the root of the tree of the first ``size`` leaves."""
    return _range_root(0, size, read) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, read: NodeReader) -> tuple[bytes, ...]:
    """Give the audit path of the leaf ``index`` (from 0) in the tree of ``size`` leaves (RFC 6962 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    path: list[bytes] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(_range_root(middle, end, read))
            end = middle
        else:
            path.append(_range_root(begin, middle, read))
            begin = middle
    return tuple(reversed(path))


def consistency_proof(old: int, new: int, read: NodeReader) -> tuple[bytes, ...]:
    """Give the proof that the tree of ``new`` leaves extends the one of ``old`` leaves (RFC 6962 2.1.2)."""
    if not 0 < old <= new:
        raise ValueError(f"no proof leads from {old} leaves to {new}")
    return () if old == new else tuple(_subproof(old, 0, new, is_whole=True, read=read))


def verify_inclusion(*, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root_hash: bytes) -> bool:
    """Say whether the path proves that the leaf hash stands at ``index`` in the tree (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, current = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            current = node_hash(sibling, current)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            current = node_hash(current, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and current == root_hash


def verify_consistency(*, old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Say whether the path proves that the second tree extends the first (RFC 9162 2.1.4.2)."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    return bool(path) and _folds(old, new, path, (old_root, new_root))


def _folds(old: int, new: int, path: list[bytes], roots: tuple[bytes, bytes]) -> bool:
    first, second = old - 1, new - 1
    while first & 1:
        first, second = first >> 1, second >> 1
    old_hash = new_hash = path[0]
    for sibling in path[1:]:
        if second == 0:
            return False
        if first & 1 or first == second:
            old_hash, new_hash = node_hash(sibling, old_hash), node_hash(sibling, new_hash)
            while not first & 1 and first:
                first, second = first >> 1, second >> 1
        else:
            new_hash = node_hash(new_hash, sibling)
        first, second = first >> 1, second >> 1
    return second == 0 and (old_hash, new_hash) == roots


def _split(count: int) -> int:
    """Give the largest power of two strictly below ``count`` (RFC 6962 2.1)."""
    return 1 << ((count - 1).bit_length() - 1)


def _range_root(begin: int, end: int, read: NodeReader) -> bytes:
    count = end - begin
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return read(level, begin >> level)
    middle = begin + _split(count)
    return node_hash(_range_root(begin, middle, read), _range_root(middle, end, read))


def _subproof(old: int, begin: int, end: int, *, is_whole: bool, read: NodeReader) -> list[bytes]:
    if old == end - begin:
        return [] if is_whole else [_range_root(begin, end, read)]
    half = _split(end - begin)
    middle = begin + half
    if old <= half:
        return [*_subproof(old, begin, middle, is_whole=is_whole, read=read), _range_root(middle, end, read)]
    return [*_subproof(old - half, middle, end, is_whole=False, read=read), _range_root(begin, middle, read)]
