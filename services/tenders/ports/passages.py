"""What is kept of the answers that people gave to advices."""

from collections.abc import Sequence
from typing import Protocol

from services.tenders.domain.passages import PassageRecord
from shared.kernel.ids import TenderId


class Passages(Protocol):
    """What was acknowledged and passed; written once, never changed."""

    def add(self, record: PassageRecord) -> None:
        """Keep the answers given at an act."""

    def of_tender(self, tender_id: TenderId) -> Sequence[PassageRecord]:
        """Give the answers about a consultation that was already read through ``Tenders``, the oldest first."""
