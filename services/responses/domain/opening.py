"""The opening ceremony (séance d'ouverture des plis): who peels what, in which order, and what came of each file.

CCP R2132-9: nothing is opened before the deadline. Each nested identity is peeled by the custodians of one subset in
the published order; the last one seals it again to the opening worker, which alone ever holds it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, cast

from services.responses.domain.consultation import KnownDeadline
from shared.kernel.ids import FileId, OpeningId, TenderId
from shared.kernel.refusal import refuse
from shared.proof.canonical import Json
from shared.sealing.outcome import Outcome


class OpeningStatus(StrEnum):
    """Where a ceremony stands."""

    IN_PROGRESS = "in_progress"
    INTERRUPTED = "interrupted"
    COMPLETED = "completed"


class OpeningAction(StrEnum):
    """What may happen to a ceremony."""

    COMPLETE = "complete"
    INTERRUPT = "interrupt"


TRANSITIONS: Final[Mapping[tuple[OpeningStatus, OpeningAction], OpeningStatus]] = MappingProxyType(
    {
        (OpeningStatus.IN_PROGRESS, OpeningAction.COMPLETE): OpeningStatus.COMPLETED,
        (OpeningStatus.IN_PROGRESS, OpeningAction.INTERRUPT): OpeningStatus.INTERRUPTED,
    }
)


def next_status(status: OpeningStatus, action: OpeningAction) -> OpeningStatus:
    """Give the status after an action.

    Raises:
        Refused: `RSP-OPENING-OVER` when the ceremony is interrupted or completed.
    """
    following = TRANSITIONS.get((status, action))
    if following is None:
        refuse("RSP-OPENING-OVER", status=status.value)
    return following


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """What came of one file, by which ceremony and when; kept across interrupted ceremonies."""

    file_id: FileId
    opening_id: OpeningId
    outcome: Outcome
    detail: str
    at: datetime
    scan: Mapping[str, Json] | None = None
    parts: Mapping[str, Json] | None = None

    @property
    def is_opened(self) -> bool:
        """Say whether the file gave its content."""
        return self.outcome is Outcome.OPENED

    @property
    def is_infected(self) -> bool:
        """Say whether malware was found in a document of the file (annexe 6 article 2 II 1°)."""
        return self.scan is not None and "infected" in {one["verdict"] for one in cast("Any", self.scan["documents"])}


@dataclass(frozen=True, slots=True)
class Opening:
    """One ceremony: its worker's one-ceremony recipient, and the custodians who have taken part."""

    opening_id: OpeningId
    tender_id: TenderId
    status: OpeningStatus
    node: str
    recipient: str
    started_at: datetime
    started_by: str
    decided: KnownDeadline
    ended_at: datetime | None
