"""Signed notes, C2SP signed-note (c2sp.org/signed-note): a text and Ed25519 signatures by named keys.

The same format as the Go checksum database, so ``golang.org/x/mod/sumdb/note`` reads what is written here.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.kernel.refusal import InvalidValue

_ED25519: Final = b"\x01"
_DASH: Final = "— "


def is_signer_name(name: str) -> bool:
    """Tell whether a name may stand in a note: Go's library takes no other (no space, no control, never empty)."""
    return bool(name) and not any(letter.isspace() or letter < " " for letter in name)


@dataclass(frozen=True, slots=True)
class NoteKey:
    """The public key of a signer, with its name: ``name+hash+base64`` in text form (a *vkey*)."""

    name: str
    public: bytes

    @property
    def hash(self) -> bytes:
        """The four bytes that identify the key in a signature line."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.hash.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a key in text form.

        Raises:
            InvalidValue: not an Ed25519 key of that form, or its hash is not its own.
        """
        name, _, rest = text.partition("+")
        _, _, data = rest.partition("+")
        try:
            raw = base64.b64decode(data, validate=True)
        except (binascii.Error, ValueError) as error:
            raise InvalidValue("note_key", "Cette clé de vérification est illisible.") from error
        key = cls(name, raw[1:])
        if len(raw) != 33 or raw[:1] != _ED25519 or not is_signer_name(name) or str(key) != text:
            raise InvalidValue("note_key", "Cette clé de vérification est illisible.")
        return key


def public_key(private: Ed25519PrivateKey, name: str) -> NoteKey:
    """Give the named public half of a private key."""
    return NoteKey(name, private.public_key().public_bytes_raw())


def sign_note(text: str, private: Ed25519PrivateKey, name: str) -> str:
    """Write a note: the text, an empty line, one signature line."""
    if not text.endswith("\n"):
        raise ValueError("the text of a note ends with a newline")
    signature = public_key(private, name).hash + private.sign(text.encode())
    return f"{text}\n{_DASH}{name} {base64.b64encode(signature).decode()}\n"


def open_note(note: str, key: NoteKey) -> str:
    """Give the text of a note, once the key's signature has been verified.

    Raises:
        InvalidValue: not a note, no signature by that key, or a wrong one.
    """
    body, separator, signatures = note.rpartition("\n\n")
    if not separator or not signatures.endswith("\n"):
        raise InvalidValue("note", "Ce point de contrôle n'est pas une note signée.")
    text = body + "\n"
    for line in signatures[:-1].split("\n"):
        signature = _signature(line, key)
        if signature is not None:
            try:
                Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text.encode())
            except InvalidSignature as error:
                raise InvalidValue("note", "La signature du point de contrôle est fausse.") from error
            return text
    raise InvalidValue("note", "Le point de contrôle n'est pas signé par la clé attendue.")


def _signature(line: str, key: NoteKey) -> bytes | None:
    """Give the signature of a line when it is by the key; None when it is by another."""
    prefix = f"{_DASH}{key.name} "
    if not line.startswith(_DASH) or line.count(" ") != 2:
        raise InvalidValue("note", "Ce point de contrôle n'est pas une note signée.")
    encoded = line.rpartition(" ")[2]
    try:
        raw = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise InvalidValue("note", "Ce point de contrôle n'est pas une note signée.") from error
    if base64.b64encode(raw).decode() != encoded:  # one signature has one spelling
        raise InvalidValue("note", "Ce point de contrôle n'est pas une note signée.")
    return raw[4:] if line.startswith(prefix) and raw[:4] == key.hash else None
