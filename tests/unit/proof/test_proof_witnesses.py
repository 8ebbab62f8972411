"""Witnesses of the log: one history only, remembered across restarts, cosignatures that others read too."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from shared.http.witness_app import witness_app
from shared.kernel.clock import FixedClock
from shared.kernel.refusal import InvalidValue
from shared.messaging.witness_loop import show_to_witnesses
from shared.proof import merkle
from shared.proof.acts import SignedCheckpoint
from shared.proof.checkpoint import Checkpoint
from shared.proof.cosignatures import WitnessKey, cosign, cosigned_at, witness_key
from shared.proof.signed_note import open_note, public_key, sign_note
from shared.proof.tiles import grown, node_reader
from shared.proof.witness import NotCosigned, Submission, Witness
from tests.asgi import asgi_client

ORIGIN = "plis.example/responses/log"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LOG_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@dataclass
class ALog:
    """A log in memory, as the loop sees a unit of work and its log; ``mark`` makes another history."""

    mark: str = ""
    size: int = 0
    tiles: dict[tuple[int, int], bytes] = field(default_factory=dict)
    kept: list[SignedCheckpoint] = field(default_factory=list)

    @property
    def log(self) -> "ALog":
        return self

    def load_tile(self, level: int, index: int) -> bytes:
        return self.tiles[level, index]

    def grow(self, to: int, *, mark: str = "") -> None:
        leaves = [merkle.leaf_hash(f"{mark}{at}".encode()) for at in range(self.size, to)]
        self.tiles.update(grown(self.size, leaves, self.load_tile))
        self.size = to

    def note(self, size: int | None = None) -> str:
        size = size or self.size
        text = Checkpoint(ORIGIN, size, merkle.root(size, node_reader(self.load_tile))).text()
        return sign_note(text, LOG_KEY, ORIGIN)

    def proof(self, old: int) -> tuple[bytes, ...]:
        return merkle.consistency_proof(old, self.size, node_reader(self.load_tile)) if old else ()

    def latest(self) -> SignedCheckpoint:
        return SignedCheckpoint(self.size, self.note(), str(public_key(LOG_KEY, ORIGIN)), NOW)

    def save_witnesses(self, checkpoint: SignedCheckpoint) -> None:
        self.kept.append(checkpoint)


def a_witness(folder: Path, name: str = "temoin.example") -> Witness:
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    return Witness(name, folder, [public_key(LOG_KEY, ORIGIN)], FixedClock(NOW), key)


def refused(witness: Witness, old: int, log: ALog, *, note: str | None = None) -> int:
    with pytest.raises(NotCosigned) as refusal:
        witness.cosign(Submission(old, log.proof(old), note or log.note()))
    return refusal.value.status


def test_a_growing_log_is_cosigned(tmp_path: Path) -> None:
    log, witness = ALog(), a_witness(tmp_path)
    for old, new in ((0, 5), (5, 5), (5, 300), (300, 301)):
        log.grow(new)
        line = witness.cosign(Submission(old, log.proof(old), log.note()))
        text = open_note(log.note(), public_key(LOG_KEY, ORIGIN))
        assert cosigned_at(line, text, witness.public) == NOW
        # A note with the witness's line is still the log's note for whoever does not know witnesses.
        assert open_note(log.note() + line + "\n", public_key(LOG_KEY, ORIGIN)) == text


def test_a_split_view_is_refused(tmp_path: Path) -> None:
    """Two histories of one log, each signed by its key: the second one never gets this witness's cosignature."""
    log, forked, witness = ALog(), ALog(), a_witness(tmp_path)
    log.grow(20)
    forked.grow(10)
    forked.grow(40, mark="autre")
    witness.cosign(Submission(0, (), log.note()))
    assert refused(a_witness(tmp_path), 20, forked) == 422, "after a restart too"
    same = ALog()
    same.grow(20, mark="autre")
    assert refused(witness, 20, same) == 409
    assert refused(witness, 0, forked) == 409, "one cannot pretend that nothing was seen"
    log.grow(21)
    assert witness.cosign(Submission(20, log.proof(20), log.note()))


def test_what_is_not_of_a_known_log_is_refused(tmp_path: Path) -> None:
    log, witness = ALog(), a_witness(tmp_path)
    log.grow(4)
    other = Ed25519PrivateKey.generate()
    text = log.note().rpartition("\n\n")[0] + "\n"
    assert refused(witness, 0, log, note=sign_note(text, other, ORIGIN)) == 403
    assert refused(witness, 0, log, note=sign_note(text.replace(ORIGIN, "ailleurs"), other, "ailleurs")) == 404
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("body", ["", "old x\n\nnote", "old -1\n\nn", "old 01\n\nn", "old 1\nAA==\n\nn", "old 1"])
def test_a_malformed_request_is_400(tmp_path: Path, body: str) -> None:
    with asgi_client(witness_app(a_witness(tmp_path))) as http:
        assert http.post("/add-checkpoint", content=body.encode()).status_code == 400
        assert http.post("/add-checkpoint", content=b"\xff\xfe\n\n").status_code == 400
        assert http.post("/add-checkpoint", content=b"x" * 70_000).status_code == 413


def test_the_protocol_over_http(tmp_path: Path) -> None:
    witness, log = a_witness(tmp_path), ALog()
    with asgi_client(witness_app(witness)) as http:
        log.grow(7)
        done = http.post("/add-checkpoint", content=Submission(0, (), log.note()).text().encode())
        assert (done.status_code, done.text.count("\n")) == (200, 1)
        log.grow(9)
        conflict = http.post("/add-checkpoint", content=Submission(0, (), log.note()).text().encode())
        assert (conflict.status_code, conflict.text) == (409, "7\n")
        assert conflict.headers["content-type"].startswith("text/x.tlog.size")
        assert http.get("/key").text.strip() == str(witness.public)


def test_the_platform_keeps_what_witnesses_write(tmp_path: Path) -> None:
    log, first, seen = ALog(), a_witness(tmp_path), dict[str, int]()
    (tmp_path / "b").mkdir()
    second = a_witness(tmp_path / "b", "autre.example")

    class Silent:
        key = witness_key(Ed25519PrivateKey.generate(), "muet.example")

        def cosign(self, asked: Submission) -> str:
            raise OSError(asked.old)

    class Liar(Silent):
        def cosign(self, asked: Submission) -> str:
            return cosign(asked.note, Ed25519PrivateKey.generate(), self.key.name, at=NOW)

    class Asked:
        def __init__(self, witness: Witness) -> None:
            self.key, self.witness = witness.public, witness

        def cosign(self, asked: Submission) -> str:
            return self.witness.cosign(asked)

    witnesses = [Asked(first), Silent(), Liar(), Asked(second)]
    log.grow(12)
    assert show_to_witnesses(lambda effect: effect(log), witnesses, seen) == 2  # type: ignore[arg-type, type-var]
    log.grow(600)
    assert show_to_witnesses(lambda effect: effect(log), witnesses, {}) == 2, "a restart asks what was seen"  # type: ignore[arg-type, type-var]
    kept = log.kept[-1]
    text = kept.note.rpartition("\n\n")[0] + "\n"
    assert [cosigned_at(one.line, text, WitnessKey.parse(one.key)) for one in kept.witnesses] == [NOW, NOW]


@given(st.data())
def test_any_change_of_a_cosignature_is_refused(data: st.DataObject) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    text = Checkpoint(ORIGIN, 3, bytes(32)).text()
    line = cosign(text, key, "temoin.example", at=NOW)
    place = data.draw(st.integers(0, len(line) - 1))
    letter = data.draw(st.characters(codec="utf-8").filter(lambda one: one != line[place]))
    with pytest.raises(InvalidValue):
        cosigned_at(line[:place] + letter + line[place + 1 :], text, witness_key(key, "temoin.example"))
    with pytest.raises(InvalidValue):
        cosigned_at(line, text.replace("\n3\n", "\n4\n"), witness_key(key, "temoin.example"))


@pytest.mark.parametrize("text", ["", "a", "a+b", "a+00000000+AQ==", "a b+00000000+BA==", "+x+y"])
def test_what_is_no_key_of_a_witness(text: str) -> None:
    with pytest.raises(InvalidValue):
        WitnessKey.parse(text)
