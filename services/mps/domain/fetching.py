"""One task of fetching: a source to ask for one candidacy; each source has its own lane, where urgency decides.

Urgency is the deadline of the consultation, so that near deadlines pass before far ones; no task waits longer than
its patience behind others, so that a far deadline is never starved.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.mps.domain.gates import Quota
from services.mps.domain.sources import Moment, Source
from shared.kernel.ids import CandidacyId

_PATIENCE: Final = {
    Moment.FORM: timedelta(hours=4),
    Moment.EXAMINATION: timedelta(hours=24),
    Moment.AWARD: timedelta(hours=4),
    Moment.EXECUTION: timedelta(days=3),
}
LEASE: Final = timedelta(seconds=90)  # longer than a call and two tries of its document; then another worker takes over
TYPICAL_CALL: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class FetchTask:
    """A source to ask; it stays in its lane until the answer is kept, so that nothing that dies loses it.

    ``traceparent`` (W3C Trace Context) ties what follows to the request that asked; the store knows it.
    """

    candidacy_id: CandidacyId
    source: Source
    attempt: int
    queued_at: datetime
    wanted_by: datetime
    due_at: datetime
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """What may leave now under one quota: so many tasks of each source at most, ``limit`` of them in all."""

    rooms: Mapping[Source, int]
    limit: int


def wanted_by(moment: Moment, *, deadline: datetime, at: datetime) -> datetime:
    """Give the instant by which an answer is wanted: the deadline while it is ahead, never later than the patience."""
    latest = at + _PATIENCE[moment]
    return min(deadline, latest) if moment is Moment.FORM and deadline > at else latest


def expected_at(*, ahead: int, quota: Quota, due_at: datetime, opens_at: datetime | None, now: datetime) -> datetime:
    """Estimate when a task will have been answered.

    ``ahead`` tasks of the same quota pass first, ``opens_at`` is the end of a pause of its group. An estimate, not a
    promise: a provider may be slow or fall silent.
    """
    starts = max(now, due_at, opens_at or now)
    return starts + timedelta(seconds=quota.period * (ahead // quota.limit)) + TYPICAL_CALL
