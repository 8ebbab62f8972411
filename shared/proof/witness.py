"""A witness of transparency logs, C2SP tlog-witness: cosigns a checkpoint once it extends the last one that it saw.

Run by somebody else than the platform (another authority, an archive service): a log that showed two histories would
need two cosignatures of one witness, which never gives the second. It keeps one small file for each log.
"""

import base64
import binascii
import hashlib
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.kernel.clock import Clock
from shared.kernel.refusal import InvalidValue
from shared.proof.checkpoint import Checkpoint
from shared.proof.cosignatures import WitnessKey, cosign, witness_key
from shared.proof.merkle import HASH_SIZE, verify_consistency
from shared.proof.signed_note import NoteKey, open_note

MOST_HASHES: Final = 63
MALFORMED, UNSIGNED, UNKNOWN, CONFLICT, INCONSISTENT = 400, 403, 404, 409, 422


class NotCosigned(Exception):
    """A checkpoint is not cosigned: the status that tlog-witness gives to the reason, and the size last seen."""

    def __init__(self, status: int, size: int = 0) -> None:
        super().__init__(status)
        self.status, self.size = status, size


@dataclass(frozen=True, slots=True)
class Submission:
    """What a log sends: the size that the witness saw last, the proof from there, the new signed checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: str

    def text(self) -> str:
        """Write the body of a request."""
        hashes = "".join(f"{base64.b64encode(node).decode()}\n" for node in self.proof)
        return f"old {self.old}\n{hashes}\n{self.note}"

    @classmethod
    def parse(cls, text: str) -> "Submission":
        """Read the body of a request.

        Raises:
            NotCosigned: malformed.
        """
        head, separator, note = text.partition("\n\n")
        first, *lines = head.split("\n")
        try:
            proof = tuple(base64.b64decode(line, validate=True) for line in lines)
            old = int(first.removeprefix("old "))
        except (binascii.Error, ValueError) as error:
            raise NotCosigned(MALFORMED) from error
        is_whole = separator and first == f"old {old}" and old >= 0 and len(proof) <= MOST_HASHES
        if not is_whole or any(len(node) != HASH_SIZE for node in proof):
            raise NotCosigned(MALFORMED)
        return cls(old, proof, note)


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness of the logs whose keys it was given, by another way than from the logs themselves."""

    name: str
    folder: Path
    logs: Sequence[NoteKey]
    clock: Clock
    key: Ed25519PrivateKey = field(repr=False)
    lock: Lock = field(default_factory=Lock, repr=False)

    @property
    def public(self) -> WitnessKey:
        """The public key that verifies its cosignatures."""
        return witness_key(self.key, self.name)

    def cosign(self, asked: Submission) -> str:
        """Give the line under a checkpoint, once it was checked and durably remembered.

        Raises:
            NotCosigned: another log, another signature, another history, or not from the size last seen.
        """
        checkpoint, text = self._read(asked.note)
        with self.lock:
            size, root = self._seen(checkpoint.origin)
            if asked.old > checkpoint.size:
                raise NotCosigned(MALFORMED)
            if asked.old != size or (size == checkpoint.size and root != checkpoint.root):
                raise NotCosigned(CONFLICT, size)
            if size and not verify_consistency(
                old=size, new=checkpoint.size, proof=asked.proof, old_root=root, new_root=checkpoint.root
            ):
                raise NotCosigned(INCONSISTENT)
            if not size and asked.proof:
                raise NotCosigned(INCONSISTENT)
            self._remember(checkpoint)
        return cosign(text, self.key, self.name, at=self.clock.now())

    def _read(self, note: str) -> tuple[Checkpoint, str]:
        origin = note.partition("\n")[0]
        keys = [key for key in self.logs if key.name == origin]
        if not keys:
            raise NotCosigned(UNKNOWN)
        for key in keys:
            try:
                text = open_note(note, key)
                return Checkpoint.parse(text), text
            except InvalidValue:
                continue
        raise NotCosigned(UNSIGNED)

    def _seen(self, origin: str) -> tuple[int, bytes]:
        try:
            kept: Mapping[str, str] = json.loads(self._file(origin).read_bytes())
        except FileNotFoundError:
            return 0, b""
        return int(kept["size"]), bytes.fromhex(kept["root"])

    def _remember(self, checkpoint: Checkpoint) -> None:
        place = self._file(checkpoint.origin)
        draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
        kept = {"origin": checkpoint.origin, "size": str(checkpoint.size), "root": checkpoint.root.hex()}
        with draft.open("xb") as file:
            file.write(json.dumps(kept).encode())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _file(self, origin: str) -> Path:
        return self.folder / f"{hashlib.sha256(origin.encode()).hexdigest()[:32]}.json"
