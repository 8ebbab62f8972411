"""What handlers need of the bytes that are received, and of the gate of a closing; ``shared/storage`` has both."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from shared.kernel.ids import TenderId


class Stated(Protocol):
    """What a sidecar says."""

    @property
    def completed_at(self) -> datetime:
        """The instant that counts."""


class SealedBytes(Protocol):
    """The bytes of sealed files, as the reception and the recovery need them."""

    def create(self, size: int) -> str:
        """Make a place for that many bytes and give its opaque id."""

    def complete(self, blob_id: str, *, completed_at: datetime, facts: Mapping[str, str]) -> Stated:
        """State durably that the bytes are complete."""

    def sidecar(self, blob_id: str) -> Stated | None:
        """Give what was stated, if it was."""

    def sha256(self, blob_id: str) -> str:
        """Give the digest of the bytes."""

    def erase(self, blob_id: str) -> None:
        """Remove bytes and sidecar."""


class Gate(Protocol):
    """The gate of the closing."""

    def passing(self, tender_id: TenderId) -> AbstractContextManager[None]:
        """Pass, for one reception."""

    def wait_until_passed(self, tender_id: TenderId) -> None:
        """Wait for every reception that began before."""
