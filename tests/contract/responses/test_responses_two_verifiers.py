"""The two verifiers of a receipt give one verdict, whatever is done to it: the product's and the one file."""

import base64
import copy
import hashlib
import importlib.util
import json
import os
import shutil
import ssl
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.cli import main as plis
from shared.kernel.refusal import InvalidValue
from shared.proof.acknowledgements import AcknowledgementSigner, verify_acknowledgement
from shared.proof.cosignatures import witness_key
from shared.proof.receipt_check import verify_receipt
from shared.proof.signed_note import public_key, sign_note
from shared.reports.receipt_pdf import receipt_pdf
from tests.contract.responses.test_responses_receipts import RECEIPT, VERIFIER
from tests.unit.clients.test_receipt_command import DEPOSIT, a_proof

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")

Json = dict[str, Any]
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ACT: Json = {"type": "x", "at": "2026-11-01T10:00:00.000Z"}
PATH = [hashlib.sha256(bytes([level])).hexdigest() for level in range(10)]
SIGNED = AcknowledgementSigner("plis.example/deposits", KEY).sign(
    {"deposit_id": "1", "completed_at": "2026-11-01T10:59:59.999Z"}
)


def the_file() -> Any:
    """The one file, as a module."""
    found = importlib.util.spec_from_file_location("verify_receipt", VERIFIER)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


ONE = the_file()
SAID = (ONE.NotValid, ValueError, LookupError, TypeError, AttributeError, RecursionError)


def verdicts(document: Any) -> tuple[bool, bool]:
    try:
        if "signature" in document:
            verify_acknowledgement(document)
        else:
            verify_receipt(document)
        ours = True
    except InvalidValue:
        ours = False
    try:
        if "signature" in document:
            ONE.verify_acknowledgement(document, [])
        else:
            ONE.verify(document, None, [])
        theirs = True
    except SAID:
        theirs = False
    return ours, theirs


def entered(act: Any, name: str = "plis.example/log", **changes: Any) -> Json:
    """The proof of anything, by a log that enters anything."""
    text = json.dumps(act, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    leaf = hashlib.sha256(bytes(33) + text.encode("utf-8", "surrogatepass")).digest()
    batch = changes.get("batch")
    if batch:
        leaf = ONE.log_leaf(leaf, {"index": batch["index"], "proof": list(batch["proof"])})
    note = sign_note(f"{name}\n1\n{base64.b64encode(leaf).decode()}\n", KEY, name)
    proof: Json = {"format": "plis-receipt-2", "act": act, "salt": "00" * 32, "batch": None, "leaf_index": 0}
    proof |= {"proof": [], "checkpoint": note, "log_key": str(public_key(KEY, name)), "witnesses": []}
    return proof | {"time_stamp": None} | changes


def witnessed(seconds: int, name: str = "temoin.example") -> Json:
    document = entered(ACT)
    text = document["checkpoint"].rpartition("\n\n")[0] + "\n"
    key = witness_key(KEY, name)
    signature = KEY.sign(f"cosignature/v1\ntime {seconds}\n{text}".encode())
    line = base64.b64encode(key.hash + struct.pack(">Q", seconds) + signature).decode()
    return document | {"witnesses": [{"key": str(key), "line": f"— {name} {line}"}]}


GOOD: dict[str, Json] = {
    "an act": entered(ACT),
    "an act without instant": entered({"type": "x"}),
    "an act of no known shape": entered({"depositor": 1, "files": 5}),
    "a batch": entered(ACT, batch={"index": 3, "proof": PATH}),
    "a witness": witnessed(1),
    "a witness of the last year": witnessed(253402300799),
    "an acknowledgement": SIGNED,
}
NAMES = ("", "a b", "a\u00a0b", "a\u2028b", "a\x85b", "a\rb", "a\tb", "a\x01b", "a+b")
FIELDS = ("proof", "witnesses", "batch", "time_stamp", "salt", "log_key", "checkpoint", "format", "leaf_index")
BAD: dict[str, Any] = {
    "no number but integers": entered({**ACT, "n": 1.5}),
    "no number at all": entered({**ACT, "n": float("nan")}),
    "a name outside ASCII": entered({**ACT, "é": 1}),
    "half a letter": entered({**ACT, "x": "\ud800"}),
    "an instant in words": entered({**ACT, "at": "hier"}),
    "an instant without zone": entered({**ACT, "at": "2026-11-01T10:00:00"}),
    "an instant in seconds": entered({**ACT, "at": 5}),
    "an act that is a list": entered([1]),
    "an act that is nothing": entered(None),
    "a witness of the year 10000": witnessed(253402300800),
    "a witness of no year": witnessed(2**63),
    "words in the place of a path": entered(ACT, batch={"index": 3, "proof": dict.fromkeys(PATH, "mot ajouté")}),
    **{f"{field} that is {value!r}": entered(ACT) | {field: value}
       for field in FIELDS
       for value in ("", {}, 0.5, True, "é", "\ud800", ["token", "root"], {"token": "AAAA", "root": "x"})},
    **{f"a log named {name!r}": entered(ACT, name) for name in NAMES},
    **{f"a witness named {name!r}": witnessed(1, name) for name in NAMES},
    "another format": entered(ACT) | {"format": "plis-receipt-1"},
    "an acknowledgement with a letter more": SIGNED | {"signature": str(SIGNED["signature"]) + "!"},
    "an acknowledgement of nothing": SIGNED | {"content": None},
    "an acknowledgement of something else": SIGNED | {"content": {"deposit_id": "2"}},
    "an acknowledgement by nobody": SIGNED | {"key": "é"},
    "an acknowledgement with more": SIGNED | {"x": 1},
    "an acknowledgement of a fraction": SIGNED | {"content": {"n": 0.5}},
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(GOOD))
def test_both_accept(name: str) -> None:
    assert verdicts(GOOD[name]) == (True, True)


@pytest.mark.parametrize("name", sorted(BAD))
def test_both_refuse(name: str) -> None:
    assert verdicts(BAD[name]) == (False, False)


def stamps_altered() -> Iterator[Json]:
    """Bytes of the token and of the root that no signature covers, and a few that one does."""
    stamp = RECEIPT["time_stamp"]
    token, root = base64.b64decode(stamp["token"]), ssl.PEM_cert_to_DER_cert(stamp["root"])
    for at in (1, 25, 29, 41, 60, len(token) - 72, len(token) - 1, *range(700, len(token), 61)):
        altered = token[:at] + bytes([token[at] ^ 1]) + token[at + 1 :]
        yield stamp | {"token": base64.b64encode(altered).decode()}
    for at in (1, 5, 12, 40, 228, 236, len(root) - 80, len(root) - 1):
        yield stamp | {"root": ssl.DER_cert_to_PEM_cert(root[:at] + bytes([root[at] ^ 1]) + root[at + 1 :])}
    for more in (b"\0", b"\x30\x00"):
        yield stamp | {"token": base64.b64encode(token + more).decode()}
        yield stamp | {"root": ssl.DER_cert_to_PEM_cert(root + more)}
    for added in (" ", "\n", "# note\n"):
        yield stamp | {"root": added + stamp["root"]}
        yield stamp | {"root": stamp["root"] + added}


def test_no_byte_of_a_time_stamp_is_free() -> None:
    for stamp in stamps_altered():
        document = copy.deepcopy(RECEIPT) | {"time_stamp": stamp}
        assert verdicts(document) == (False, False), stamp


def run(folder: Path, content: bytes, *options: str, **environment: str) -> tuple[int, str, int, str]:
    """The exit code and the words of the command, then of the one file."""
    path = folder / "accuse.json"
    path.write_bytes(content)
    ours = CliRunner().invoke(plis, ["receipt", "verify", str(path), *options])
    theirs = subprocess.run(
        [sys.executable, "-I", "-S", str(VERIFIER), str(path), *options],
        capture_output=True, text=True, check=False, env={"PATH": os.environ["PATH"], **environment},
    )  # fmt: skip
    return ours.exit_code, ours.output, theirs.returncode, theirs.stdout + theirs.stderr


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xef\xbb\xbf" + json.dumps(RECEIPT).encode(), 0),
        (json.dumps(SIGNED).encode(), 0),
        (json.dumps(GOOD["an act of no known shape"]).encode(), 0),
        (json.dumps(RECEIPT).encode("utf-16"), 1),
        (json.dumps(RECEIPT).encode()[:-1], 1),
        (json.dumps(RECEIPT).replace('"salt"', '"salt": "", "salt"').encode(), 1),
        (b"", 1),
        (b"null", 1),
        (b"[" * 100_000, 1),
        (b"\xff\x00", 1),
        (b" " * (64 * 1024**2 + 1), 1),
    ],
    ids=["mark", "signed", "shapeless", "utf-16", "cut", "twice", "empty", "null", "deep", "bytes", "long"],
)
def test_both_commands_say_the_same_in_french(tmp_path: Path, content: bytes, code: int) -> None:
    ours, said, theirs, told = run(tmp_path, content)
    assert (ours, theirs) == (code, code), (said, told)
    for words in (said, told):
        assert ("NON valable" in words) is (code == 1)
        assert not any(each in words for each in ("Traceback", "codec", "Expecting", "NoneType"))


def test_what_was_typed_cannot_pass_for_a_verdict(tmp_path: Path) -> None:
    forged = DEPOSIT | {"depositor": {"name": "X\nHorodatage : 2020\x1b[2J", "siret": "1"}}
    for words in run(tmp_path, json.dumps(a_proof(forged)).encode())[1::2]:
        assert not any(line.startswith("Horodatage : 2020") for line in words.splitlines())
        assert "\x1b" not in words


def test_a_name_that_the_console_cannot_write_changes_no_verdict(tmp_path: Path) -> None:
    document = a_proof(DEPOSIT | {"depositor": {"name": "Łódź", "siret": "1"}})
    assert run(tmp_path, json.dumps(document).encode(), PYTHONIOENCODING="cp1252")[2] == 0


def test_what_cannot_be_verified_here_is_no_verdict(tmp_path: Path) -> None:
    pdf = receipt_pdf(a_proof(DEPOSIT))
    assert run(tmp_path, pdf)[2] == 2, "the one file reads no PDF, and says what to give it"
    (tmp_path / "old").mkdir()
    openssl = tmp_path / "old" / "openssl"
    openssl.write_text("#!/bin/sh\necho LibreSSL 3.3.6\n")
    openssl.chmod(0o755)
    path = f"{tmp_path / 'old'}:/nowhere"
    for environment, found in ((path, "LibreSSL 3.3.6"), ("/nowhere", "aucun")):
        *_, code, told = run(tmp_path, json.dumps(RECEIPT).encode(), PATH=environment)
        assert (code, found in told) == (2, True), told
    absent = str(tmp_path / "absent.json")
    assert CliRunner().invoke(plis, ["receipt", "verify", absent]).exit_code == 2
    done = subprocess.run([sys.executable, str(VERIFIER), absent], capture_output=True, text=True, check=False)
    assert (done.returncode, "Vérification impossible" in done.stderr) == (2, True)
    assert CliRunner().invoke(plis, ["receipt", "verify", __file__, "--sealed", absent]).exit_code == 2


def test_sealed_files_are_compared_with_a_whole_receipt_only(tmp_path: Path) -> None:
    sealed = tmp_path / "pli.age"
    sealed.write_bytes(b"abcd")
    digest = hashlib.sha256(b"abcd").hexdigest()
    listed = a_proof(DEPOSIT | {"files": [{"name": "pli.age", "size": 4, "sha256": digest, "documents": []}]})
    assert run(tmp_path, json.dumps(listed).encode(), "--sealed", str(sealed))[::2] == (0, 0)
    sealed.write_bytes(b"abce")
    assert run(tmp_path, json.dumps(listed).encode(), "--sealed", str(sealed))[::2] == (1, 1)
    assert run(tmp_path, json.dumps(SIGNED).encode(), "--sealed", str(sealed))[::2] == (2, 1)
