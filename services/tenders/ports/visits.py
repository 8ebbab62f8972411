"""What is read and kept of site visits, and of samples."""

from collections.abc import Sequence
from typing import Protocol

from services.tenders.domain.samples import Sample
from services.tenders.domain.visits import Booking, Visit
from shared.kernel.ids import TenderId
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import BookingId, SampleId, VisitId


class Visits(Protocol):
    """Site visits; the caller has read the consultation first."""

    def of_tender(self, tender_id: TenderId) -> Sequence[Visit]:
        """Give the visits of a consultation by their hour."""

    def lock(self, tender_id: TenderId, visit_id: VisitId) -> Visit:
        """Read a visit of a consultation and hold it, or refuse ``TND-NOT-FOUND``."""

    def bookings(self, visit_id: VisitId) -> Sequence[Booking]:
        """Give the places of a visit that was already read, in the order of booking."""

    def booking(self, visit_id: VisitId, booking_id: BookingId) -> Booking:
        """Read a place of a visit that was already read, or refuse ``TND-NOT-FOUND``."""

    def of_company(self, tender_id: TenderId, siret: Siret) -> Sequence[Booking]:
        """Give the places of one company in the visits of a consultation."""

    def save(self, visit: Visit) -> None:
        """Keep a visit, new or changed."""

    def save_booking(self, booking: Booking) -> None:
        """Keep a place, new or changed."""


class Samples(Protocol):
    """The register of samples of consultations of the principal's organisation."""

    def of_tender(self, tender_id: TenderId) -> Sequence[Sample]:
        """Give the register of a consultation, by number."""

    def lock(self, tender_id: TenderId, sample_id: SampleId) -> Sample:
        """Read a line and hold it, or refuse ``TND-NOT-FOUND``."""

    def add(self, sample: Sample) -> None:
        """Keep a new line; its consultation is locked, so its number is free."""

    def save(self, sample: Sample) -> None:
        """Keep the next version of a line that is held."""
