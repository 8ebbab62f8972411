"""Seals as the age command line sees them: nested identities open with ``age -d | age -d``, files are plain age."""

import shutil
import subprocess
import tarfile
from io import BytesIO
from pathlib import Path

import pyrage
import pytest

from shared.kernel.ids import CustodianId, TenderId, TimeOrderedIds
from shared.kernel.refusal import InvalidValue
from shared.kernel.siret import Siret
from shared.sealing.age_sealing import nest, new_identity, seal_file, unseal_bytes, unseal_file
from shared.sealing.container import describe, read_container
from shared.sealing.custody import Custodian, Custody
from shared.sealing.manifest import Manifest, Role, Slot


class Sealed:
    """A file sealed for three custodians, two of whom open."""

    def __init__(self, folder: Path, ids: TimeOrderedIds, content: bytes) -> None:
        self.identities: dict[CustodianId, str] = {}
        custodians = []
        for _ in range(3):
            identity, recipient = new_identity()
            custodian = Custodian(ids.new(CustodianId), recipient)
            custodians.append(custodian)
            self.identities[custodian.custodian_id] = identity
        self.custody = Custody(tuple(custodians), 2)
        document = folder / "mémoire technique.pdf"
        document.write_bytes(content)
        self.manifest = Manifest(
            ids.new(TenderId), Slot(Role.BID, 1), Siret("55203253400638"), "0f" * 16, describe([document])
        )
        self.file = seal_file(self.manifest, [document], folder / "offre-lot1.age", self.custody)

    def file_identity(self) -> str:
        wrap = self.file.wraps[0]
        layer = wrap.data
        for custodian_id in wrap.subset:
            layer = unseal_bytes(layer, self.identities[custodian_id])
        return layer.decode()


@pytest.fixture
def sealed(tmp_path: Path, ids: TimeOrderedIds) -> Sealed:
    return Sealed(tmp_path, ids, b"canari " * 50_000)


def test_every_subset_opens_and_no_single_custodian(sealed: Sealed) -> None:
    assert len(sealed.file.wraps) == 3
    identities = set()
    for wrap in sealed.file.wraps:
        layer = wrap.data
        for custodian_id in wrap.subset:
            other = next(text for one, text in sealed.identities.items() if one != custodian_id)
            with pytest.raises(InvalidValue):
                unseal_bytes(layer, other)
            layer = unseal_bytes(layer, sealed.identities[custodian_id])
        identities.add(layer)
    assert len(identities) == 1


def test_nothing_of_the_documents_is_readable(sealed: Sealed) -> None:
    content = sealed.file.path.read_bytes()
    assert b"canari" not in content
    assert "mémoire".encode() not in content


def test_the_container_opens_and_is_verified(sealed: Sealed, tmp_path: Path) -> None:
    opened = tmp_path / "offre.tar"
    unseal_file(sealed.file.path, opened, sealed.file_identity())
    with opened.open("rb") as stream:
        assert read_container(stream) == sealed.manifest
    with tarfile.open(opened) as tar:
        assert tar.getnames() == ["manifest.json", "mémoire technique.pdf"]


@pytest.mark.parametrize("cut", [1, 40_000, 300_000])
def test_a_truncated_file_leaves_nothing_behind(sealed: Sealed, tmp_path: Path, cut: int) -> None:
    content = sealed.file.path.read_bytes()
    sealed.file.path.write_bytes(content[:-cut])
    opened = tmp_path / "offre.tar"
    before = sorted(tmp_path.iterdir())
    with pytest.raises(InvalidValue):
        unseal_file(sealed.file.path, opened, sealed.file_identity())
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("position", [250, 30_000, 200_000])
def test_an_altered_file_does_not_open(sealed: Sealed, tmp_path: Path, position: int) -> None:
    content = bytearray(sealed.file.path.read_bytes())
    content[position] ^= 1
    sealed.file.path.write_bytes(bytes(content))
    with pytest.raises(InvalidValue):
        unseal_file(sealed.file.path, tmp_path / "offre.tar", sealed.file_identity())


@pytest.mark.skipif(shutil.which("age") is None, reason="the age command line is not installed")
def test_the_age_command_line_opens_what_we_nest_and_seal(sealed: Sealed, tmp_path: Path) -> None:
    wrap = sealed.file.wraps[1]
    (tmp_path / "wrap").write_bytes(wrap.data)
    for number, custodian_id in enumerate(wrap.subset):
        (tmp_path / f"{number}.key").write_text(sealed.identities[custodian_id] + "\n")
    inner = subprocess.run(["age", "-d", "-i", "0.key", "wrap"], cwd=tmp_path, capture_output=True, check=True)
    opened = subprocess.run(
        ["age", "-d", "-i", "1.key"], input=inner.stdout, cwd=tmp_path, capture_output=True, check=True
    )
    assert opened.stdout.decode() == sealed.file_identity()
    (tmp_path / "file.key").write_bytes(opened.stdout + b"\n")
    content = subprocess.run(
        ["age", "-d", "-i", "file.key", str(sealed.file.path)], cwd=tmp_path, capture_output=True, check=True
    )
    assert read_container(BytesIO(content.stdout)) == sealed.manifest


@pytest.mark.skipif(shutil.which("age-keygen") is None, reason="the age command line is not installed")
def test_a_key_made_by_age_keygen_serves(ids: TimeOrderedIds) -> None:
    made = subprocess.run(["age-keygen"], capture_output=True, text=True, check=True).stdout
    identity = made.splitlines()[-1]
    recipient = str(pyrage.x25519.Identity.from_str(identity).to_public())
    layer = nest("AGE-SECRET-KEY-1TEST", [Custodian(ids.new(CustodianId), recipient)])
    assert unseal_bytes(layer, identity) == b"AGE-SECRET-KEY-1TEST"
