"""What is kept of the versions of a consultation's content."""

from collections.abc import Sequence
from typing import Protocol

from services.tenders.domain.model import TenderContent
from services.tenders.domain.versions import ContentVersion
from shared.kernel.ids import TenderId


class Versions(Protocol):
    """The versions of contents; the caller has read the consultation first."""

    def seen_at(self, tender_id: TenderId, version: int) -> TenderContent | None:
        """Give the content that held at a version of the consultation; None when it was not kept."""

    def published(self, tender_id: TenderId, *, after: int, limit: int) -> Sequence[ContentVersion]:
        """Give published versions after a number, the oldest first."""
