"""The errands asked of the DUME service of the State, as they are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.mps.domain.dume_errands import DumeErrand, DumeErrandKind
from shared.kernel.ids import TenderId
from shared.kernel.siren import Siren


class DumeErrands(Protocol):
    """Errands of the principal's own organisation; all of them for the service itself."""

    def put(self, errand: DumeErrand) -> None:
        """Keep the present state of an errand."""
        ...

    def of(self, tender_id: TenderId) -> Sequence[DumeErrand]:
        """Give the errands of the principal's organisation for a consultation, the oldest first."""
        ...

    def one(self, tender_id: TenderId, kind: DumeErrandKind, siren: Siren) -> DumeErrand | None:
        """Read and lock the errand of one kind of one organisation for a consultation."""
        ...

    def claim(self, *, at: datetime, until: datetime, limit: int) -> Sequence[DumeErrand]:
        """Take what is due; nobody else takes it before an instant."""
        ...

    def still_waits(self, errand: DumeErrand) -> bool:
        """Lock an errand and tell whether it is still the one that was taken."""
        ...

    def dume_of(self, tender_id: TenderId) -> str | None:
        """Give the public identifier of the DUME that the buyer of a consultation has created."""
        ...
