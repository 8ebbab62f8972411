"""What is read and kept of the changes of published consultations."""

from collections.abc import Sequence
from typing import Protocol

from services.tenders.domain.rectifications import Rectification
from shared.kernel.ids import TenderId


class Rectifications(Protocol):
    """The history of changes; the caller has read or locked the consultation first."""

    def of_tender(self, tender_id: TenderId) -> Sequence[Rectification]:
        """Give the changes of a consultation, the oldest first."""

    def add(self, rectification: Rectification) -> None:
        """Keep a change; its consultation is locked, so its number is free."""

    def next_number(self, tender_id: TenderId) -> int:
        """Give the number of the next change of a consultation that is locked."""
