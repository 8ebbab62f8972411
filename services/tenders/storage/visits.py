"""The repository of site visits."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, select
from sqlalchemy.dialects.postgresql import insert

from services.tenders.domain.errors import Code
from services.tenders.domain.visits import Booking, Visit
from services.tenders.storage.visits_tables import site_visit, visit_booking
from shared.kernel.ids import TenderId
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import BookingId, VisitId


class SqlVisits:
    """Visits; who may read their bookings is decided where the consultation is read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_tender(self, tender_id: TenderId) -> Sequence[Visit]:
        """Give the visits of a consultation by their hour."""
        statement = select(site_visit).where(site_visit.c.tender_id == tender_id.value)
        rows = self._connection.execute(statement.order_by(site_visit.c.starts_at, site_visit.c.id)).mappings()
        return [visit_from_row(row) for row in rows]

    def lock(self, tender_id: TenderId, visit_id: VisitId) -> Visit:
        """Read a visit of a consultation and hold it, or refuse ``TND-NOT-FOUND``."""
        same = (site_visit.c.id == visit_id.value) & (site_visit.c.tender_id == tender_id.value)
        row = self._connection.execute(select(site_visit).where(same).with_for_update()).mappings().one_or_none()
        if row is None:
            refuse(Code.NOT_FOUND, object=visit_id)
        return visit_from_row(row)

    def bookings(self, visit_id: VisitId) -> Sequence[Booking]:
        """Give the places of a visit that was already read, in the order of booking."""
        statement = select(visit_booking).where(visit_booking.c.visit_id == visit_id.value)
        rows = self._connection.execute(statement.order_by(visit_booking.c.id)).mappings()
        return [booking_from_row(row) for row in rows]

    def booking(self, visit_id: VisitId, booking_id: BookingId) -> Booking:
        """Read a place of a visit that was already read, or refuse ``TND-NOT-FOUND``."""
        same = (visit_booking.c.id == booking_id.value) & (visit_booking.c.visit_id == visit_id.value)
        row = self._connection.execute(select(visit_booking).where(same)).mappings().one_or_none()
        if row is None:
            refuse(Code.NOT_FOUND, object=booking_id)
        return booking_from_row(row)

    def of_company(self, tender_id: TenderId, siret: Siret) -> Sequence[Booking]:
        """Give the places of one company in the visits of a consultation."""
        statement = (
            select(visit_booking)
            .join(site_visit, site_visit.c.id == visit_booking.c.visit_id)
            .where(site_visit.c.tender_id == tender_id.value, visit_booking.c.siret == siret.value)
            .order_by(visit_booking.c.id)
        )
        return [booking_from_row(row) for row in self._connection.execute(statement).mappings()]

    def save(self, visit: Visit) -> None:
        """Keep a visit, new or changed."""
        self._upsert(site_visit, visit_to_row(visit))

    def save_booking(self, booking: Booking) -> None:
        """Keep a place, new or changed."""
        self._upsert(visit_booking, booking_to_row(booking))

    def _upsert(self, table: Any, row: dict[str, Any]) -> None:  # noqa: ANN401 - one of the two tables above
        changes = {name: value for name, value in row.items() if name != "id"}
        statement = insert(table).values(row).on_conflict_do_update(index_elements=["id"], set_=changes)
        self._connection.execute(statement)


def visit_to_row(visit: Visit) -> dict[str, Any]:
    """Write a visit as its row."""
    return {
        "id": visit.visit_id.value,
        "tender_id": visit.tender_id.value,
        "organisation": visit.organisation.value,
        "mandatory": visit.mandatory,
        "place": visit.place,
        "starts_at": visit.starts_at,
        "ends_at": visit.ends_at,
        "capacity": visit.capacity,
        "cancelled_at": visit.cancelled_at,
    }


def visit_from_row(row: RowMapping) -> Visit:
    """Read a visit from its row."""
    return Visit(
        visit_id=VisitId(row["id"]),
        tender_id=TenderId(row["tender_id"]),
        organisation=Siret.parse(row["organisation"]),
        mandatory=row["mandatory"],
        place=row["place"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        capacity=row["capacity"],
        cancelled_at=row["cancelled_at"],
    )


def booking_to_row(booking: Booking) -> dict[str, Any]:
    """Write a place as its row."""
    return {
        "id": booking.booking_id.value,
        "visit_id": booking.visit_id.value,
        "siret": booking.siret.value,
        "name": booking.name,
        "booked_at": booking.booked_at,
        "cancelled_at": booking.cancelled_at,
        "attended_at": booking.attended_at,
    }


def booking_from_row(row: RowMapping) -> Booking:
    """Read a place from its row."""
    return Booking(
        booking_id=BookingId(row["id"]),
        visit_id=VisitId(row["visit_id"]),
        siret=Siret.parse(row["siret"]),
        name=row["name"],
        booked_at=row["booked_at"],
        cancelled_at=row["cancelled_at"],
        attended_at=row["attended_at"],
    )
