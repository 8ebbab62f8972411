"""What anybody may read."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from shared.kernel.ids import TenderId


class ConsultationViews(Protocol):
    """What anybody may read of published consultations, straight from the columns."""

    def consultation(self, tender_id: TenderId) -> Mapping[str, Any] | None:
        """Give the public state of a consultation; None when nothing of that identifier is published."""

    def search(self, text: str | None, *, after: str | None, limit: int) -> Sequence[Mapping[str, Any]]:
        """Give published consultations, the latest first, that hold every word of the text; ``after`` is a key."""

    def key_of(self, view: Mapping[str, Any]) -> str:
        """Give the key after which a list continues."""
