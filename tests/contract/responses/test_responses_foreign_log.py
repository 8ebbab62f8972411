"""The log as the Go checksum database's own library reads it: note, inclusion, consistency."""

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.kernel.refusal import InvalidValue
from shared.proof import merkle
from shared.proof.batches import PLACES, make_batch
from shared.proof.checkpoint import Checkpoint
from shared.proof.cosignatures import WitnessKey, cosign, witness_key
from shared.proof.signed_note import NoteKey, open_note, public_key, sign_note
from shared.proof.tiles import grown, node_reader

NAME = "plis.example/journal"
GO_LIBRARY = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog")

pytestmark = pytest.mark.skipif(
    shutil.which("go") is None or not GO_LIBRARY.is_dir(),
    reason="the Go oracle needs the packages golang-go and golang-golang-x-mod-dev",
)


def ask_go(claims: list[dict[str, object]], tmp_path: Path) -> list[bool]:
    """Give the verdict of the Go library for each claim."""
    program = Path(__file__).with_name("verify_log.go")
    environment = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode",
        "GOCACHE": os.environ.get("GOCACHE", str(tmp_path / "cache")),
        "HOME": str(tmp_path),
    }
    answer = subprocess.run(
        ["go", "run", str(program)],
        input=json.dumps(claims),
        capture_output=True,
        text=True,
        env=environment,
        check=True,
        timeout=240,
    )
    return [line == "accepted" for line in answer.stdout.splitlines()]


def test_go_accepts_our_proofs_and_refuses_false_ones(tmp_path: Path) -> None:
    tiles: dict[tuple[int, int], bytes] = {}
    leaves = [merkle.leaf_hash(str(at).encode()) for at in range(900)]
    tiles.update(grown(0, leaves, lambda level, index: tiles[level, index]))
    read = node_reader(lambda level, index: tiles[level, index])
    private = Ed25519PrivateKey.generate()
    key = public_key(private, NAME)
    note = sign_note(Checkpoint(NAME, 900, merkle.root(900, read)).text(), private, NAME)
    claims: list[dict[str, object]] = []
    for index in range(0, 900, 7):
        proof = [node.hex() for node in merkle.inclusion_proof(index, 900, read)]
        claim = {"kind": "inclusion", "key": str(key), "note": note, "leaf": leaves[index].hex(), "proof": proof}
        claims += [claim | {"index": index}, claim | {"index": index ^ 1}]
    for old in range(1, 900, 11):
        proof = [node.hex() for node in merkle.consistency_proof(old, 900, read)]
        claim = {"kind": "consistency", "old": old, "size": 900, "proof": proof}
        roots = {"oldRoot": merkle.root(old, read).hex(), "newRoot": merkle.root(900, read).hex()}
        claims += [claim | roots, claim | roots | {"oldRoot": merkle.root(old - 1, read).hex()}]
    claims.append(claims[0] | {"note": note.replace("\n900\n", "\n901\n")})
    verdicts = ask_go(claims, tmp_path)
    assert verdicts[-1] is False
    assert verdicts[:-1:2] == [True] * (len(claims) // 2)
    assert not any(verdicts[1::2])


def test_go_reads_batches_and_cosigned_notes(tmp_path: Path) -> None:
    """An act's place in its batch is a proof like another; a witness's line beside the log's changes nothing for Go."""
    acts = [merkle.leaf_hash(f"acte {at}".encode()) for at in range(40)]
    batch = make_batch(acts)
    leaves = [merkle.leaf_hash(str(at).encode()) for at in range(70)]
    leaves[33] = batch.log_leaf
    tiles: dict[tuple[int, int], bytes] = {}
    tiles.update(grown(0, leaves, lambda level, index: tiles[level, index]))
    read = node_reader(lambda level, index: tiles[level, index])
    private, witness = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    text = Checkpoint(NAME, 70, merkle.root(70, read)).text()
    line = cosign(text, witness, "temoin.example", at=datetime(2026, 11, 23, tzinfo=UTC))
    note = sign_note(text, private, NAME) + line + "\n"
    inner = Checkpoint(NAME, PLACES, batch.places[0].root(acts[0])).text()
    claims: list[dict[str, object]] = []
    for act, place in zip(acts, batch.places, strict=True):
        proof = [node.hex() for node in place.path]
        claim = {"kind": "inclusion", "key": str(public_key(private, NAME)), "note": sign_note(inner, private, NAME)}
        claims += [claim | {"leaf": act.hex(), "proof": proof, "index": at} for at in (place.index, place.index ^ 1)]
    outer = {"kind": "inclusion", "key": str(public_key(private, NAME)), "note": note, "leaf": batch.log_leaf.hex()}
    path = [node.hex() for node in merkle.inclusion_proof(33, 70, read)]
    claims += [outer | {"proof": path, "index": 33}, outer | {"proof": path, "index": 34}]
    verdicts = ask_go(claims, tmp_path)
    assert verdicts == [True, False] * (len(claims) // 2)


@pytest.mark.parametrize("cosigned", [False, True])
def test_go_and_we_take_the_same_names(tmp_path: Path, *, cosigned: bool) -> None:
    """A name that Go's library refuses is no name for us either: a receipt has one verdict."""
    private, leaf = Ed25519PrivateKey.generate(), merkle.leaf_hash(b"acte")
    names = ["a", "é", "a/b", "", "a b", "a\u00a0b", "a\u2028b", "a\x85b", "a\tb", "a\x01b", "a\x7fb"]
    claims: list[dict[str, object]] = []
    ours: list[bool] = []
    for name in names:
        note = sign_note(Checkpoint(name, 1, leaf).text(), private, name)
        key = str(public_key(private, name))
        claims.append({"kind": "inclusion", "key": key, "note": note, "leaf": leaf.hex(), "proof": [], "index": 0})
        try:
            parsed = WitnessKey.parse(str(witness_key(private, name))) if cosigned else NoteKey.parse(key)
            ours.append(parsed.name == name)
        except InvalidValue:
            ours.append(False)
    assert ours == ask_go(claims, tmp_path) == [True, True, True, *[False] * 7, True]


def test_we_read_a_note_signed_by_go() -> None:
    """The example of the Go documentation (package note)."""
    key = NoteKey.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    signature = (
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    assert open_note(f"{text}\n{signature}", key) == text
