"""Tiles of the transparency log: how its hashes are stored and served, C2SP tlog-tiles (c2sp.org/tlog-tiles).

A tile of level L holds up to 256 consecutive hashes of the tree's level 8 × L. A full tile never changes.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from shared.kernel.refusal import InvalidValue
from shared.proof.merkle import HASH_SIZE, NodeReader, node_hash

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT
_PATH: Final = re.compile(r"(0|[1-9]\d?)/((?:x\d{3}/){0,5}\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII)

TileLoader = Callable[[int, int], bytes]


@dataclass(frozen=True, slots=True, order=True)
class TileName:
    """One tile as it is asked for: its level, its rank there, and how many hashes of it (1 to 256)."""

    level: int
    index: int
    width: int

    @classmethod
    def parse(cls, path: str) -> Self:
        """Read the part of an address after ``tile/``, such as ``0/x001/067.p/12``.

        Raises:
            InvalidValue: the path is not the one spelling of a tile.
        """
        found = _PATH.fullmatch(path)
        if found is None or int(found[3] or WIDTH) > WIDTH or found[3] == str(WIDTH):
            raise InvalidValue("tile", "Cette adresse n'est pas celle d'une tuile du journal.")
        name = cls(int(found[1]), int(found[2].replace("x", "").replace("/", "")), int(found[3] or WIDTH))
        if name.path() != path:
            raise InvalidValue("tile", "Cette adresse n'est pas celle d'une tuile du journal.")
        return name

    def path(self) -> str:
        """Write the part of the address after ``tile/``."""
        digits = f"{self.index:03d}"
        digits = digits.rjust(-(-len(digits) // 3) * 3, "0")
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        spelled = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
        return f"{self.level}/{spelled}" + ("" if self.width == WIDTH else f".p/{self.width}")


def node_reader(load: TileLoader) -> NodeReader:
    """Read any node of the tree from tiles, each loaded once: its subtree inside one tile is hashed again."""
    tiles: dict[tuple[int, int], bytes] = {}

    def read(level: int, index: int) -> bytes:
        tile_level, inside = divmod(level, HEIGHT)
        first = index << inside
        place = (tile_level, first >> HEIGHT)
        if place not in tiles:
            tiles[place] = load(*place)
        tile = tiles[place]
        begin = first % WIDTH * HASH_SIZE
        part = tile[begin : begin + (HASH_SIZE << inside)]
        if len(part) != HASH_SIZE << inside:
            raise LookupError(f"the tile of node {level}/{index} is not complete enough")
        return fold([part[at : at + HASH_SIZE] for at in range(0, len(part), HASH_SIZE)])

    return read


def fold(hashes: Sequence[bytes]) -> bytes:
    """Give the root of a complete subtree from its hashes, whose count is a power of two."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def grown(size: int, leaves: Sequence[bytes], load: TileLoader) -> dict[tuple[int, int], bytes]:
    """Give every tile, by level and rank, that changes when leaf hashes join a tree of ``size`` leaves."""
    changed: dict[tuple[int, int], bytes] = {}
    level, count, row = 0, size, list(leaves)
    while row:
        above: list[bytes] = []
        while row:
            index, filled = divmod(count, WIDTH)
            taken, row = row[: WIDTH - filled], row[WIDTH - filled :]
            tile = (load(level, index)[: filled * HASH_SIZE] if filled else b"") + b"".join(taken)
            changed[level, index] = tile
            count += len(taken)
            if len(tile) == WIDTH * HASH_SIZE:
                above.append(fold([tile[at : at + HASH_SIZE] for at in range(0, len(tile), HASH_SIZE)]))
        level, count, row = level + 1, size >> HEIGHT * (level + 1), above
    return changed
