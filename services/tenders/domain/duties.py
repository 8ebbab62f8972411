"""What remains to be done, and until when (échéancier): every duty of a consultation and of its contracts.

A duty names its article, its last legal day where the text gives one, and the day on which it was done. Those done
outside the platform (notices, open data) are recorded by hand. Nothing here stops anybody: it shows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from shared.kernel.tender_ids import DutyRecordId


class DutyCode(StrEnum):
    """Stable names of duties."""

    QUESTION_ANSWER = "question_answer"
    REJECTION_LETTERS = "rejection_letters"
    REASONS = "reasons"
    TRANSMISSION = "transmission"
    NOTIFICATION = "notification"
    AWARD_NOTICE = "award_notice"
    PRESENTATION_REPORT = "presentation_report"
    ESSENTIAL_DATA = "essential_data"
    SUBCONTRACT_ANSWER = "subcontract_answer"
    MODIFICATION_TRANSMISSION = "modification_transmission"
    MODIFICATION_NOTIFICATION = "modification_notification"
    MODIFICATION_DATA = "modification_data"
    MODIFICATION_NOTICE = "modification_notice"
    KEEP_BIDS = "keep_bids"
    KEEP_CONTRACT = "keep_contract"


# What leaves by other channels than the platform: somebody says when it was done.
RECORDED_BY_HAND = frozenset(
    {
        DutyCode.AWARD_NOTICE,
        DutyCode.PRESENTATION_REPORT,
        DutyCode.ESSENTIAL_DATA,
        DutyCode.MODIFICATION_DATA,
        DutyCode.MODIFICATION_NOTICE,
    }
)


class DutyStatus(StrEnum):
    """Where a duty stands on a day."""

    DUE = "due"
    LATE = "late"
    DONE = "done"
    DONE_LATE = "done_late"
    RUNNING = "running"  # something to be kept until a day
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One duty about one object (a contract, a letter, a question…).

    ``due_on`` is the last day in time, None where the text says « sans délai » or nothing; ``keeps`` tells that the
    day ends a time of keeping rather than a task.
    """

    code: DutyCode
    object_id: str
    article: str
    what: str
    due_on: date | None
    confidence: str
    done_on: date | None = None
    reference: str | None = None
    keeps: bool = False

    def status(self, today: date) -> DutyStatus:
        """Say where the duty stands."""
        if self.keeps:
            return DutyStatus.OVER if self.due_on is not None and today > self.due_on else DutyStatus.RUNNING
        if self.done_on is not None:
            late = self.due_on is not None and self.done_on > self.due_on
            return DutyStatus.DONE_LATE if late else DutyStatus.DONE
        return DutyStatus.LATE if self.due_on is not None and today > self.due_on else DutyStatus.DUE


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRecord:
    """What an agent says was done outside the platform: when, and under which reference."""

    record_id: DutyRecordId
    code: DutyCode
    object_id: str
    done_on: date
    reference: str


def with_records(duties: Iterable[Duty], records: Sequence[DutyRecord]) -> Iterator[Duty]:
    """Mark the duties that were recorded as done; the first record holds."""
    done = {(record.code, record.object_id): record for record in reversed(records)}
    for duty in duties:
        record = done.get((duty.code, duty.object_id))
        yield duty if record is None else replace(duty, done_on=record.done_on, reference=record.reference)


def in_order(duties: Iterable[Duty], *, today: date) -> tuple[Duty, ...]:
    """Give what is late first, then what is due, the nearest first, then the rest."""
    order = list(DutyStatus)
    ranks = {DutyStatus.LATE: -2, DutyStatus.DUE: -1}

    def place(duty: Duty) -> tuple[int, date, str, str]:
        status = duty.status(today)
        return ranks.get(status, order.index(status)), duty.due_on or date.max, duty.code.value, duty.object_id

    return tuple(sorted(duties, key=place))
