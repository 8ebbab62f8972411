"""The notified contracts, a read model."""

from typing import Protocol

from services.invoicing.domain.parties import Contract
from shared.kernel.ids import ContractId
from shared.kernel.siren import Siren
from shared.kernel.siret import Siret


class Contracts(Protocol):
    """The notified contracts, as the tenders service announced them."""

    def keep(self, contract: Contract) -> None:
        """Keep what was announced, unless something newer is kept already."""

    def get(self, contract_id: ContractId) -> Contract:
        """Read a contract of the principal's organisation, or refuse ``INV-NOT-FOUND``."""

    def visible(self, *, after: ContractId | None, limit: int) -> tuple[Contract, ...]:
        """List the contracts that the principal sees, page by page."""

    def between(self, buyer: Siret, seller: Siret, *, reference: str | None) -> Contract | None:
        """Find the contract of that reference between two organisations, else their latest."""

    def of_reference(self, buyer: Siret, reference: str) -> Contract | None:
        """Find the contract of that reference of a buyer, whoever holds it."""

    def buyer_of(self, siren: Siren, *, seller: Siret) -> Siret | None:
        """Find the one buyer establishment of a SIREN that has a contract with this seller; None if not exactly one."""

    def knows_buyer(self, buyer: Siret) -> bool:
        """Say whether a buyer has any contract here: invoices can be attributed to it."""
