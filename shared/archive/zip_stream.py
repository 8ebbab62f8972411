"""A ZIP archive written as a stream, in flat memory, always the same bytes for the same files.

Files are kept as they are, in "stored" blocks of deflate: the length of the whole archive is known before the first
byte, and readers that read it as a stream find where each file ends (they cannot, with plain storing and a CRC that
comes after). Above 4 GiB the fields of ZIP64 are used; names are UTF-8.
Sources: PKWARE APPNOTE 6.3.10 sections 4.3 to 4.5; RFC 1951 section 3.2.4.
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

_BLOCK: Final = 32_768  # at most 65,535; a power of two, so that whole pieces of a file need no copy to be cut
_BLOCK_HEAD: Final = 5
_FOUR_BYTES: Final = 0xFFFFFFFF
_TWO_BYTES: Final = 0xFFFF
_FLAGS: Final = 0x0808  # sizes and CRC come after the bytes; names in UTF-8
_DEFLATE: Final = 8
_REGULAR_FILE: Final = 0o100644 << 16
_UNIX: Final = 3 << 8


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: its name, its size in bytes, and the local time shown with it."""

    name: str
    size: int
    modified: datetime


@dataclass(slots=True)
class _Written:
    member: Member
    offset: int
    crc: int


class ZipStream:
    """Writes one archive: for each member in order, ``begin``, ``data`` for its pieces, ``finish``; then ``close``."""

    def __init__(self) -> None:
        self._offset = 0
        self._written: list[_Written] = []
        self._left = 0
        self._kept = b""

    def begin(self, member: Member) -> bytes:
        """Give the head of a member; its bytes follow."""
        self._written.append(_Written(member, self._offset, 0))
        self._left = member.size
        head = _local_head(member)
        # An empty file is one last block of nothing.
        return self._count(head if member.size else head + _block_head(0, last=True))

    def data(self, piece: bytes) -> bytes:
        """Give the bytes to send for a piece of the member: the blocks that it fills; the rest waits for the next.

        Raises:
            ValueError: there are more bytes than the member announced.
        """
        if len(piece) > self._left:
            raise ValueError("a member of the archive is longer than announced")
        present = self._written[-1]
        present.crc = zlib.crc32(piece, present.crc)
        self._left -= len(piece)
        waiting = memoryview(self._kept + piece if self._kept else piece)
        end = len(waiting) if self._left == 0 else len(waiting) // _BLOCK * _BLOCK
        self._kept = bytes(waiting[end:])
        parts: list[bytes | memoryview] = []
        for start in range(0, end, _BLOCK):
            stop = min(start + _BLOCK, end)
            parts += [_block_head(stop - start, last=self._left == 0 and stop == end), waiting[start:stop]]
        return self._count(b"".join(parts))

    def finish(self) -> bytes:
        """Give what ends a member.

        Raises:
            ValueError: the member is shorter than announced; the archive is then to be cut, never closed.
        """
        if self._left:
            raise ValueError("a member of the archive is shorter than announced")
        present = self._written[-1]
        size, packed = present.member.size, packed_size(present.member.size)
        sizes = struct.pack("<QQ" if _is_large(present.member) else "<LL", packed, size)
        return self._count(b"PK\x07\x08" + struct.pack("<L", present.crc) + sizes)

    def close(self) -> bytes:
        """Give the directory of the archive, its last bytes."""
        start = self._offset
        directory = b"".join(_central_head(each) for each in self._written)
        return directory + _ending(len(self._written), start=start, size=len(directory))

    def _count(self, part: bytes) -> bytes:
        self._offset += len(part)
        return part


def archive_size(members: Sequence[Member]) -> int:
    """Give the length of the archive of these members, in bytes."""
    offset, heads = 0, 0
    for member in members:
        written = _Written(member, offset, 0)
        descriptor = 24 if _is_large(member) else 16
        heads += len(_central_head(written))
        offset += len(_local_head(member)) + packed_size(member.size) + descriptor
    return offset + heads + len(_ending(len(members), start=offset, size=heads))


def packed_size(size: int) -> int:
    """Give the length of a file in stored blocks of deflate."""
    return size + _BLOCK_HEAD * max(1, -(-size // _BLOCK))


def _block_head(length: int, *, last: bool) -> bytes:
    return struct.pack("<BHH", int(last), length, length ^ _TWO_BYTES)


def _is_large(member: Member) -> bool:
    return packed_size(member.size) >= _FOUR_BYTES


def _dos_time(moment: datetime) -> tuple[int, int]:
    year = min(max(moment.year, 1980), 2107)
    date = (year - 1980) << 9 | moment.month << 5 | moment.day
    return moment.hour << 11 | moment.minute << 5 | moment.second // 2, date


def _local_head(member: Member) -> bytes:
    large, name = _is_large(member), member.name.encode()
    extra = struct.pack("<HHQQ", 1, 16, 0, 0) if large else b""
    sizes = (_FOUR_BYTES, _FOUR_BYTES) if large else (0, 0)
    fields = (45 if large else 20, _FLAGS, _DEFLATE, *_dos_time(member.modified), 0, *sizes, len(name), len(extra))
    return b"PK\x03\x04" + struct.pack("<HHHHHLLLHH", *fields) + name + extra


def _central_head(written: _Written) -> bytes:
    member, name = written.member, written.member.name.encode()
    size, packed, offset = member.size, packed_size(member.size), written.offset
    wide = []
    if _is_large(member):
        wide += [size, packed]
        size = packed = _FOUR_BYTES
    if offset >= _FOUR_BYTES:
        wide.append(offset)
        offset = _FOUR_BYTES
    extra = struct.pack(f"<HH{len(wide)}Q", 1, 8 * len(wide), *wide) if wide else b""
    version = 45 if wide else 20
    fields = (_UNIX | version, version, _FLAGS, _DEFLATE, *_dos_time(member.modified), written.crc, packed, size)
    rest = (len(name), len(extra), 0, 0, 0, _REGULAR_FILE, offset)
    return b"PK\x01\x02" + struct.pack("<HHHHHHLLLHHHHHLL", *fields, *rest) + name + extra


def _ending(count: int, *, start: int, size: int) -> bytes:
    wide = b""
    if count >= _TWO_BYTES or start >= _FOUR_BYTES or size >= _FOUR_BYTES:
        record = struct.pack("<QHHLLQQQQ", 44, _UNIX | 45, 45, 0, 0, count, count, size, start)
        locator = struct.pack("<LQL", 0, start + size, 1)
        wide = b"PK\x06\x06" + record + b"PK\x06\x07" + locator
    counts = (min(count, _TWO_BYTES),) * 2
    places = (min(size, _FOUR_BYTES), min(start, _FOUR_BYTES))
    return wide + b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, *counts, *places, 0)
