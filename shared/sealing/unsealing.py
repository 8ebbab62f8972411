"""What is asked of an opening worker for one file, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from shared.kernel.ids import FileId, OpeningId
from shared.proof.canonical import Json
from shared.sealing.manifest import SealedFor
from shared.sealing.outcome import Outcome


class WorkerGone(RuntimeError):
    """The worker of a ceremony is not there (any more): its identity is lost, the ceremony is interrupted."""


@dataclass(frozen=True, slots=True)
class Unsealing:
    """What the worker needs to open one file, except where its bytes lie.

    ``proof`` is the proof that the deposit's act is in the log: from there the worker takes the digest that it expects.
    """

    file_id: FileId
    blob_id: str
    sealed_for: SealedFor
    proof: Mapping[str, Json]
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class Unsealed:
    """The worker's verdict on one file, where its content rests once opened, what a scan found, what it says."""

    file_id: FileId
    outcome: Outcome
    detail: str
    blob_id: str | None
    scan: Mapping[str, Json] | None = None
    parts: Mapping[str, Json] | None = None


class Workers(Protocol):
    """The opening workers of this process."""

    def start(self, opening_id: OpeningId) -> str:
        """Start a worker and give its one-ceremony recipient; ``WorkerGone`` when it cannot."""

    def is_alive(self, opening_id: OpeningId) -> bool:
        """Say whether the worker of a ceremony runs in this process's care."""

    def unseal(self, opening_id: OpeningId, unsealing: Unsealing) -> Unsealed:
        """Have a file opened; ``WorkerGone`` when nobody is there to do it."""

    def stop(self, opening_id: OpeningId) -> None:
        """End a worker, and its identity with it."""


class Leads(Protocol):
    """Which process leads which ceremony."""

    def take(self, opening_id: OpeningId) -> None:
        """Lead a ceremony, until it is left or this process ends."""

    def is_taken(self, opening_id: OpeningId) -> bool:
        """Say whether another living process leads a ceremony."""

    def leave(self, opening_id: OpeningId) -> None:
        """Lead a ceremony no more."""
