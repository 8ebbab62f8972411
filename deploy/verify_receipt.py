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
A signed acknowledgement (the one that comes with the last byte) is Ed25519 over its canonical JSON, and no more.
Exit code: 0 valid, 1 not valid, 2 could not be verified here (wrong usage, no such file, no openssl 3, a PDF).
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
LONGEST = 64 * 1024**2
BAD_STAMP = "le jeton d'horodatage est illisible"
# Algorithms that say their hash, by the last byte of their identifier, and the last byte of that hash's own.
SHA2 = bytes.fromhex("6086480165030402")
HASHED_BY = {"2a8648ce3d0403": {1: 4, 2: 1, 3: 2, 4: 3}, "2a864886f70d0101": {14: 4, 11: 1, 12: 2, 13: 3}}
RSA_PSS = "2a864886f70d01010a"
HASHED_APART = {"2a864886f70d010101", RSA_PSS, "2b6570", "2b6571"}  # RSA, RSA-PSS, Ed25519, Ed448
ED25519_DER_PREFIX = bytes.fromhex("302a300506032b6570032100")  # RFC 8410, SubjectPublicKeyInfo of Ed25519


class NotValid(Exception):
    """The receipt does not prove what it says."""


class Unusable(Exception):
    """Nothing can be said here of this file."""


def check(condition: bool, message: str) -> None:  # noqa: FBT001 - read as a sentence
    """Stop at the first thing that does not hold."""
    if not condition:
        raise NotValid(message)


def canonical(value: object) -> bytes:
    """The one JSON text of a value (RFC 8785 for texts, integers, booleans, null, lists and objects)."""
    check_plain(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def check_plain(value: object) -> None:
    """Refuse what has no canonical text: other numbers than integers, names outside ASCII."""
    if isinstance(value, dict):
        check(all(ord(letter) < 128 for name in value for letter in name), "l'accusé est illisible")
        value = list(value.values())
    if isinstance(value, list):
        for member in value:
            check_plain(member)
    else:
        check(value is None or isinstance(value, (bool, int, str)), "l'accusé est illisible")


def list_of(value: object) -> list:
    """Refuse an object or a text in the place of a list: it would hold words that nothing covers."""
    check(isinstance(value, list), "l'accusé est illisible")
    return value


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
    check(len(stated) == 1, BAD_STAMP)
    month, day, hour, year, zone = stated[0].split()
    check(zone == "GMT", BAD_STAMP)
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
    check(bool(name) and not any(each.isspace() or each < " " for each in name), "clé illisible")
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
    for one in list_of(witnesses):
        check(set(one) == {"key", "line"} and one["key"] not in seen, "témoin illisible")
        seen.add(one["key"])
        name, key_hash, public = read_key(one["key"], 4)
        signature = signature_of(one["line"], name, key_hash)
        seconds = int.from_bytes(signature[:8], "big")
        check(seconds < 253402300800, "la cosignature d'un témoin est fausse")  # up to the year 9999
        message = "cosignature/v1\ntime " + str(seconds) + "\n" + text
        check(is_signed(folder, public, message.encode(), signature[8:]), "la cosignature d'un témoin est fausse")


def log_leaf(leaf: bytes, batch: object) -> bytes:
    """The leaf of the log that covers an act: the leaf hash of its batch's root (acts of before batches: itself)."""
    if batch is None:
        return leaf
    check(set(batch) == {"index", "proof"} and len(list_of(batch["proof"])) == BATCH_DEPTH, "lot du journal illisible")
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


def members(content: bytes) -> list:
    """Read DER values one after the other: tag, inside, whole. Every length has one spelling, all the way down."""
    found, at = [], 0
    while at < len(content):
        size, begin = content[at + 1], at + 2
        if size >= 0x80:
            begin += size & 0x7F
            size = int.from_bytes(content[at + 2 : begin], "big")
            check(begin > at + 2 and size >= max(0x80, 1 << 8 * (begin - at - 3)), BAD_STAMP)
        check(begin + size <= len(content), BAD_STAMP)
        inside, end = content[begin : begin + size], begin + size
        found.append((content[at], inside, content[at:end]))
        if content[at] & 0x20:
            members(inside)
        at = end
    return found


def check_token(token: bytes) -> None:
    """Refuse what a token could say outside of its signature (RFC 5652 section 5.1), which openssl leaves aside."""
    ((_, content, _),) = members(token)
    ((_, signed, _),) = members(members(content)[1][1])
    version, digests, _, *carried, (_, signers, _) = members(signed)
    ((_, signer, _),) = members(signers)
    own_version, name, digest, attributes, algorithm, _ = members(signer)  # and no unsigned attribute
    ((_, first, _),) = members(digests[1])
    hashed, signing = algorithm_of(digest[1]), algorithm_of(algorithm[1])
    expected = HASHED_BY.get(signing[:-1].hex(), {}).get(signing[-1])
    is_used = hashed == SHA2 + bytes([expected]) if expected else signing.hex() in HASHED_APART
    rows = [[each[2] for each in members(one[1])] for one in (*carried, attributes)]
    versions = version[1] == b"\x03" and own_version[1] == (b"\x01" if name[0] == 0x30 else b"\x03")
    is_said_once = algorithm_of(first) == hashed and all(row == sorted(row) for row in rows)
    check(versions and is_used and is_said_once, BAD_STAMP)


def algorithm_of(content: bytes) -> bytes:
    """Read which algorithm is named; what stands beside the name is nothing, except for RSA-PSS."""
    (_, name, _), *beside = members(content)
    check(name.hex() == RSA_PSS or [each[2] for each in beside] in ([], [b"\x05\x00"]), BAD_STAMP)
    return name


def check_time_stamp(stamp: dict, note: str, folder: Path) -> datetime:
    """Verify the token over the whole checkpoint, against the root that the receipt carries; give its instant.

    Certificates are verified at that instant: a receipt outlives the certificate of the authority.
    """
    check(set(stamp) == {"token", "root"}, "champ inconnu")
    (folder / "token").write_bytes(b64(stamp["token"]))
    check_token(b64(stamp["token"]))
    lines = stamp["root"].split("\n")
    body = b64("".join(lines[1:-2]))
    check(len(members(body)) == 1, "certificat de l'autorité mal écrit")
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


def verify(document: dict, log_key: str | None, sealed: list) -> datetime | None:
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
        proof = [digest_of(sibling) for sibling in list_of(document["proof"])]
        check(type(document["leaf_index"]) is int, "rang illisible")
        included = is_included(log_leaf(leaf, document["batch"]), document["leaf_index"], size, proof, root)
        check(included, "le contenu de l'accusé n'est pas celui que le journal a enregistré")
        stamp = document["time_stamp"]
        stamped_at = None if stamp is None else check_time_stamp(stamp, document["checkpoint"], folder)
    stated = document["act"].get("completed_at", document["act"].get("at"))
    moment = stamped_at if stated is None else datetime.fromisoformat(stated.replace("Z", "+00:00"))
    check(moment is None or moment.tzinfo is not None, "instant illisible")
    files = document["act"].get("files")
    listed = {file.get("sha256") for file in files if isinstance(file, dict)} if isinstance(files, list) else set()
    for path in sealed:
        digest = hashlib.sha256()
        with path.open("rb") as opened:
            for piece in iter(lambda: opened.read(1 << 20), b""):
                digest.update(piece)
        check(digest.hexdigest() in listed, f"{path.name} n'est pas un des fichiers de cet accusé")
    return stamped_at


def verify_acknowledgement(document: dict, sealed: list) -> None:
    """Verify the acknowledgement that was signed with the last byte, before the log had the deposit."""
    check(set(document) == {"content", "key", "signature"} and not sealed, "ce n'est pas un accusé de ce format")
    check(isinstance(document["content"], dict), "l'accusé est illisible")
    _, _, public = read_key(document["key"], 1)
    with tempfile.TemporaryDirectory() as name:
        signed = is_signed(Path(name), public, canonical(document["content"]), b64(document["signature"]))
    check(signed, "la signature de cet accusé est fausse")


def once(pairs: list) -> dict:
    """Refuse an object that says the same name twice: readers would not agree on what it says."""
    check(len({name for name, _ in pairs}) == len(pairs), "un champ est répété")
    return dict(pairs)


def read_document(path: Path) -> dict:
    """Read the file, in UTF-8, with or without the byte order mark that some editors add."""
    with path.open("rb") as opened:
        data = opened.read(LONGEST + 1)
    if data.startswith((b"%PDF", b"PK")):
        raise Unusable("ce fichier est un PDF ou une archive : donnez accuse.json, joint au PDF")
    check(len(data) <= LONGEST, "ce fichier est trop long pour être un accusé")
    document = json.loads(data.decode("utf-8-sig"), object_pairs_hook=once)
    check(isinstance(document, dict), "ce n'est pas un accusé de ce format")
    return document


def need_openssl() -> None:
    """Refuse to judge without openssl 3: an older one, or LibreSSL, would call good signatures false."""
    try:
        found = subprocess.run(["openssl", "version"], capture_output=True, check=False).stdout.decode().split()  # noqa: S607
    except OSError:
        found = []
    if found[:1] != ["OpenSSL"] or int(found[1].partition(".")[0]) < 3:
        raise Unusable(f"openssl 3 ou plus récent est nécessaire (trouvé : {' '.join(found[:2]) or 'aucun'})")


def say(line: str, *, error: bool = False) -> None:
    """Write a line: what people typed may neither command a terminal nor look like a line of ours."""
    shown = "".join(letter if letter.isprintable() else " " for letter in line)
    print(shown, file=sys.stderr if error else sys.stdout)


def told(act: dict, stamped_at: datetime | None, document: dict) -> None:
    """Say what was proved, as far as the act has the shape of a deposit."""
    depositor = act.get("depositor")
    if depositor is None:
        say(f"Preuve VALABLE : {act.get('type', 'acte')}.")
    else:
        name = depositor.get("name") if isinstance(depositor, dict) else depositor
        say(f"Accusé VALABLE : {name}, reçu le {act.get('completed_at')}.")
    say(f"Clé du journal : {document['log_key']}")
    for one in document["witnesses"]:
        say(f"Cosigné par le témoin : {one['key']}")
    late = f"Horodatage : l'acte existait au plus tard le {stamped_at.isoformat()}." if stamped_at else None
    say(late or "Horodatage en attente : le jeton suivra.")


def main() -> int:
    """Read the command line, verify, say the verdict."""
    parser = argparse.ArgumentParser(description="Vérifie un accusé de réception de Plis, hors ligne.")
    parser.add_argument("receipt", type=Path)
    parser.add_argument("--log-key", help="clé publique du journal, obtenue par une autre voie")
    parser.add_argument("--sealed", type=Path, nargs="*", default=[], help="fichiers .age déposés")
    options = parser.parse_args()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a console that cannot write a name still gives the verdict
    try:
        need_openssl()
        document = read_document(options.receipt)
        if "signature" in document:
            verify_acknowledgement(document, options.sealed)
            say(f"Accusé signé VALABLE. Clé (à comparer, ce n'est pas celle du journal) : {document['key']}")
        else:
            told(document["act"], verify(document, options.log_key, options.sealed), document)
    except (Unusable, OSError) as error:
        known = isinstance(error, Unusable)
        say(f"Vérification impossible : {error if known else f'{error.filename} ne peut pas être lu'}", error=True)
        return 2
    except NotValid as error:
        say(f"Accusé NON valable : {error}", error=True)
        return 1
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        say("Accusé NON valable : ce fichier n'a pas la forme d'un accusé, ou il a été abîmé.", error=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
