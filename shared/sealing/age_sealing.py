"""Sealing with age (age-encryption.org/v1), on the bidder's and the custodians' machines.

Each file gets an identity of its own, is sealed to it, and carries that identity nested for every subset of k
custodians. Everything stays plain age: ``age -d -i a.key | age -d -i b.key`` opens a nested identity.
"""

import hashlib
import os
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import pyrage

from shared.kernel.refusal import InvalidValue
from shared.sealing.container import write_container
from shared.sealing.custody import Custodian, Custody, Wrap
from shared.sealing.manifest import Manifest

_IDENTITY_PREFIX: Final = "AGE-SECRET-KEY-1"


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A sealed file on disk: its size, the SHA-256 of its bytes and its identity nested for the custodians."""

    path: Path
    size: int
    sha256: str
    wraps: tuple[Wrap, ...]


def new_identity() -> tuple[str, str]:
    """Make an age identity; give it and its recipient."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def recipient_of(identity: str) -> str:
    """Give the recipient of an age identity.

    Raises:
        InvalidValue: the text is not an age identity; the message never repeats it.
    """
    return str(_identity(identity).to_public())


def check_recipient(recipient: str) -> str:
    """Check that a text is an age X25519 recipient, and give it.

    Raises:
        InvalidValue: it is not.
    """
    _recipient(recipient)
    return recipient


def seal_bytes(data: bytes, recipient: str) -> bytes:
    """Seal a few bytes to one recipient."""
    sealed: bytes = pyrage.encrypt(data, [_recipient(recipient)])
    return sealed


def unseal_bytes(data: bytes, identity: str) -> bytes:
    """Open a few bytes sealed to an identity.

    Raises:
        InvalidValue: sealed to another identity, or altered.
    """
    try:
        opened: bytes = pyrage.decrypt(data, [_identity(identity)])
    except pyrage.DecryptError as error:
        raise InvalidValue("sealed", "Cette clé n'ouvre pas ce pli, ou le pli est altéré.") from error
    return opened


def nest(identity: str, subset: Sequence[Custodian]) -> bytes:
    """Seal a file's identity to each custodian of a subset in turn: the first peels the outermost layer."""
    layer = identity.encode()
    for custodian in reversed(subset):
        layer = seal_bytes(layer, custodian.recipient)
    return layer


def wraps_for(identity: str, custody: Custody) -> tuple[Wrap, ...]:
    """Nest a file's identity for every subset of custodians that opens."""
    return tuple(
        Wrap(tuple(custodian.custodian_id for custodian in subset), nest(identity, subset))
        for subset in custody.subsets()
    )


def seal_file(manifest: Manifest, paths: Sequence[Path], out: Path, custody: Custody) -> SealedFile:
    """Seal documents with their manifest into one age file, made whole or not at all; no plaintext is written."""
    identity = pyrage.x25519.Identity.generate()
    draft = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as file:
            _encrypt(manifest, paths, file, identity.to_public())
            file.flush()
            os.fsync(file.fileno())
        draft.rename(out)
    finally:
        draft.unlink(missing_ok=True)
    with out.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return SealedFile(out, out.stat().st_size, digest, wraps_for(str(identity), custody))


def unseal_file(sealed: Path, out: Path, identity: str) -> None:
    """Open an age file; the result appears only once all of it has been authenticated.

    Raises:
        InvalidValue: sealed to another identity, truncated or altered.
    """
    draft = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    try:
        # On a truncated file age has already written the valid prefix: hence the draft.
        pyrage.decrypt_file(str(sealed), str(draft), [_identity(identity)])
        draft.rename(out)
    except (pyrage.DecryptError, OSError) as error:
        raise InvalidValue("sealed", "Cette clé n'ouvre pas ce pli, ou le pli est altéré.") from error
    finally:
        draft.unlink(missing_ok=True)


def _encrypt(manifest: Manifest, paths: Sequence[Path], out: IO[bytes], recipient: pyrage.x25519.Recipient) -> None:
    """Write the container into one end of a pipe while age reads the other."""
    reading, writing = os.pipe()
    failures: list[BaseException] = []

    def feed() -> None:
        try:
            with os.fdopen(writing, "wb") as pipe:
                write_container(manifest, paths, pipe)
        except (OSError, ValueError) as error:
            failures.append(error)

    feeder = threading.Thread(target=feed, name="container")
    feeder.start()
    with os.fdopen(reading, "rb") as source:
        pyrage.encrypt_io(source, out, [recipient])
    feeder.join()
    if failures:  # a document changed or vanished while it was read: nothing sealed may pretend to hold it
        raise failures[0]


def _identity(text: str) -> pyrage.x25519.Identity:
    if not text.startswith(_IDENTITY_PREFIX):
        raise InvalidValue("identity", "Ceci n'est pas une clé de détenteur (identité age).")
    try:
        return pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError as error:
        raise InvalidValue("identity", "Ceci n'est pas une clé de détenteur (identité age).") from error


def _recipient(text: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise InvalidValue("recipient", "Ceci n'est pas un destinataire age (age1…).") from error
