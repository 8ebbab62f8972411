"""What the handlers ask of the world: sealing, places for bytes."""

from typing import Protocol


class BlobMaker(Protocol):
    """Makes empty places for bytes."""

    def create(self, size: int) -> str:
        """Make a place for that many bytes and give its opaque id."""
