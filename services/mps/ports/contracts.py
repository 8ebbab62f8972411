"""The contracts whose contractors' certificates are renewed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.mps.domain.vigilance import WatchedContract
from shared.kernel.ids import ContractId


class WatchedContracts(Protocol):
    """The contracts in force that this service watches, as their buyer may see them."""

    def put(self, contract: WatchedContract) -> None:
        """Keep a contract unless a later version is known."""
        ...

    def save(self, contract: WatchedContract) -> None:
        """Keep the next date of a locked contract."""
        ...

    def get(self, contract_id: ContractId) -> WatchedContract | None:
        """Read a contract; None when it is not watched, or is another buyer's."""
        ...

    def due(self, *, now: datetime, limit: int) -> Sequence[WatchedContract]:
        """Give, locked, the contracts whose renewal is due, the longest waiting first."""
        ...
