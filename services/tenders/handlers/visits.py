"""Planning visits, taking places, noting who came (R2151-3)."""

from dataclasses import dataclass, replace
from datetime import datetime

from services.tenders.domain import visits as rules
from services.tenders.domain.errors import Code, refuse_if
from services.tenders.domain.messages import MessageKind
from services.tenders.domain.model import Tender
from services.tenders.domain.states import TenderStatus
from services.tenders.domain.visit_papers import certificate_of_visit
from services.tenders.domain.visits import VISITS_OF_TENDER, Booking, Visit
from services.tenders.handlers.telling import tell_registered
from services.tenders.ports import UnitOfWork
from shared.kernel.ids import TenderId
from shared.kernel.paris import display_instant
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.refusal import refuse
from shared.kernel.report import Report
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import BookingId, VisitId


@dataclass(frozen=True, slots=True)
class PlanVisit:
    """Command: plan a visit."""

    tender_id: TenderId
    mandatory: bool
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int | None


@dataclass(frozen=True, slots=True)
class PlaceOf:
    """The place of a company in a visit of a consultation."""

    tender_id: TenderId
    visit_id: VisitId
    booking_id: BookingId


def plan_visit(command: PlanVisit, *, uow: UnitOfWork) -> Visit:
    """Plan a visit; once published, everybody who is registered is told.

    Raises:
        Refused: its hours make no sense, it ends after the deadline, or there are too many.
    """
    uow.scope.principal.require(Right.DRAFT)
    tender = _still_open(uow.tenders.lock(command.tender_id))
    if len(uow.visits.of_tender(tender.tender_id)) >= VISITS_OF_TENDER:
        refuse(Code.VISITS_TOO_MANY, limit=VISITS_OF_TENDER)
    visit = Visit(
        visit_id=uow.ids.new(VisitId),
        tender_id=tender.tender_id,
        organisation=tender.buyer.siret,
        mandatory=command.mandatory,
        place=command.place,
        starts_at=command.starts_at,
        ends_at=command.ends_at,
        capacity=command.capacity,
    )
    refuse_if(rules.refuse_visit_after_deadline(visit, deadline=tender.current_stage.deadline))
    legal_now = tender.timeline.legal_at(uow.clock.now())
    if visit.starts_at <= legal_now:
        refuse(Code.VISIT_OVER, starts_at=display_instant(visit.starts_at))
    uow.visits.save(visit)
    uow.record("visit_planned", str(visit.visit_id), {"tender": str(tender.tender_id)})
    _tell(tender, visit, "Une visite est prévue", uow=uow)
    return visit


def cancel_visit(tender_id: TenderId, visit_id: VisitId, *, uow: UnitOfWork) -> Visit:
    """Cancel a visit; everybody who is registered is told.

    Raises:
        Refused: it is unknown or cancelled already.
    """
    uow.scope.principal.require(Right.DRAFT)
    tender = uow.tenders.get(tender_id)
    visit = uow.visits.lock(tender_id, visit_id)
    if visit.cancelled_at is not None:
        refuse(Code.VISIT_CANCELLED)
    cancelled = replace(visit, cancelled_at=uow.clock.now())
    uow.visits.save(cancelled)
    uow.record("visit_cancelled", str(visit_id), {"tender": str(tender_id)})
    _tell(tender, visit, "Une visite est annulée", uow=uow)
    return cancelled


def book_visit(tender_id: TenderId, visit_id: VisitId, *, name: str, uow: UnitOfWork) -> Booking:
    """Take a place for the principal's company; the visit's row is held, so the last place is given once.

    Raises:
        Refused: the visit is over, full or cancelled, or the company has a place already.
    """
    tender = uow.tenders.published(tender_id)
    visit = uow.visits.lock(tender_id, visit_id)
    now = uow.clock.now()
    booking = Booking(
        booking_id=uow.ids.new(BookingId), visit_id=visit_id, siret=_company(uow=uow), name=name, booked_at=now
    )
    taken = uow.visits.bookings(visit_id)
    booked = rules.book(visit, booking=booking, taken=taken, legal_now=tender.timeline.legal_at(now))
    uow.visits.save_booking(booked)
    uow.record("visit_booked", str(booked.booking_id), {"visit": str(visit_id)})
    return booked


def cancel_booking(place: PlaceOf, *, uow: UnitOfWork) -> Booking:
    """Give up the place of the principal's company.

    Raises:
        Refused: it is somebody else's, or the company has been marked as present.
    """
    uow.tenders.published(place.tender_id)
    uow.visits.lock(place.tender_id, place.visit_id)
    booking = uow.visits.booking(place.visit_id, place.booking_id)
    if booking.siret != _company(uow=uow):
        refuse(Code.NOT_FOUND, object=place.booking_id)
    if booking.attended_at is not None or booking.cancelled_at is not None:
        refuse(Code.ACTION_IMPOSSIBLE, status="attended" if booking.attended_at else "cancelled", action="cancel")
    cancelled = replace(booking, cancelled_at=uow.clock.now())
    uow.visits.save_booking(cancelled)
    uow.record("visit_booking_cancelled", str(place.booking_id), {"visit": str(place.visit_id)})
    return cancelled


def note_attendance(place: PlaceOf, *, uow: UnitOfWork) -> Booking:
    """Note that a company came to the visit.

    Raises:
        Refused: the place or the visit was cancelled, or the visit has not begun.
    """
    uow.scope.principal.require(Right.DRAFT)
    tender = uow.tenders.get(place.tender_id)
    visit = uow.visits.lock(place.tender_id, place.visit_id)
    booking = uow.visits.booking(place.visit_id, place.booking_id)
    now = uow.clock.now()
    attended = rules.attend(booking, visit=visit, now=now, legal_now=tender.timeline.legal_at(now))
    uow.visits.save_booking(attended)
    uow.record("visit_attended", str(place.booking_id), {"visit": str(place.visit_id)})
    return attended


def visit_certificate(place: PlaceOf, *, uow: UnitOfWork) -> Report:
    """Give the certificate of a visit, to the buyer or to the company itself.

    Raises:
        Refused: it is somebody else's, or the company was not marked as present.
    """
    own = uow.scope.principal.kind is PrincipalKind.AGENT and uow.tenders.is_own(place.tender_id)
    tender = uow.tenders.get(place.tender_id) if own else uow.tenders.published(place.tender_id)
    visit = uow.visits.lock(place.tender_id, place.visit_id)
    booking = uow.visits.booking(place.visit_id, place.booking_id)
    if not own and booking.siret != _company(uow=uow):
        refuse(Code.NOT_FOUND, object=place.booking_id)
    if booking.attended_at is None:
        refuse(Code.VISIT_NOT_BEGUN, starts_at=display_instant(visit.starts_at))
    return certificate_of_visit(tender, visit, booking)


def _company(*, uow: UnitOfWork) -> Siret:
    principal = uow.scope.principal
    if principal.kind is not PrincipalKind.ECONOMIC_OPERATOR or principal.organisation is None:
        refuse(Code.ORGANISATION_MISSING)
    return principal.organisation


def _still_open(tender: Tender) -> Tender:
    if tender.status not in {TenderStatus.DRAFT, TenderStatus.PUBLISHED}:
        refuse(Code.ACTION_IMPOSSIBLE, status=tender.status, action="plan_visit")
    return tender


def _tell(tender: Tender, visit: Visit, what: str, *, uow: UnitOfWork) -> None:
    if tender.publication is None:
        return
    body = f"{what} : {visit.place}, le {display_instant(visit.starts_at)}."
    subject = f"Visite : {tender.content.title}"
    tell_registered(tender, kind=MessageKind.CHANGE, subject=subject, body=body, uow=uow)
