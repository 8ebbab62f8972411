"""What is read and kept of awards."""

from collections.abc import Sequence
from typing import Protocol

from services.tenders.domain.awards import Award
from shared.kernel.ids import TenderId


class Awards(Protocol):
    """The awards of the principal's organisation."""

    def of_tender(self, tender_id: TenderId) -> Sequence[Award]:
        """Give the awards of a consultation that was already read through ``Tenders``."""

    def add(self, award: Award) -> None:
        """Keep a new award."""

    def save(self, award: Award) -> None:
        """Keep the next version of an award, or refuse ``HTTP-VERSION-STALE``."""
