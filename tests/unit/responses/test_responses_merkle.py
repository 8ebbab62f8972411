"""The log's tree against the definition of RFC 6962, written here the slow way."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.refusal import InvalidValue
from shared.proof import merkle
from shared.proof.tiles import WIDTH, TileName, grown, node_reader


def definition(leaves: Sequence[bytes]) -> bytes:
    """The root by the recursive definition of RFC 6962 2.1."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + definition(leaves[:half]) + definition(leaves[half:])).digest()


class Tiles:
    """A log in memory, grown like the real one."""

    def __init__(self) -> None:
        self.tiles: dict[tuple[int, int], bytes] = {}
        self.size = 0

    def load(self, level: int, index: int) -> bytes:
        return self.tiles[level, index]

    def append(self, leaves: Sequence[bytes]) -> None:
        self.tiles.update(grown(self.size, leaves, self.load))
        self.size += len(leaves)


def some_leaves(count: int) -> list[bytes]:
    return [merkle.leaf_hash(str(at).encode()) for at in range(count)]


@pytest.mark.parametrize("size", [0, 1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 700])
def test_the_root_is_the_one_of_the_definition(size: int) -> None:
    leaves = some_leaves(size)
    log = Tiles()
    log.append(leaves)
    assert merkle.root(size, node_reader(log.load)) == definition(leaves)


@given(st.lists(st.integers(1, 400), min_size=1, max_size=5), st.data())
def test_growing_by_pieces_and_proving(pieces: list[int], data: st.DataObject) -> None:
    leaves = some_leaves(sum(pieces))
    log, at = Tiles(), 0
    for piece in pieces:
        log.append(leaves[at : at + piece])
        at += piece
    read, size = node_reader(log.load), log.size
    new = merkle.root(size, read)
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(index, size, read)
    assert merkle.verify_inclusion(leaf=leaves[index], index=index, size=size, proof=proof, root_hash=new)
    other = data.draw(st.integers(0, size).filter(lambda n: n != index))
    assert not merkle.verify_inclusion(leaf=leaves[index], index=other, size=size, proof=proof, root_hash=new)
    old = data.draw(st.integers(1, size))
    old_root = merkle.root(old, read)
    path = merkle.consistency_proof(old, size, read)
    assert merkle.verify_consistency(old=old, new=size, proof=path, old_root=old_root, new_root=new)
    forged = bytes([old_root[0] ^ 1]) + old_root[1:]
    assert not merkle.verify_consistency(old=old, new=size, proof=path, old_root=forged, new_root=new)


def test_two_forked_logs_have_no_consistency() -> None:
    one, two = Tiles(), Tiles()
    one.append(some_leaves(300))
    two.append([*some_leaves(299), merkle.leaf_hash(b"other")])
    two.append(some_leaves(50))
    read = node_reader(two.load)
    assert not merkle.verify_consistency(
        old=300,
        new=350,
        proof=merkle.consistency_proof(300, 350, read),
        old_root=merkle.root(300, node_reader(one.load)),
        new_root=merkle.root(350, read),
    )


@pytest.mark.parametrize(
    ("level", "index", "width", "path"),
    [
        (0, 0, WIDTH, "0/000"),
        (0, 1234067, WIDTH, "0/x001/x234/067"),
        (1, 5, 17, "1/005.p/17"),
        (2, 999, 1, "2/999.p/1"),
    ],
)
def test_the_address_of_a_tile(level: int, index: int, width: int, path: str) -> None:
    assert TileName(level, index, width).path() == path
    assert TileName.parse(path) == TileName(level, index, width)


@pytest.mark.parametrize(
    "path", ["0/0", "0/x000/001", "0/001.p/256", "0/001.p/0", "64/../1", "0/001.p/300", "x/001", ""]
)
def test_an_address_has_one_spelling(path: str) -> None:
    with pytest.raises(InvalidValue):
        TileName.parse(path)
