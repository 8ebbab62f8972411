"""The accepted subcontractors, a read model."""

from collections.abc import Sequence
from typing import Protocol

from services.invoicing.domain.subcontract import Subcontract
from shared.kernel.ids import ContractId
from shared.kernel.siren import Siren


class Subcontracts(Protocol):
    """The accepted subcontractors, as the tenders service announced them."""

    def keep(self, subcontract: Subcontract) -> None:
        """Keep what was announced, unless something newer is kept already."""

    def of(self, contract_id: ContractId, subcontractor: Siren) -> Sequence[Subcontract]:
        """Give what a company was accepted for on a contract, the earliest first."""
