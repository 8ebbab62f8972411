"""The log's sequencer: fixed growth, no size signed twice, checkpoints that tell the truth."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.kernel.clock import FixedClock
from shared.messaging.log_loops import Ticks
from shared.proof import merkle
from shared.proof.acts import PendingLeaf, SignedCheckpoint
from shared.proof.batches import PLACES, BatchPlace, covers
from shared.proof.checkpoint import Checkpoint
from shared.proof.log import LogBehind, number_leaves
from shared.proof.log_signer import AlreadySigned, FileSigner
from shared.proof.signed_note import open_note
from shared.proof.tiles import node_reader


class FakeLog:
    """A log in memory."""

    def __init__(self) -> None:
        self.waiting: list[PendingLeaf] = []
        self.tiles: dict[tuple[int, int], bytes] = {}
        self.positions: dict[int, tuple[int, BatchPlace]] = {}
        self.checkpoints: list[SignedCheckpoint] = []

    def lock(self) -> None:
        pass

    def size(self) -> int:
        return self.checkpoints[-1].size if self.checkpoints else 0

    def pending(self, limit: int) -> Sequence[PendingLeaf]:
        return self.waiting[:limit]

    def number(self, positions: Mapping[int, tuple[int, BatchPlace]]) -> None:
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


def tick(uow: FakeUnitOfWork, signer: FileSigner, ticks: int = 1) -> int:
    is_open = uow.consultations.is_open
    return number_leaves(uow=uow, signer=signer, is_open=is_open, ticks=ticks)  # type: ignore[arg-type]


def test_acts_are_numbered_signed_and_provable(uow: FakeUnitOfWork, signer: FileSigner) -> None:
    for start in range(0, 60, 3):
        uow.wait(*range(start, start + 3))
        assert tick(uow, signer) == 1, "the acts of a tick stand under one leaf"
    last = uow.log.checkpoints[-1]
    checkpoint = Checkpoint.parse(open_note(last.note, signer.public))
    assert (checkpoint.size, last.log_key) == (20, str(signer.public))
    assert sorted(uow.log.positions) == list(range(60))
    read = node_reader(uow.log.load_tile)
    for key, (position, place) in uow.log.positions.items():
        path = merkle.inclusion_proof(position, 20, read)
        leaf, other = (merkle.leaf_hash(str(one).encode()) for one in (key, key + 1))
        proof = {"position": position, "size": 20, "path": path, "root_hash": checkpoint.root}
        assert covers(leaf=leaf, place=place, **proof)  # type: ignore[arg-type]
        assert not covers(leaf=other, place=place, **proof)  # type: ignore[arg-type]
        assert not covers(leaf=leaf, place=None, **proof)  # type: ignore[arg-type]
        short = BatchPlace(place.index, place.path[1:])
        assert not covers(leaf=leaf, place=short, **proof)  # type: ignore[arg-type]


@pytest.mark.parametrize("acts", [0, 1, 5, 64, PLACES + 7])
@pytest.mark.parametrize("ticks", [1, 3])
def test_growth_tells_nothing_while_a_consultation_is_open(
    uow: FakeUnitOfWork, signer: FileSigner, acts: int, ticks: int
) -> None:
    """The same growth with no act, with five and with more than a batch holds: what is over waits for the next tick."""
    uow.consultations.is_open = True
    uow.wait(*range(acts))
    assert tick(uow, signer, ticks) == ticks
    assert tick(uow, signer, ticks) == ticks
    assert not uow.log.waiting
    assert {len(place.path) for _, place in uow.log.positions.values()} <= {10}, "a path tells nothing of the others"


def test_nothing_grows_when_nothing_is_open(uow: FakeUnitOfWork, signer: FileSigner) -> None:
    assert tick(uow, signer) == 0
    assert uow.log.checkpoints == []


def test_places_tell_nothing(uow: FakeUnitOfWork, signer: FileSigner) -> None:
    uow.consultations.is_open = True
    indexes, positions = set(), set()
    for key in range(200):
        uow.wait(key)
        tick(uow, signer, 4)
        position, place = uow.log.positions[key]
        indexes.add(place.index)
        positions.add(position % 4)
    assert positions == set(range(4))
    assert len(indexes) > 150


def test_the_clock_of_ticks_catches_up() -> None:
    """A run that took three ticks is followed by one of three leaves: growth follows time, not work."""
    now = [0.0]
    clock = Ticks(0.5, now=lambda: now[0])
    seen = []
    for at in (0.5, 1.0, 2.6, 3.0, 3.5, 1000.0):
        now[0] = at
        clock.elapse()
        seen.append(clock.due)
    assert seen == [1, 1, 3, 1, 1, 120]
    assert 0 < clock.until_next() <= 0.5


def test_a_size_is_never_signed_twice(uow: FakeUnitOfWork, signer: FileSigner) -> None:
    """A kill between signature and commit: the signed size was seen by nobody, and is passed over."""
    uow.wait(1, 2, 3)
    tick(uow, signer)
    signer.sign(Checkpoint("plis.example/log", 3, bytes(32)))  # signed, then the process died before its commit
    uow.wait(4)
    tick(uow, signer)
    assert uow.log.checkpoints[-1].size == 4
    with pytest.raises(AlreadySigned):
        signer.sign(Checkpoint("plis.example/log", 4, bytes(32)))


def test_a_restored_backup_stops_the_log(uow: FakeUnitOfWork, signer: FileSigner) -> None:
    signer.sign(Checkpoint("plis.example/log", 1_000_000, bytes(32)))
    uow.wait(1)
    with pytest.raises(LogBehind):
        tick(uow, signer)
    assert uow.log.checkpoints == []
