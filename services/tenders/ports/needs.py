"""What is read and kept of needs, of their link to consultations and of what was bought of a family."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from services.tenders.domain.needs import Need, NeedContent
from services.tenders.domain.purchases import Purchase
from shared.kernel.ids import TenderId
from shared.kernel.tender_ids import NeedId


@dataclass(frozen=True, slots=True)
class NeedLink:
    """The need of a consultation, at the version that was read when it was joined or, later, published."""

    tender_id: TenderId
    need_id: NeedId
    need_version: int


class Needs(Protocol):
    """The needs of the principal's organisation."""

    def get(self, need_id: NeedId) -> Need:
        """Read a need, or refuse ``TND-NOT-FOUND``."""

    def at_version(self, need_id: NeedId, version: int) -> Need:
        """Read a need as it stood at a version, or refuse ``TND-NOT-FOUND``."""

    def lock(self, need_id: NeedId) -> Need:
        """Read a need and hold its row until the end of the unit of work, or refuse ``TND-NOT-FOUND``."""

    def page(self, *, after: NeedId | None, limit: int) -> Sequence[Need]:
        """Give the needs of the organisation, the latest first, after a need."""

    def add(self, need: Need) -> None:
        """Keep a new need."""

    def save(self, need: Need) -> None:
        """Keep the next version of a need that is locked; the earlier versions stay."""

    def link(self, link: NeedLink) -> None:
        """Join a consultation to its need, in the place of an earlier link."""

    def of_tender(self, tender_id: TenderId) -> NeedLink | None:
        """Give the need of a consultation that was already read through ``Tenders``."""

    def purchases(self, content: NeedContent) -> Sequence[Purchase]:
        """Give what the organisation bought, or launched, of that family in its period, by day."""
