"""The log's sequencer: fixed growth, no size signed twice, checkpoints that tell the truth."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.kernel.clock import FixedClock
from shared.proof import merkle
from shared.proof.acts import PendingLeaf, SignedCheckpoint
from shared.proof.checkpoint import Checkpoint
from shared.proof.log import QUOTA, LogBehind, number_leaves
from shared.proof.log_signer import AlreadySigned, FileSigner
from shared.proof.signed_note import open_note
from shared.proof.tiles import node_reader


class FakeLog:
    """A log in memory."""

    def __init__(self) -> None:
        self.waiting: list[PendingLeaf] = []
        self.tiles: dict[tuple[int, int], bytes] = {}
        self.positions: dict[int, int] = {}
        self.checkpoints: list[SignedCheckpoint] = []

    def lock(self) -> None:
        pass

    def size(self) -> int:
        return self.checkpoints[-1].size if self.checkpoints else 0

    def pending(self, limit: int) -> Sequence[PendingLeaf]:
        return self.waiting[:limit]

    def number(self, positions: Mapping[int, int]) -> None:
        self.positions |= positions
        self.waiting = [one for one in self.waiting if one.key not in positions]

    def load_tile(self, level: int, index: int) -> bytes:
        return self.tiles[level, index]

    def save_tiles(self, tiles: Mapping[tuple[int, int], bytes]) -> None:
        self.tiles |= tiles

    def add_checkpoint(self, checkpoint: SignedCheckpoint, *, holds_acts: bool) -> None:  # noqa: ARG002 - the port's
        self.checkpoints.append(checkpoint)


class FakeConsultations:
    def __init__(self) -> None:
        self.is_open = False

    def any_open(self) -> bool:
        return self.is_open


class FakeUnitOfWork:
    """What the sequencer needs of a unit of work."""

    def __init__(self) -> None:
        self.log, self.consultations = FakeLog(), FakeConsultations()
        self.clock = FixedClock(datetime(2026, 11, 9, tzinfo=UTC))

    def wait(self, *keys: int) -> None:
        self.log.waiting += [PendingLeaf(key, merkle.leaf_hash(str(key).encode())) for key in keys]


@pytest.fixture
def signer(tmp_path: Path) -> FileSigner:
    return FileSigner("plis.example/log", tmp_path, Ed25519PrivateKey.generate())


@pytest.fixture
def uow() -> FakeUnitOfWork:
    return FakeUnitOfWork()


def tick(uow: FakeUnitOfWork, signer: FileSigner) -> int:
    return number_leaves(uow=uow, signer=signer, is_open=uow.consultations.is_open)  # type: ignore[arg-type]


def test_acts_are_numbered_signed_and_provable(uow: FakeUnitOfWork, signer: FileSigner) -> None:
    for start in range(0, 60, 3):
        uow.wait(*range(start, start + 3))
        assert tick(uow, signer) == 3
    last = uow.log.checkpoints[-1]
    checkpoint = Checkpoint.parse(open_note(last.note, signer.public))
    assert (checkpoint.size, sorted(uow.log.positions.values())) == (60, list(range(60)))
    read = node_reader(uow.log.load_tile)
    for key, position in uow.log.positions.items():
        proof = merkle.inclusion_proof(position, 60, read)
        leaf = merkle.leaf_hash(str(key).encode())
        assert merkle.verify_inclusion(leaf=leaf, index=position, size=60, proof=proof, root_hash=checkpoint.root)


@pytest.mark.parametrize("deposits", [0, 1, 5, QUOTA])
def test_growth_tells_nothing_while_a_consultation_is_open(
    uow: FakeUnitOfWork, signer: FileSigner, deposits: int
) -> None:
    uow.consultations.is_open = True
    uow.wait(*range(deposits))
    assert tick(uow, signer) == QUOTA


def test_nothing_grows_when_nothing_is_open(uow: FakeUnitOfWork, signer: FileSigner) -> None:
    assert tick(uow, signer) == 0
    assert uow.log.checkpoints == []


def test_positions_within_a_tick_tell_nothing(uow: FakeUnitOfWork, signer: FileSigner) -> None:
    uow.consultations.is_open = True
    seen = set()
    for key in range(200):
        uow.wait(key)
        tick(uow, signer)
        seen.add(uow.log.positions[key] % QUOTA)
    assert seen == set(range(QUOTA))


def test_a_size_is_never_signed_twice(uow: FakeUnitOfWork, signer: FileSigner) -> None:
    """A kill between signature and commit: the signed size was seen by nobody, and is passed over."""
    uow.wait(1, 2, 3)
    tick(uow, signer)
    signer.sign(Checkpoint("plis.example/log", 5, bytes(32)))  # signed, then the process died before its commit
    uow.wait(4)
    tick(uow, signer)
    assert uow.log.checkpoints[-1].size == 6
    with pytest.raises(AlreadySigned):
        signer.sign(Checkpoint("plis.example/log", 6, bytes(32)))


def test_a_restored_backup_stops_the_log(uow: FakeUnitOfWork, signer: FileSigner) -> None:
    signer.sign(Checkpoint("plis.example/log", 1_000_000, bytes(32)))
    uow.wait(1)
    with pytest.raises(LogBehind):
        tick(uow, signer)
    assert uow.log.checkpoints == []
