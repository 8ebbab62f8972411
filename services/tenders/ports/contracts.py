"""What is read and kept of contracts, and the channel through which they are transmitted."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from services.tenders.domain.contracts import Contract
from services.tenders.domain.legality import Acknowledgement
from shared.kernel.ids import AwardId, ContractId, TenderId


class Contracts(Protocol):
    """The contracts of the principal's organisation."""

    def get(self, contract_id: ContractId) -> Contract:
        """Read a contract, or refuse ``TND-NOT-FOUND``."""

    def lock(self, contract_id: ContractId) -> Contract:
        """Read a contract and hold its row until the end of the unit of work, or refuse ``TND-NOT-FOUND``."""

    def lock_held(self, contract_id: ContractId) -> Contract:
        """Read and hold a contract whose contractor is the principal's company, or refuse ``TND-NOT-FOUND``."""

    def of_award(self, award_id: AwardId) -> Contract | None:
        """Give the contract of an award, if it is signed."""

    def of_tender(self, tender_id: TenderId) -> Sequence[Contract]:
        """Give the contracts of a consultation, in the order of their signature, cancelled ones too."""

    def page(self, *, after: ContractId | None, limit: int) -> Sequence[Contract]:
        """Give the contracts of the organisation, the latest first, after a contract."""

    def known_blobs(self, blob_ids: Collection[str]) -> Collection[str]:
        """Give those of these blobs that a signed document names."""

    def add(self, contract: Contract) -> None:
        """Keep a new contract, or refuse ``TND-CONTRACT-REFERENCE`` when the organisation has one of that number."""

    def save(self, contract: Contract) -> None:
        """Keep the next version of a contract that is locked."""

    def awaiting_acknowledgement(self, *, limit: int) -> Sequence[Contract]:
        """Give contracts handed to the transmission channel and not acknowledged yet."""


class LegalityControl(Protocol):
    """The channel to the representative of the State (contrôle de légalité, @CTES)."""

    def transmit(self, contract: Contract, *, at: datetime) -> Acknowledgement:
        """Transmit a contract and give its acknowledgement; may take long, so no transaction is open meanwhile.

        Transmitting the same contract again gives the same acknowledgement.
        """
