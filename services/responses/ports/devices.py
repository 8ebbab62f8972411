"""What the handlers ask of the world: sealing, places for bytes."""

from typing import Protocol


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
