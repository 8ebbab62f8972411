"""Acts that enter a transparency log: canonical contents with a salt, of which the log shows only a hash.

The content is given to the parties alone; without the salt nobody can guess what a leaf says (annexe 8 article 2 of the
public procurement code: violations are detectable).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shared.proof.batches import BatchPlace
from shared.proof.canonical import Json, canonical_json
from shared.proof.merkle import leaf_hash
from shared.proof.timestamps import StampedToken

SALT_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class LoggedAct:
    """One act as the log commits to it: a salt, then the canonical JSON."""

    salt: bytes
    content: bytes

    @property
    def leaf(self) -> bytes:
        """The hash that stands in the log."""
        return leaf_hash(self.salt + self.content)


def logged(content: Mapping[str, Json], salt: bytes) -> LoggedAct:
    """Write an act as the log commits to it; the salt is 32 random bytes.

    Raises:
        ValueError: the salt has another length.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt has 32 bytes")
    return LoggedAct(salt, canonical_json(content))


@dataclass(frozen=True, slots=True)
class LoggedLeaf:
    """An act with its place in the log, once it has one."""

    act: LoggedAct
    position: int | None
    place: BatchPlace | None = None


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """A public key of the platform, what it signs, and since when: the ring that outlives rotations."""

    key: str
    purpose: str
    since: datetime


@dataclass(frozen=True, slots=True)
class PendingLeaf:
    """A leaf that waits for its number."""

    key: int
    leaf: bytes


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint that was signed, committed, then shown; its time stamp and its witnesses come later."""

    size: int
    note: str
    log_key: str
    signed_at: datetime
    stamp: StampedToken | None = None
    witnesses: tuple["Witnessing", ...] = ()


@dataclass(frozen=True, slots=True)
class Witnessing:
    """What one witness wrote under a checkpoint: its key (vkey) and its line."""

    key: str
    line: str
