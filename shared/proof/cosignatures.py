"""Cosignatures of witnesses, C2SP tlog-cosignature: a named third party saw a checkpoint, and it only ever grew.

A ``cosignature/v1`` line in a note holds, in base64, the key's four bytes, the time (POSIX seconds, 8 bytes, big
endian), then Ed25519 over ``cosignature/v1``, that time and the checkpoint's text. Its key has algorithm byte 4, so
readers that know plain notes only (Go's sumdb/note) leave the line aside as one they cannot verify.
"""

import base64
import binascii
import hashlib
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.kernel.refusal import InvalidValue
from shared.proof.signed_note import is_signer_name

_ALGORITHM: Final = b"\x04"
_SIZE: Final = 4 + 8 + 64


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """The public key of a witness, with its name: ``name+hash+base64`` in text form."""

    name: str
    public: bytes

    @property
    def hash(self) -> bytes:
        """The four bytes that identify the key in a line."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ALGORITHM + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.hash.hex()}+{base64.b64encode(_ALGORITHM + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a key in text form.

        Raises:
            InvalidValue: not the key of a witness in its one spelling.
        """
        name, _, rest = text.partition("+")
        try:
            raw = base64.b64decode(rest.partition("+")[2], validate=True)
        except (binascii.Error, ValueError) as error:
            raise InvalidValue("witness_key", "Cette clé de témoin est illisible.") from error
        key = cls(name, raw[1:])
        if len(raw) != 33 or raw[:1] != _ALGORITHM or not is_signer_name(name) or str(key) != text:
            raise InvalidValue("witness_key", "Cette clé de témoin est illisible.")
        return key


def witness_key(private: Ed25519PrivateKey, name: str) -> WitnessKey:
    """Give the named public half of a witness's key."""
    return WitnessKey(name, private.public_key().public_bytes_raw())


def cosign(text: str, private: Ed25519PrivateKey, name: str, *, at: datetime) -> str:
    """Write the line by which a witness cosigns a checkpoint's text, without its newline."""
    seconds = int(at.timestamp())
    signed = witness_key(private, name).hash + struct.pack(">Q", seconds) + private.sign(_message(text, seconds))
    return f"— {name} {base64.b64encode(signed).decode()}"


def cosigned_at(line: str, text: str, key: WitnessKey) -> datetime:
    """Give the time at which a witness cosigned a checkpoint's text, once its line has been verified.

    Raises:
        InvalidValue: another form, another key, or a wrong signature.
    """
    prefix = f"— {key.name} "
    try:
        encoded = line.removeprefix(prefix)
        raw = base64.b64decode(encoded, validate=True)
        if not line.startswith(prefix) or len(raw) != _SIZE or base64.b64encode(raw).decode() != encoded:
            raise InvalidValue("cosignature", "Cette ligne n'est pas la cosignature d'un témoin.")
        if raw[:4] != key.hash:
            raise InvalidValue("cosignature", "Cette cosignature n'est pas celle du témoin attendu.")
        (seconds,) = struct.unpack(">Q", raw[4:12])
        Ed25519PublicKey.from_public_bytes(key.public).verify(raw[12:], _message(text, seconds))
        return datetime.fromtimestamp(seconds, UTC)
    except InvalidSignature as error:
        raise InvalidValue("cosignature", "La cosignature du témoin est fausse.") from error
    except (binascii.Error, ValueError, OverflowError, OSError) as error:
        if isinstance(error, InvalidValue):
            raise
        raise InvalidValue("cosignature", "Cette ligne n'est pas la cosignature d'un témoin.") from error


def _message(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
