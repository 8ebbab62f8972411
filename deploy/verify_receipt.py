#!/usr/bin/env python3
"""Vérifie un accusé de réception de Plis, hors ligne, sans installer Plis : Python 3.8+ et openssl 3 suffisent.

    python3 verify_receipt.py accuse.json [--log-key CLÉ] [--sealed pli.age …]

What is checked, in this order:
1. the leaf: SHA-256(0x00, salt, canonical JSON of the act) — RFC 6962 section 2.1;
2. its inclusion in the tree of the checkpoint — RFC 9162 section 2.1.3.2;
3. the checkpoint: a C2SP signed note, Ed25519, verified by ``openssl pkeyutl``;
4. the time stamp over the checkpoint: RFC 3161, verified by ``openssl ts``;
5. the digests of the sealed files that you still hold.
Exit code: 0 valid, 1 not valid, 2 wrong usage.
"""

import argparse
import base64
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

FIELDS = {"format", "act", "salt", "leaf_index", "proof", "checkpoint", "log_key", "time_stamp"}
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


def b64(text: str) -> bytes:
    """Read base64 in its one spelling."""
    data = base64.b64decode(text, validate=True)
    check(base64.b64encode(data).decode() == text, "base64 mal écrit")
    return data


def read_note(note: str, key_text: str, folder: Path) -> tuple:
    """Verify the signature of the checkpoint; give name, size and root."""
    name, key_hash, encoded = key_text.split("+", 2)
    public = b64(encoded)
    check(len(public) == 33 and public[0] == 1, "clé du journal illisible")
    check(hashlib.sha256(name.encode() + b"\n" + public).hexdigest()[:8] == key_hash, "clé du journal illisible")
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    lines = signatures.split("\n")
    check(
        len(lines) == 2 and lines[1] == "" and lines[0].startswith("— " + name + " "), "note non signée par le journal"
    )
    signature = b64(lines[0].rpartition(" ")[2])
    check(signature[:4].hex() == key_hash, "note non signée par le journal")
    (folder / "key.der").write_bytes(ED25519_DER_PREFIX + public[1:])
    (folder / "text").write_bytes(text.encode())
    (folder / "signature").write_bytes(signature[4:])
    agreed = openssl(
        folder, "pkeyutl", "-verify", "-pubin", "-inkey", "key.der", "-keyform", "DER", "-rawin",
        "-in", "text", "-sigfile", "signature",
    )  # fmt: skip
    check(agreed, "la signature du journal est fausse")
    origin, size, root, end = text.split("\n")
    check(origin == name and end == "" and str(int(size)) == size, "point de contrôle illisible")
    return int(size), b64(root)


def check_time_stamp(stamp: dict, note: str, folder: Path) -> None:
    """Verify the token over the whole checkpoint, against the root that the receipt carries."""
    check(set(stamp) == {"token", "root"}, "champ inconnu")
    (folder / "token").write_bytes(b64(stamp["token"]))
    (folder / "root.pem").write_text(stamp["root"])
    (folder / "note").write_bytes(note.encode())
    agreed = openssl(folder, "ts", "-verify", "-data", "note", "-in", "token", "-token_in", "-CAfile", "root.pem")
    check(agreed, "le jeton d'horodatage ne couvre pas ce point de contrôle")


def verify(document: dict, log_key: str, sealed: list) -> None:
    """Verify everything.

    Raises:
        NotValid: at the first thing that does not hold.
    """
    check(set(document) == FIELDS and document["format"] == "plis-receipt-1", "ce n'est pas un accusé de ce format")
    check(log_key is None or log_key == document["log_key"], "l'accusé ne vient pas du journal attendu")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size, root = read_note(document["checkpoint"], document["log_key"], folder)
        salt = bytes.fromhex(document["salt"])
        check(len(salt) == 32, "sel illisible")
        leaf = hashlib.sha256(b"\x00" + salt + canonical(document["act"])).digest()
        proof = [bytes.fromhex(text) for text in document["proof"]]
        included = is_included(leaf, document["leaf_index"], size, proof, root)
        check(included, "le contenu de l'accusé n'est pas celui que le journal a enregistré")
        if document["time_stamp"] is not None:
            check_time_stamp(document["time_stamp"], document["checkpoint"], folder)
    listed = {file["sha256"] for file in document["act"]["files"]}
    for path in sealed:
        digest = hashlib.sha256()
        with path.open("rb") as opened:
            for piece in iter(lambda: opened.read(1 << 20), b""):
                digest.update(piece)
        check(digest.hexdigest() in listed, f"{path.name} n'est pas un des fichiers de cet accusé")


def main() -> int:
    """Read the command line, verify, say the verdict."""
    parser = argparse.ArgumentParser(description="Vérifie un accusé de réception de Plis, hors ligne.")
    parser.add_argument("receipt", type=Path)
    parser.add_argument("--log-key", help="clé publique du journal, obtenue par une autre voie")
    parser.add_argument("--sealed", type=Path, nargs="*", default=[], help="fichiers .age déposés")
    options = parser.parse_args()
    try:
        document = json.loads(options.receipt.read_text(encoding="utf-8"))
        verify(document, options.log_key, options.sealed)
    except (NotValid, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"Accusé NON valable : {error}", file=sys.stderr)  # noqa: T201
        return 1
    act = document["act"]
    print(f"Accusé VALABLE : {act['depositor']['name']}, reçu le {act['completed_at']}.")  # noqa: T201
    print(f"Clé du journal : {document['log_key']}")  # noqa: T201
    if document["time_stamp"] is None:
        print("Horodatage en attente : le jeton suivra.")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
