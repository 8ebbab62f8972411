"""Containers made by strangers: everything that is not exactly what the manifest announces is refused."""

import tarfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest

from shared.kernel.ids import TenderId
from shared.kernel.refusal import InvalidValue
from shared.kernel.siret import Siret
from shared.sealing.container import describe, extract_document, read_container, write_container
from shared.sealing.manifest import Manifest, Role, Slot


@pytest.fixture
def documents(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "offre.pdf", tmp_path / "prix é.xlsx"]
    paths[0].write_bytes(b"une offre" * 1000)
    paths[1].write_bytes(b"")
    return paths


@pytest.fixture
def manifest(documents: list[Path]) -> Manifest:
    siret = Siret("55203253400638")
    return Manifest(TenderId(UUID(int=1)), Slot(Role.BID, 1), siret, "0f" * 16, describe(documents))


@pytest.fixture
def container(manifest: Manifest, documents: list[Path]) -> bytes:
    out = BytesIO()
    write_container(manifest, documents, out)
    return out.getvalue()


def remade(manifest: Manifest, *entries: tuple[tarfile.TarInfo, bytes]) -> BytesIO:
    """A container with our manifest and somebody else's entries."""
    out = BytesIO()
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for entry, content in [named("manifest.json", manifest.to_json()), *entries]:
            tar.addfile(entry, BytesIO(content))
    return BytesIO(out.getvalue())


def named(name: str, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    return entry, content


def of_type(kind: bytes) -> tuple[tarfile.TarInfo, bytes]:
    entry, content = named("offre.pdf", b"")
    entry.type, entry.linkname = kind, "/etc/passwd"
    return entry, content


def test_a_container_is_verified_and_read(container: bytes, manifest: Manifest) -> None:
    assert read_container(BytesIO(container)) == manifest
    found: list[bytes] = []
    extract_document(BytesIO(container), "offre.pdf", found.append)
    assert b"".join(found) == b"une offre" * 1000
    with pytest.raises(InvalidValue):
        extract_document(BytesIO(container), "absent.pdf", found.append)


def test_it_tells_nothing_of_the_machine(container: bytes) -> None:
    with tarfile.open(fileobj=BytesIO(container)) as tar:
        assert {(one.mtime, one.uid, one.uname) for one in tar} == {(0, 0, "")}


@pytest.mark.parametrize(
    "entries",
    [
        list,
        lambda: [named("offre.pdf", b"autre contenu")],
        lambda: [named("offre.pdf", b"une offre" * 999 + b"une offrE")],
        lambda: [named("../offre.pdf", b"une offre" * 1000)],
        lambda: [of_type(tarfile.SYMTYPE)],
        lambda: [of_type(tarfile.LNKTYPE)],
        lambda: [of_type(tarfile.CHRTYPE)],
        lambda: [of_type(tarfile.GNUTYPE_SPARSE)],
        lambda: [named("offre.pdf", b"une offre" * 1000), named("prix é.xlsx", b""), named("virus.exe", b"x")],
    ],
)
def test_what_is_not_announced_is_refused(
    manifest: Manifest, entries: Callable[[], list[tuple[tarfile.TarInfo, bytes]]]
) -> None:
    with pytest.raises(InvalidValue):
        read_container(remade(manifest, *entries()))


@pytest.mark.parametrize("content", [b"", b"x" * 5000, b"PK\x03\x04" + b"\0" * 2000, b"\0" * 10_240])
def test_what_is_no_container_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidValue):
        read_container(BytesIO(content))


def test_a_truncated_container_is_refused(container: bytes) -> None:
    for size in (100, 600, 5000, len(container) // 2):
        with pytest.raises(InvalidValue):
            read_container(BytesIO(container[:size]))
