"""L'archive écrite au fil de l'eau : lisible par d'autres, de longueur connue d'avance, toujours la même."""

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.archive.zip_stream import Member, ZipStream, archive_size, packed_size

WHEN = datetime(2026, 11, 9, 12, 0, 4)  # noqa: DTZ001 - the time that an archive shows has no zone
CONTENTS = st.lists(st.integers(0, 200_000), max_size=4)


def written(files: Sequence[tuple[str, bytes]], *, piece: int = 70_000) -> bytes:
    stream, parts = ZipStream(), []
    for name, content in files:
        parts.append(stream.begin(Member(name, len(content), WHEN)))
        parts += [stream.data(content[start : start + piece]) for start in range(0, len(content), piece)]
        parts.append(stream.finish())
    return b"".join([*parts, stream.close()])


@settings(max_examples=25, deadline=None)
@given(CONTENTS, st.integers(1, 300_000))
def test_another_reader_finds_every_byte_and_the_length_was_known(sizes: list[int], piece: int) -> None:
    files = [(f"pièce {number}.bin", bytes([number + 1]) * size) for number, size in enumerate(sizes)]
    archive = written(files, piece=max(piece, 1000))
    assert len(archive) == archive_size([Member(name, len(content), WHEN) for name, content in files])
    with zipfile.ZipFile(io.BytesIO(archive)) as read:
        assert read.testzip() is None
        assert [(info.filename, read.read(info)) for info in read.infolist()] == files


def test_the_same_files_give_the_same_bytes_whatever_the_pieces() -> None:
    files = [("é « 1 ».pdf", b"x" * 200_001), ("vide.txt", b"")]
    assert written(files, piece=1_000) == written(files, piece=199_999)


def test_a_member_is_found_without_the_directory() -> None:
    """As a reader that never seeks does: the blocks say where they end."""
    content = b"abc" * 50_000
    archive = written([("a.txt", content)])
    start = 30 + len("a.txt")
    reader = zlib.decompressobj(-zlib.MAX_WBITS)
    assert reader.decompress(archive[start:]) == content
    assert reader.unused_data.startswith(b"PK\x07\x08" + struct.pack("<L", zlib.crc32(content)))


def test_lengths_above_four_gibibytes_are_those_of_zip64() -> None:
    large = Member("plans.zip", 5 * 1024**3, WHEN)
    small = Member("rc.pdf", 10, WHEN)
    stream = ZipStream()
    head = stream.begin(large)
    assert struct.unpack_from("<H", head, 4) == (45,)
    assert b"\x01\x00\x10\x00" in head
    # What is before the second member is counted as its offset, in eight bytes.
    fixed = 30 + len("plans.zip") + 20 + 24 + 30 + len("rc.pdf") + 16
    directory = 46 + len("plans.zip") + 4 + 16 + 46 + len("rc.pdf") + 4 + 8
    ending = 56 + 20 + 22
    expected = fixed + packed_size(large.size) + packed_size(small.size) + directory + ending
    assert archive_size([large, small]) == expected


@pytest.mark.parametrize("content", [b"", b"ab", b"abcd"])
def test_a_member_of_another_length_than_announced_is_never_closed(content: bytes) -> None:
    stream = ZipStream()
    stream.begin(Member("a", 3, WHEN))
    with pytest.raises(ValueError, match="than announced"):
        (stream.data(content), stream.finish())


def test_an_empty_archive_is_an_archive() -> None:
    assert zipfile.ZipFile(io.BytesIO(written([]))).namelist() == []
