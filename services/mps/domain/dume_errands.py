"""What the DUME service of the State is asked to do for a buyer or a company, and where it stands.

The service may be slow or away: an errand waits in a lane of its own and is tried again; nothing else waits for it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

from services.mps.domain.answers import Silence
from services.mps.domain.retry import next_try_at
from shared.kernel.ids import CandidacyId, Id, TenderId
from shared.kernel.refusal import Refusal, refuse
from shared.kernel.siret import Siret

_TRANSIENT: Final = frozenset({"DUME-UNREACHABLE", "DUME-UNREADABLE", "DUME-BUSY"})


class DumeErrandId(Id):
    """One errand."""

    __slots__ = ()


class DumeErrandKind(StrEnum):
    """What is asked of the service."""

    REQUEST = "request"  # the buyer creates the DUME of its consultation
    RESPONSE = "response"  # the company has its own made from the buyer's and filled with its data
    ESSENTIAL_DATA = "essential_data"  # the buyer has its essential data published


class DumeErrandStatus(StrEnum):
    """Where an errand stands."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"  # the service said no, in its own words
    GIVEN_UP = "given_up"  # it could not be reached after the last try


@dataclass(frozen=True, slots=True)
class DumeErrand:
    """One errand for one organisation; ``content`` is what is sent or what came back, as text."""

    errand_id: DumeErrandId
    kind: DumeErrandKind
    tender_id: TenderId
    organisation: Siret
    requester: str
    asked_at: datetime
    status: DumeErrandStatus = DumeErrandStatus.WAITING
    tries: int = 0
    next_try_at: datetime | None = None
    candidacy_id: CandidacyId | None = None
    dume_id: str | None = None
    content: str | None = None
    detail: str | None = None
    answered_at: datetime | None = None

    def asked_again(self, *, at: datetime) -> Self:
        """Ask once more what was refused or given up.

        Raises:
            Refused: ``DUME-ALREADY-ASKED`` while it waits, or when it is done.
        """
        if self.status in {DumeErrandStatus.WAITING, DumeErrandStatus.DONE}:
            refuse("DUME-ALREADY-ASKED", status=self.status.value)
        return replace(self, status=DumeErrandStatus.WAITING, tries=0, next_try_at=at, detail=None, asked_at=at)

    def done(self, *, at: datetime, dume_id: str | None = None, content: str | None = None) -> Self:
        """Keep what the service gave."""
        return replace(
            self,
            status=DumeErrandStatus.DONE,
            tries=self.tries + 1,
            next_try_at=None,
            dume_id=dume_id or self.dume_id,
            content=content,
            detail=None,
            answered_at=at,
        )

    def failed(self, refusal: Refusal, *, at: datetime) -> Self:
        """Keep why it failed; what may be passing is tried again, what the service refused is not."""
        tries = self.tries + 1
        detail = " ".join([refusal.code, *(value for value in refusal.facts.values() if value)])
        later = None
        if refusal.code in _TRANSIENT:
            later = next_try_at(now=at, attempt=tries, announced=None, silence=Silence.OUT_OF_ORDER)
        ended = DumeErrandStatus.GIVEN_UP if refusal.code in _TRANSIENT else DumeErrandStatus.REFUSED
        status = ended if later is None else DumeErrandStatus.WAITING
        return replace(self, status=status, tries=tries, next_try_at=later, detail=detail, answered_at=at)
