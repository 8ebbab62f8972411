"""The lists that the agents of an organisation read of their own work."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from services.tenders.domain.states import TenderStatus
from shared.kernel.ids import TenderId


class OwnLists(Protocol):
    """Lists of the principal's organisation, drafts included."""

    def consultations(
        self, *, statuses: Collection[TenderStatus], after: TenderId | None, limit: int
    ) -> Sequence[Mapping[str, Any]]:
        """Give the main columns of consultations, the latest first; no status asks for every one."""
