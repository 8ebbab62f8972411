"""What anybody may read."""

from collections.abc import Mapping
from typing import Any, Protocol

from shared.kernel.ids import TenderId


class ConsultationViews(Protocol):
    """What anybody may read of published consultations, straight from the columns."""

    def consultation(self, tender_id: TenderId) -> Mapping[str, Any] | None:
        """Give the public state of a consultation; None when nothing of that identifier is published."""
