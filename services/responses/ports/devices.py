"""What the handlers ask of the world: sealing, places for bytes, the log's key, the time."""

from typing import Protocol

from shared.proof.checkpoint import Checkpoint
from shared.proof.timestamps import StampedToken


class ChallengeSealer(Protocol):
    """Seals a challenge to a recipient (age)."""

    def check_recipient(self, recipient: str) -> str:
        """Give the recipient back, or raise ``InvalidValue``."""

    def seal_bytes(self, data: bytes, recipient: str) -> bytes:
        """Seal a few bytes."""


class BlobMaker(Protocol):
    """Makes empty places for bytes."""

    def create(self, size: int) -> str:
        """Make a place for that many bytes and give its opaque id."""


class Signer(Protocol):
    """The only holder of the log's key."""

    @property
    def origin(self) -> str:
        """The name of the log."""

    def last_signed(self) -> int:
        """Give the greatest size ever signed, kept outside the database."""

    def sign(self, checkpoint: Checkpoint) -> str:
        """Give the signed note; a size not above the last one signed is an error of the caller."""


class TimeStampAuthority(Protocol):
    """An RFC 3161 authority."""

    def stamp(self, data: bytes) -> StampedToken:
        """Give a token over some data; ``OSError`` or ``InvalidValue`` when it cannot."""
