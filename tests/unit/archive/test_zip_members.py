"""Archives of strangers: everything unfolded within the budget, everything else a fault with its name."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.archive.zip_members import ArchiveFault, ArchiveRefused, Budget, is_zip, members


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def unfolded(content: bytes, *, bytes_left: int = 1 << 20, members_left: int = 100, depth: int = 3) -> dict[str, bytes]:
    return dict(members(content, Budget(bytes_left, members_left, depth)))


def fault(content: bytes, **limits: int) -> ArchiveFault:
    with pytest.raises(ArchiveRefused) as refused:
        unfolded(content, **limits)
    return refused.value.fault


@given(
    st.dictionaries(
        st.text("abc/", min_size=1, max_size=8),
        st.binary(max_size=300).filter(lambda content: not is_zip(content)),
        max_size=5,
    )
)
def test_every_member_is_given(entries: dict[str, bytes]) -> None:
    assert {name: content for name, content in unfolded(zipped(entries)).items() if name in entries} == entries


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_the_usual_methods_are_read(method: int) -> None:
    assert unfolded(zipped({"prix.csv": b"1;2;3" * 100}, method)) == {"prix.csv": b"1;2;3" * 100}


def test_archives_within_archives_are_unfolded() -> None:
    inner = zipped({"au fond.txt": b"canari"})
    assert unfolded(zipped({"dedans.zip": inner}))["au fond.txt"] == b"canari"


def test_a_bomb_is_never_unfolded_beyond_the_budget() -> None:
    bomb = zipped({"zeros": bytes(30 << 20)})
    assert len(bomb) < 100_000
    assert fault(bomb) is ArchiveFault.TOO_LARGE


def test_a_lying_header_unfolds_no_more_than_the_budget() -> None:
    """The directory announces ten bytes; what really comes is counted, or found damaged."""
    bomb = bytearray(zipped({"zeros": bytes(30 << 20)}))
    at = bomb.index(b"PK\x01\x02") + 24
    bomb[at : at + 4] = struct.pack("<L", 10)
    assert fault(bytes(bomb)) in {ArchiveFault.TOO_LARGE, ArchiveFault.DAMAGED}


def test_many_members_are_counted_before_they_are_read() -> None:
    assert fault(zipped({f"{number}": b"" for number in range(101)})) is ArchiveFault.TOO_MANY


def test_too_many_in_depth_are_counted_together() -> None:
    inner = zipped({f"{number}": b"" for number in range(60)})
    assert fault(zipped({"a.zip": inner, "b.zip": inner})) is ArchiveFault.TOO_MANY


def test_a_nest_too_deep_is_a_fault() -> None:
    content = b"canari"
    for _ in range(4):
        content = zipped({"x.zip": content})
    assert fault(content) is ArchiveFault.TOO_DEEP


def test_an_encrypted_member_is_a_fault() -> None:
    content = bytearray(zipped({"secret.txt": b"canari"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert fault(bytes(content)) is ArchiveFault.ENCRYPTED


@pytest.mark.parametrize("cut", [1, 10, 30, 60])
def test_a_cut_archive_is_damaged(cut: int) -> None:
    assert fault(zipped({"a.txt": b"canari" * 50}, zipfile.ZIP_STORED)[:-cut]) is ArchiveFault.DAMAGED


def test_an_altered_member_is_damaged() -> None:
    """The CRC of the archive says it (the ZIP of TA Montpellier, 29/10/2024, n° 2405722)."""
    content = bytearray(zipped({"mémoire.pdf": b"canari" * 50}, zipfile.ZIP_STORED))
    content[content.index(b"canari")] ^= 1
    assert fault(bytes(content)) is ArchiveFault.DAMAGED


@given(st.binary(max_size=400))
def test_any_bytes_are_a_fault_or_no_archive(content: bytes) -> None:
    for candidate in (content, b"PK\x03\x04" + content, content + b"PK\x05\x06" + bytes(18)):
        try:
            unfolded(candidate)
        except ArchiveRefused:
            assert is_zip(candidate)
