"""The log's key and its memory of what it signed, both in the secrets folder, outside the database and its backups.

A database restored from a backup is behind; signing its size again would show two histories of one log. The greatest
signed size is therefore durable here before a signature leaves.
"""

import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.proof.checkpoint import Checkpoint
from shared.proof.signed_note import NoteKey, public_key, sign_note

_MEMORY: Final = "log_signed_size.json"


class AlreadySigned(RuntimeError):
    """A checkpoint of this size, or of a greater one, was signed before."""


def make_key() -> bytes:
    """Make an Ed25519 private key as hexadecimal text."""
    return Ed25519PrivateKey.generate().private_bytes_raw().hex().encode()


def load_key(secret: bytes) -> Ed25519PrivateKey:
    """Read a key written by ``make_key``."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret.decode()))


@dataclass(frozen=True, slots=True)
class FileSigner:
    """Signs checkpoints, each size once and only growing (port ``Signer``)."""

    origin: str
    folder: Path
    key: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> NoteKey:
        """The public key that verifies the notes."""
        return public_key(self.key, self.origin)

    def last_signed(self) -> int:
        """Give the greatest size ever signed; 0 for a log that never was."""
        try:
            return int(json.loads((self.folder / _MEMORY).read_bytes())["greatest_signed_size"])
        except FileNotFoundError:
            return 0

    def sign(self, checkpoint: Checkpoint) -> str:
        """Give the signed note.

        Raises:
            AlreadySigned: the size is not above the last one signed.
        """
        if checkpoint.origin != self.origin or checkpoint.size <= self.last_signed():
            raise AlreadySigned(checkpoint.size)
        self._remember(checkpoint.size)
        return sign_note(checkpoint.text(), self.key, self.origin)

    def _remember(self, size: int) -> None:
        draft = self.folder / f".{_MEMORY}.{secrets.token_hex(4)}"
        with draft.open("xb") as file:
            file.write(json.dumps({"origin": self.origin, "greatest_signed_size": size}).encode())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / _MEMORY)
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
