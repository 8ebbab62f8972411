"""What is read and kept of a contract in force; the contract was read first, and locked before any change."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol

from services.tenders.domain.duties import DutyRecord
from services.tenders.domain.modifications import Modification
from services.tenders.domain.service_orders import ServiceOrder
from services.tenders.domain.subcontracts import Subcontract
from shared.kernel.ids import ContractId
from shared.kernel.tender_ids import ModificationId, SubcontractId


class Modifications(Protocol):
    """Modifications of contracts."""

    def of_contract(self, contract_id: ContractId) -> Sequence[Modification]:
        """Give the modifications of a contract, in their order."""

    def get(self, contract_id: ContractId, modification_id: ModificationId) -> Modification:
        """Read a modification of a locked contract, or refuse ``TND-NOT-FOUND``."""

    def add(self, modification: Modification) -> None:
        """Keep a new modification."""

    def save(self, modification: Modification) -> None:
        """Keep the next version of a modification."""


class ServiceOrders(Protocol):
    """Service orders."""

    def of_contract(self, contract_id: ContractId) -> Sequence[ServiceOrder]:
        """Give the orders of a contract, in their order."""

    def next_number(self, contract_id: ContractId) -> int:
        """Give the number of the next order of a locked contract."""

    def add(self, order: ServiceOrder) -> None:
        """Keep a new order."""


class Subcontracts(Protocol):
    """Declared subcontracts."""

    def of_contract(self, contract_id: ContractId) -> Sequence[Subcontract]:
        """Give the subcontracts of a contract, in the order of their declaration."""

    def get(self, contract_id: ContractId, subcontract_id: SubcontractId) -> Subcontract:
        """Read a subcontract of a locked contract, or refuse ``TND-NOT-FOUND``."""

    def silent(self, *, before: date, limit: int) -> Sequence[tuple[ContractId, SubcontractId]]:
        """Give declarations without answer whose last day of silence may be over on a day of the calendar."""

    def add(self, subcontract: Subcontract) -> None:
        """Keep a new declaration."""

    def save(self, subcontract: Subcontract) -> None:
        """Keep the next version of a subcontract."""


class DutyRecords(Protocol):
    """What was done outside the platform."""

    def of_objects(self, objects: Collection[str]) -> Sequence[DutyRecord]:
        """Give the records about some objects, the oldest first."""

    def add(self, record: DutyRecord) -> None:
        """Keep a record."""
