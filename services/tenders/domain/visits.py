"""Site visits (visites sur les lieux d'exécution), CCP R2151-3: dates, places taken, attendance.

Where a response can only be made after a visit, the deadline leaves everybody the time to know what there is to know.
Who visits is hidden from other companies; the buyer alone sees it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from services.tenders.domain.errors import Code
from services.tenders.domain.extensions import last_answer_day
from shared.kernel.deadline import Deadline
from shared.kernel.ids import TenderId
from shared.kernel.paris import display_instant, legal_day
from shared.kernel.refusal import Refusal, refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import BookingId, VisitId

VISITS_OF_TENDER: Final = 200
"""How many visits one consultation may plan; published at ``/limits``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit: where, from when to when in legal time, for how many companies (None: as many as come)."""

    visit_id: VisitId
    tender_id: TenderId
    organisation: Siret
    mandatory: bool
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int | None
    cancelled_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.starts_at >= self.ends_at:
            refuse(Code.VISIT_HOURS, starts_at=display_instant(self.starts_at), ends_at=display_instant(self.ends_at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """The place of one company in a visit; ``attended_at`` is when the buyer noted that it came."""

    booking_id: BookingId
    visit_id: VisitId
    siret: Siret
    name: str
    booked_at: datetime
    cancelled_at: datetime | None = None
    attended_at: datetime | None = None


def refuse_visit_after_deadline(visit: Visit, *, deadline: Deadline) -> Refusal | None:
    """A visit that ends after the deadline cannot help anybody to answer (R2151-3)."""
    if visit.ends_at <= deadline.at:
        return None
    facts = {"ends_at": display_instant(visit.ends_at), "deadline": deadline.display()}
    return Refusal(code=Code.VISIT_AFTER_DEADLINE, article="R2151-3", facts=facts)


def leaves_time_for_questions(visits: Iterable[Visit], *, deadline: Deadline, days: int) -> bool:
    """Say whether what a visit teaches can still be asked and answered in time: a visit ends by the last answer day.

    Advice only: the law says that the deadline is sufficient, without a number (R2151-3).
    """
    last = last_answer_day(deadline=deadline, days=days)
    running = [visit for visit in visits if visit.cancelled_at is None]
    return all(legal_day(visit.ends_at) <= last for visit in running)


def book(visit: Visit, *, booking: Booking, taken: Sequence[Booking], legal_now: datetime) -> Booking:
    """Take a place before the visit begins.

    Raises:
        Refused: the visit is cancelled, has begun or is full, or the company has a place already.
    """
    if visit.cancelled_at is not None:
        refuse(Code.VISIT_CANCELLED)
    if legal_now >= visit.starts_at:
        refuse(Code.VISIT_OVER, starts_at=display_instant(visit.starts_at))
    running = [each for each in taken if each.cancelled_at is None]
    if any(each.siret == booking.siret for each in running):
        refuse(Code.BOOKING_EXISTS)
    if visit.capacity is not None and len(running) >= visit.capacity:
        refuse(Code.VISIT_FULL, capacity=visit.capacity)
    return booking


def attend(booking: Booking, *, visit: Visit, now: datetime, legal_now: datetime) -> Booking:
    """Note that a company came, once the visit has begun; noting it again changes nothing.

    Raises:
        Refused: the place was given up, the visit was cancelled or has not begun.
    """
    if booking.cancelled_at is not None or visit.cancelled_at is not None:
        refuse(Code.VISIT_CANCELLED)
    if legal_now < visit.starts_at:
        refuse(Code.VISIT_NOT_BEGUN, starts_at=display_instant(visit.starts_at))
    return booking if booking.attended_at is not None else replace(booking, attended_at=now)


def visit_days(visits: Iterable[Visit]) -> tuple[date, ...]:
    """Give the legal days of the visits that take place, in order."""
    return tuple(sorted({legal_day(visit.starts_at) for visit in visits if visit.cancelled_at is None}))
