"""What passes between handlers and repositories that the domain does not name."""

from dataclasses import dataclass
from datetime import datetime

from services.responses.domain.acts import LoggedAct
from shared.kernel.ids import FileId
from shared.proof.timestamps import StampedToken


@dataclass(frozen=True, slots=True)
class Transmission:
    """What happened in one exchange of bytes: evidence for the depositor and for the judge (CE 23/09/2021, 449250)."""

    file_id: FileId
    started_at: datetime
    ended_at: datetime
    first_byte: int
    end_byte: int
    outcome: str


@dataclass(frozen=True, slots=True)
class LoggedLeaf:
    """An act with its place in the log, once it has one."""

    act: LoggedAct
    position: int | None


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint that was signed, committed, then shown; its time stamp comes later."""

    size: int
    note: str
    signed_at: datetime
    stamp: StampedToken | None


@dataclass(frozen=True, slots=True)
class PendingLeaf:
    """A leaf that waits for its number."""

    key: int
    leaf: bytes
