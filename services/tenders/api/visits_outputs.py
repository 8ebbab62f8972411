"""What callers receive about visits and samples."""

from datetime import datetime

from pydantic import BaseModel, Field

from services.tenders.domain.samples import Sample
from services.tenders.domain.visits import Booking, Visit


class VisitOut(BaseModel):
    """One visit, as anybody reads it; how many places are left is nobody's business before it takes place."""

    visit_id: str
    mandatory: bool
    place: str
    starts_at: datetime
    ends_at: datetime
    cancelled_at: datetime | None

    @classmethod
    def of(cls, visit: Visit) -> "VisitOut":
        """Write a visit."""
        return cls(
            visit_id=str(visit.visit_id),
            mandatory=visit.mandatory,
            place=visit.place,
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            cancelled_at=visit.cancelled_at,
        )


class VisitsOut(BaseModel):
    """The visits of a consultation by their hour."""

    items: list[VisitOut]
    leaves_time_for_questions: bool | None = Field(
        description="Faux : après une des visites, une question ne pourrait plus recevoir sa réponse à temps (R2151-3)."
    )


class BookingOut(BaseModel):
    """One place, as the buyer and its own company read it."""

    booking_id: str
    visit_id: str
    siret: str
    name: str
    booked_at: datetime
    cancelled_at: datetime | None
    attended_at: datetime | None

    @classmethod
    def of(cls, booking: Booking) -> "BookingOut":
        """Write a place."""
        return cls(
            booking_id=str(booking.booking_id),
            visit_id=str(booking.visit_id),
            siret=booking.siret.value,
            name=booking.name,
            booked_at=booking.booked_at,
            cancelled_at=booking.cancelled_at,
            attended_at=booking.attended_at,
        )


class BookingsOut(BaseModel):
    """Places, in the order in which they were taken."""

    items: list[BookingOut]


class SampleOut(BaseModel):
    """One line of the register of samples, as the buyer reads it."""

    sample_id: str
    version: int
    status: str
    number: int
    siret: str
    name: str
    medium: str
    description: str
    lot_number: int | None
    place: str
    received_at: datetime
    late: bool
    settled_at: datetime | None
    note: str | None

    @classmethod
    def of(cls, sample: Sample) -> "SampleOut":
        """Write a line."""
        return cls(
            sample_id=str(sample.sample_id),
            version=sample.version,
            status=sample.status.value,
            number=sample.number,
            siret=sample.siret.value,
            name=sample.name,
            medium=sample.medium.value,
            description=sample.description,
            lot_number=sample.lot_number,
            place=sample.place,
            received_at=sample.received_at,
            late=sample.late,
            settled_at=sample.settled_at,
            note=sample.note,
        )


class SamplesOut(BaseModel):
    """The register, by number."""

    items: list[SampleOut]
