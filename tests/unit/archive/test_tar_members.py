"""A tar.gz of a stranger: what is good in it is given, what is not is told, and nothing costs more than its budget."""

import gzip
import io
import tarfile

import pytest

from shared.archive.tar_members import MemberFault, TarMember, is_gzip, tar_members
from shared.archive.zip_members import ArchiveFault, ArchiveRefused, Budget


def an_archive(*members: tuple[str, bytes | None]) -> bytes:
    """Write an archive; a member without content is a link."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        for name, content in members:
            entry = tarfile.TarInfo(name)
            if content is None:
                entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
            entry.size = len(content or b"")
            archive.addfile(entry, io.BytesIO(content or b""))
    return target.getvalue()


def read(content: bytes, *, unfolded: int = 1_000_000, members: int = 100, largest: int = 1000) -> list[TarMember]:
    return list(tar_members(content, Budget(unfolded, members, 3), largest=largest))


def test_every_good_member_is_given_and_the_others_are_told() -> None:
    content = an_archive(
        ("a.xml", b"A"), ("../b.xml", b"B"), ("/c.xml", b"C"), ("d\\e.xml", b"D"), ("a.xml", b"again"), ("link", None),
        ("large.xml", b"x" * 1001), ("limit.xml", b"x" * 1000), ("dir/z.xml", b"Z"),
    )  # fmt: skip
    found = read(content)
    assert [(m.name, m.content) for m in found if m.fault is None] == [
        ("a.xml", b"A"), ("limit.xml", b"x" * 1000), ("dir/z.xml", b"Z"),
    ]  # fmt: skip
    assert [m.fault for m in found if m.fault is not None] == [
        *[MemberFault.UNSAFE_NAME] * 3, MemberFault.REPEATED, MemberFault.NOT_A_FILE, MemberFault.TOO_LARGE,
    ]  # fmt: skip


def test_a_truncated_archive_gives_what_it_still_has_then_says_so() -> None:
    content = an_archive(*((f"{n}.xml", bytes([n]) * 900) for n in range(20)))
    given: list[TarMember] = []
    reading = tar_members(content[: len(content) // 2], Budget(1_000_000, 100, 3), largest=1000)
    with pytest.raises(ArchiveRefused) as refused:
        given.extend(reading)
    assert refused.value.fault is ArchiveFault.DAMAGED
    assert 0 < len(given) < 20


@pytest.mark.parametrize(
    ("content", "limits", "fault"),
    [
        (an_archive(("a", b"x" * 900)), {"unfolded": 1000}, ArchiveFault.TOO_LARGE),
        (an_archive(("a", b""), ("b", b"")), {"members": 1}, ArchiveFault.TOO_MANY),
        (gzip.compress(b"no archive at all, only a text that was compressed" * 20), {}, ArchiveFault.DAMAGED),
        (b"\x1f\x8b\x08 no gzip", {}, ArchiveFault.DAMAGED),
    ],
    ids=["bomb", "members", "no-tar", "no-gzip"],
)
def test_what_cannot_be_unfolded_is_refused(content: bytes, limits: dict[str, int], fault: ArchiveFault) -> None:
    with pytest.raises(ArchiveRefused) as refused:
        read(content, **limits)
    assert refused.value.fault is fault


def test_an_archive_is_known_by_its_first_bytes() -> None:
    assert is_gzip(an_archive())
    assert not is_gzip(b"<Invoice/>")
