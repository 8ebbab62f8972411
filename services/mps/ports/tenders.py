"""The consultations that were heard of."""

from typing import Protocol

from services.mps.domain.tender import KnownTender
from shared.kernel.ids import TenderId


class Tenders(Protocol):
    """The local read model of published consultations."""

    def get(self, tender_id: TenderId) -> KnownTender | None:
        """Read a consultation; None when its publication has not been heard of."""
        ...

    def put(self, tender: KnownTender) -> None:
        """Keep a consultation unless a later version is known."""
        ...
