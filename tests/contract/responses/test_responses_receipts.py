"""Receipts as strangers verify them: openssl, the one-file verifier, and a mutation of every field."""

import base64
import copy
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.clock import SystemClock
from shared.kernel.refusal import InvalidValue
from shared.proof import merkle
from shared.proof.acknowledgements import AcknowledgementSigner, verify_acknowledgement
from shared.proof.acts import logged
from shared.proof.batches import make_batch
from shared.proof.checkpoint import Checkpoint
from shared.proof.cosignatures import cosign, witness_key
from shared.proof.receipt_check import verify_receipt
from shared.proof.signed_note import public_key, sign_note
from shared.proof.tiles import grown, node_reader
from shared.proof.time_stamp_authorities import (
    NAME,
    DevelopmentAuthority,
    make_certificates,
    make_key,
)

ORIGIN = "plis.example/responses/log"
VERIFIER = Path(__file__).parents[3] / "deploy" / "verify_receipt.py"
Json = dict[str, Any]


def an_act() -> Json:
    return {
        "type": "deposit_completed",
        "deposit_id": "0199f1f0-0000-7000-8000-000000000001",
        "depositor": {"siret": "55203253400638", "name": "Société Élan"},
        "buyer": {"siret": "21350238800019", "name": "Commune de Rennes"},
        "consultation": {"title": "Écoles", "object": "Nettoyage", "sandbox": True},
        "completed_at": "2026-11-01T10:59:59.999Z",
        "legal_completed_at": "2026-11-01T10:59:59.999Z",
        "deadline_known": "2026-11-01T11:00:00.000Z",
        "deadline_version_known": 1,
        "files": [{"name": "offre.age", "size": 4, "sha256": "ab" * 32, "documents": [{"name": "a.pdf", "size": 1}]}],
    }


def a_receipt() -> Json:
    """A receipt made with the product's own parts, leaf 137 of 300."""
    act = logged(an_act(), bytes(range(32)))
    leaves = [merkle.leaf_hash(str(at).encode()) for at in range(300)]
    batch = make_batch([merkle.leaf_hash(b"autre"), act.leaf])
    place = batch.places[1]
    leaves[137] = batch.log_leaf
    tiles: dict[tuple[int, int], bytes] = {}
    tiles.update(grown(0, leaves, lambda level, index: tiles[level, index]))
    read = node_reader(lambda level, index: tiles[level, index])
    private = Ed25519PrivateKey.generate()
    text = Checkpoint(ORIGIN, 300, merkle.root(300, read)).text()
    note = sign_note(text, private, ORIGIN)
    witness = Ed25519PrivateKey.generate()
    line = cosign(text, witness, "temoin.example", at=datetime(2026, 11, 1, 11, 0, 30, tzinfo=UTC))
    key = make_key()
    certificates = make_certificates(key, datetime.now(UTC))
    stamp = DevelopmentAuthority.load(key, certificates, SystemClock()).stamp(note.encode())
    return {
        "format": "plis-receipt-2",
        "act": json.loads(act.content),
        "salt": act.salt.hex(),
        "batch": {"index": place.index, "proof": [node.hex() for node in place.path]},
        "leaf_index": 137,
        "proof": [node.hex() for node in merkle.inclusion_proof(137, 300, read)],
        "checkpoint": note,
        "log_key": str(public_key(private, ORIGIN)),
        "witnesses": [{"key": str(witness_key(witness, "temoin.example")), "line": line}],
        "time_stamp": {"token": base64.b64encode(stamp.token).decode(), "root": stamp.root_pem},
    }


RECEIPT = a_receipt()


def leaves_of(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every text and number of a document."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from leaves_of(member, (*path, name))
    elif isinstance(value, list):
        for at, member in enumerate(value):
            yield from leaves_of(member, (*path, at))
    else:
        yield path


def changed(document: Json, path: tuple[Any, ...], value: Any) -> Json:
    copied = copy.deepcopy(document)
    holder: Any = copied
    for part in path[:-1]:
        holder = holder[part]
    holder[path[-1]] = value
    return copied


def at(document: Json, path: tuple[Any, ...]) -> Any:
    found: Any = document
    for part in path:
        found = found[part]
    return found


def test_a_receipt_is_valid() -> None:
    proved = verify_receipt(RECEIPT, trusted_log_key=RECEIPT["log_key"])
    assert proved.leaf_index == 137
    assert proved.stamped_at is not None
    assert list(proved.witnessed_by.values()) == [datetime(2026, 11, 1, 11, 0, 30, tzinfo=UTC)]
    assert "NON qualifié" in NAME


@given(st.sampled_from(sorted(leaves_of(RECEIPT), key=str)), st.data())
def test_any_change_of_any_field_is_refused(path: tuple[Any, ...], data: st.DataObject) -> None:
    value = at(RECEIPT, path)
    if isinstance(value, bool):
        other: Any = not value
    elif isinstance(value, int):
        other = data.draw(st.integers(0, 10_000).filter(lambda one: one != value))
    else:
        position = data.draw(st.integers(0, len(value) - 1))
        character = data.draw(st.characters(codec="utf-8").filter(lambda one: one != value[position]))
        other = value[:position] + character + value[position + 1 :]
    with pytest.raises(InvalidValue):
        verify_receipt(changed(RECEIPT, path, other))


@given(st.sampled_from(["act", "time_stamp", "batch", ""]), st.text(min_size=1, max_size=8))
def test_nothing_can_be_added(place: str, name: str) -> None:
    document = copy.deepcopy(RECEIPT)
    target = document[place] if place else document
    if name in target:
        return
    target[name] = "x"
    with pytest.raises(InvalidValue):
        verify_receipt(document)


@pytest.mark.parametrize("field", sorted(RECEIPT))
def test_nothing_can_be_removed(field: str) -> None:
    with pytest.raises(InvalidValue):
        verify_receipt({name: value for name, value in RECEIPT.items() if name != field})


def test_an_awaited_time_stamp_is_said() -> None:
    assert verify_receipt({**RECEIPT, "time_stamp": None}).stamped_at is None


def test_another_log_is_refused() -> None:
    other = a_receipt()
    with pytest.raises(InvalidValue, match="journal attendu"):
        verify_receipt(RECEIPT, trusted_log_key=other["log_key"])


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_verifies_the_time_stamp(tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(base64.b64decode(RECEIPT["time_stamp"]["token"]))
    (tmp_path / "root.pem").write_text(RECEIPT["time_stamp"]["root"])
    for content, verdict in ((RECEIPT["checkpoint"], 0), (RECEIPT["checkpoint"] + " ", 1)):
        (tmp_path / "data").write_text(content)
        done = subprocess.run(
            ["openssl", "ts", "-verify", "-data", "data", "-in", "token", "-token_in", "-CAfile", "root.pem"],
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        assert done.returncode == verdict


def verdict_of(document: Json, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """What the one-file verifier says, run as a stranger runs it: isolated from this project."""
    path = folder / "accuse.json"
    path.write_text(json.dumps(document))
    return subprocess.run(
        [sys.executable, "-I", "-S", str(VERIFIER), str(path), *options], capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_the_one_file_verifier_agrees(tmp_path: Path) -> None:
    good = verdict_of(RECEIPT, tmp_path, "--log-key", RECEIPT["log_key"])
    assert (good.returncode, good.stderr) == (0, "")
    assert "Société Élan" in good.stdout
    for path in sorted(leaves_of(RECEIPT), key=str):
        value = at(RECEIPT, path)
        if isinstance(value, bool):
            other: Any = not value
        elif isinstance(value, int):
            other = value + 1
        else:
            middle = len(value) // 2
            other = value[:middle] + ("b" if value[middle] == "a" else "a") + value[middle + 1 :]
        refused = verdict_of(changed(RECEIPT, path, other), tmp_path)
        assert refused.returncode == 1, (path, refused.stdout)
        assert "NON valable" in refused.stderr


def test_an_acknowledgement_is_signed() -> None:
    signer = AcknowledgementSigner("plis.example/responses/deposits", Ed25519PrivateKey.generate())
    document = signer.sign({"deposit_id": "1", "completed_at": "2026-11-01T10:59:59.999Z"})
    assert verify_acknowledgement(document)["deposit_id"] == "1"
    assert signer.sign(document["content"]) == document  # type: ignore[arg-type]
    for path in leaves_of(document):
        with pytest.raises(InvalidValue):
            verify_acknowledgement(changed(document, path, "autre"))
