#!/usr/bin/env python3
"""Vérifie un accusé de réception de Plis, hors ligne, sans installer Plis : Python 3.8+ et openssl 3 suffisent.

    python3 verify_receipt.py accuse.json [--log-key CLÉ] [--sealed pli.age …]

What is checked, in this order:
1. the leaf: SHA-256(0x00, salt, canonical JSON of the act) — RFC 6962 section 2.1;
2. its batch: the acts of one half second stand in a tree of 1,024 places whose root is the record of one leaf;
3. the inclusion of that leaf in the tree of the checkpoint — RFC 9162 section 2.1.3.2;
4. the checkpoint: a C2SP signed note, Ed25519, verified by ``openssl pkeyutl``;
5. the cosignatures of witnesses, if any: C2SP tlog-cosignature, verified in the same way;
6. the time stamp over the checkpoint: RFC 3161, verified by ``openssl ts``;
7. the digests of the sealed files that you still hold.
Exit code: 0 valid, 1 not valid, 2 wrong usage.
"""

from __future__ import annotations  # Python 3.8

import argparse
import base64
import hashlib
import json
import ssl
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

FIELDS = {
    "format", "act", "salt", "batch", "leaf_index", "proof", "checkpoint", "log_key", "witnesses", "time_stamp",
}  # fmt: skip
BATCH_DEPTH = 10
ED25519_DER_PREFIX = bytes.fromhex("302a300506032b6570032100")  # RFC 8410, SubjectPublicKeyInfo of Ed25519


class NotValid(Exception):
    """The receipt does not prove what it says."""


def check(condition: bool, message: str) -> None:  # noqa: FBT001 - read as a sentence
    """Stop at the first thing that does not hold."""
    if not condition:
        raise NotValid(message)


def canonical(value: object) -> bytes:
    """The one JSON text of a value (RFC 8785 for texts, integers, booleans, null, lists and objects)."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def is_included(leaf: bytes, index: int, size: int, proof: list, root: bytes) -> bool:
    """RFC 9162 2.1.3.2, word for word."""
    if not 0 <= index < size:
        return False
    position, last, current = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            current = node(sibling, current)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            current = node(current, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and current == root


def openssl(folder: Path, *arguments: str) -> bool:
    """Run openssl and say whether it agreed."""
    done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, check=False)  # noqa: S603, S607
    return done.returncode == 0


def stated_time(folder: Path) -> datetime:
    """Read the instant that the token states; who verified the token may rely on it."""
    command = ["openssl", "ts", "-reply", "-in", "token", "-token_in", "-text"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)  # noqa: S603
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    stated = [line.partition(": ")[2] for line in lines if line.startswith("Time stamp: ")]
    check(len(stated) == 1, "le jeton d'horodatage est illisible")
    month, day, hour, year, zone = stated[0].split()
    check(zone == "GMT", "le jeton d'horodatage est illisible")
    whole, _, fraction = hour.partition(".")
    moment = datetime.strptime(f"{month} {day} {whole} {year} +0000", "%b %d %H:%M:%S %Y %z")
    return moment.replace(microsecond=int(fraction.ljust(6, "0")[:6]))


def b64(text: str) -> bytes:
    """Read base64 in its one spelling."""
    data = base64.b64decode(text, validate=True)
    check(base64.b64encode(data).decode() == text, "base64 mal écrit")
    return data


def read_key(text: str, algorithm: int) -> tuple:
    """Read a key in its one spelling: give its name, its four bytes and its public half."""
    name, key_hash, encoded = text.split("+", 2)
    public = b64(encoded)
    check(len(public) == 33 and public[0] == algorithm, "clé illisible")
    check(hashlib.sha256(name.encode() + b"\n" + public).hexdigest()[:8] == key_hash, "clé illisible")
    return name, bytes.fromhex(key_hash), public[1:]


def is_signed(folder: Path, public: bytes, text: bytes, signature: bytes) -> bool:
    """Ask openssl about an Ed25519 signature."""
    (folder / "key.der").write_bytes(ED25519_DER_PREFIX + public)
    (folder / "text").write_bytes(text)
    (folder / "signature").write_bytes(signature)
    return openssl(
        folder, "pkeyutl", "-verify", "-pubin", "-inkey", "key.der", "-keyform", "DER", "-rawin",
        "-in", "text", "-sigfile", "signature",
    )  # fmt: skip


def signature_of(line: str, name: str, key_hash: bytes) -> bytes:
    """The signature that a line of a note holds, once it is by that key."""
    prefix = "— " + name + " "
    check(line.startswith(prefix), "note non signée par le journal")
    signature = b64(line[len(prefix) :])
    check(signature[:4] == key_hash, "note non signée par le journal")
    return signature[4:]


def read_note(note: str, key_text: str, folder: Path) -> tuple:
    """Verify the signature of the checkpoint; give its text, its size and its root."""
    name, key_hash, public = read_key(key_text, 1)
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    lines = signatures.split("\n")
    check(len(lines) == 2 and lines[1] == "", "note non signée par le journal")
    signature = signature_of(lines[0], name, key_hash)
    check(is_signed(folder, public, text.encode(), signature), "la signature du journal est fausse")
    origin, size, root, end = text.split("\n")
    check(origin == name and end == "" and str(int(size)) == size, "point de contrôle illisible")
    return text, int(size), b64(root)


def check_witnesses(witnesses: list, text: str, folder: Path) -> None:
    """Verify every cosignature with the key beside it: who that key belongs to is for you to know."""
    seen = set()
    for one in witnesses:
        check(set(one) == {"key", "line"} and one["key"] not in seen, "témoin illisible")
        seen.add(one["key"])
        name, key_hash, public = read_key(one["key"], 4)
        signature = signature_of(one["line"], name, key_hash)
        seconds = int.from_bytes(signature[:8], "big")
        message = "cosignature/v1\ntime " + str(seconds) + "\n" + text
        check(is_signed(folder, public, message.encode(), signature[8:]), "la cosignature d'un témoin est fausse")


def log_leaf(leaf: bytes, batch: object) -> bytes:
    """The leaf of the log that covers an act: the leaf hash of its batch's root (acts of before batches: itself)."""
    if batch is None:
        return leaf
    check(set(batch) == {"index", "proof"} and len(batch["proof"]) == BATCH_DEPTH, "lot du journal illisible")
    check(type(batch["index"]) is int and 0 <= batch["index"] < 1 << BATCH_DEPTH, "lot du journal illisible")
    current = leaf
    for level, text in enumerate(batch["proof"]):
        sibling = digest_of(text)
        current = node(sibling, current) if batch["index"] >> level & 1 else node(current, sibling)
    return hashlib.sha256(b"\x00" + current).digest()


def digest_of(text: str) -> bytes:
    """Read 32 bytes in their one spelling."""
    data = bytes.fromhex(text)
    check(len(data) == 32 and data.hex() == text, "empreinte mal écrite")
    return data


def check_time_stamp(stamp: dict, note: str, folder: Path) -> datetime:
    """Verify the token over the whole checkpoint, against the root that the receipt carries; give its instant.

    Certificates are verified at that instant: a receipt outlives the certificate of the authority.
    """
    check(set(stamp) == {"token", "root"}, "champ inconnu")
    (folder / "token").write_bytes(b64(stamp["token"]))
    lines = stamp["root"].split("\n")
    body = b64("".join(lines[1:-2]))
    check(stamp["root"] == ssl.DER_cert_to_PEM_cert(body), "certificat de l'autorité mal écrit")
    (folder / "root.pem").write_text(stamp["root"])
    check(
        openssl(folder, "verify", "-check_ss_sig", "-no_check_time", "-CAfile", "root.pem", "root.pem"),
        "certificat de l'autorité altéré",
    )
    (folder / "note").write_bytes(note.encode())
    at = stated_time(folder)
    asked = ("-data", "note", "-in", "token", "-token_in", "-CAfile", "root.pem", "-attime", str(int(at.timestamp())))
    check(openssl(folder, "ts", "-verify", *asked), "le jeton d'horodatage ne couvre pas ce point de contrôle")
    return at


def verify(document: dict, log_key: str, sealed: list) -> datetime | None:
    """Verify everything; give the instant of the time stamp, None while it is awaited.

    Raises:
        NotValid: at the first thing that does not hold.
    """
    check(set(document) == FIELDS and document["format"] == "plis-receipt-2", "ce n'est pas un accusé de ce format")
    check(log_key is None or log_key == document["log_key"], "l'accusé ne vient pas du journal attendu")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text, size, root = read_note(document["checkpoint"], document["log_key"], folder)
        check_witnesses(document["witnesses"], text, folder)
        leaf = hashlib.sha256(b"\x00" + digest_of(document["salt"]) + canonical(document["act"])).digest()
        proof = [digest_of(sibling) for sibling in document["proof"]]
        check(type(document["leaf_index"]) is int, "rang illisible")
        included = is_included(log_leaf(leaf, document["batch"]), document["leaf_index"], size, proof, root)
        check(included, "le contenu de l'accusé n'est pas celui que le journal a enregistré")
        stamp = document["time_stamp"]
        stamped_at = None if stamp is None else check_time_stamp(stamp, document["checkpoint"], folder)
    listed = {file["sha256"] for file in document["act"].get("files", [])}
    for path in sealed:
        digest = hashlib.sha256()
        with path.open("rb") as opened:
            for piece in iter(lambda: opened.read(1 << 20), b""):
                digest.update(piece)
        check(digest.hexdigest() in listed, f"{path.name} n'est pas un des fichiers de cet accusé")
    return stamped_at


def once(pairs: list) -> dict:
    """Refuse an object that says the same name twice: readers would not agree on what it says."""
    check(len({name for name, _ in pairs}) == len(pairs), "un champ est répété")
    return dict(pairs)


def main() -> int:
    """Read the command line, verify, say the verdict."""
    parser = argparse.ArgumentParser(description="Vérifie un accusé de réception de Plis, hors ligne.")
    parser.add_argument("receipt", type=Path)
    parser.add_argument("--log-key", help="clé publique du journal, obtenue par une autre voie")
    parser.add_argument("--sealed", type=Path, nargs="*", default=[], help="fichiers .age déposés")
    options = parser.parse_args()
    try:
        document = json.loads(options.receipt.read_text(encoding="utf-8"), object_pairs_hook=once)
        stamped_at = verify(document, options.log_key, options.sealed)
    except (NotValid, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"Accusé NON valable : {error}", file=sys.stderr)  # noqa: T201
        return 1
    act = document["act"]
    if "depositor" in act:
        print(f"Accusé VALABLE : {act['depositor']['name']}, reçu le {act['completed_at']}.")  # noqa: T201
    else:
        print(f"Preuve VALABLE : {act['type']}.")  # noqa: T201
    print(f"Clé du journal : {document['log_key']}")  # noqa: T201
    for one in document["witnesses"]:
        print(f"Cosigné par le témoin : {one['key']}")  # noqa: T201
    if stamped_at is None:
        print("Horodatage en attente : le jeton suivra.")  # noqa: T201
    else:
        print(f"Horodatage : l'acte existait au plus tard le {stamped_at.isoformat()}.")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
