"""The repositories of a contract in force. The contract itself was read first: it says who may see what follows."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, or_, select

from services.tenders.domain.duties import DutyCode, DutyRecord
from services.tenders.domain.errors import Code
from services.tenders.domain.modifications import Modification
from services.tenders.domain.service_orders import ServiceOrder
from services.tenders.domain.subcontracts import Subcontract, SubcontractStatus
from services.tenders.storage.contract_life_tables import duty_record, modification, service_order, subcontract
from services.tenders.storage.parts import advice_from_json, advice_to_json
from services.tenders.storage.tables import contract
from services.tenders.storage.visibility import seen_by, visible
from shared.kernel.ids import ContractId
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse
from shared.kernel.tender_ids import DutyRecordId, ModificationId, SubcontractId
from shared.storage.records import from_json, to_json

# On an accelerated timeline the legal day is not that of the calendar: such contracts are always looked at.
_WAITING: Final = (
    select(subcontract.c.contract_id, subcontract.c.id)
    .join(contract, contract.c.id == subcontract.c.contract_id)
    .where(
        subcontract.c.waits_until.is_not(None),
        or_(subcontract.c.waits_until < bindparam("day"), contract.c.factor > 1),
    )
    .order_by(subcontract.c.waits_until)
    .limit(bindparam("most"))
)
_RECORDS: Final = (
    select(duty_record)
    .where(visible(duty_record), duty_record.c.object_id.in_(bindparam("objects", expanding=True)))
    .order_by(duty_record.c.id)
)


class SqlModifications:
    """Modifications of contracts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_contract(self, contract_id: ContractId) -> Sequence[Modification]:
        """Give the modifications of a contract, in their order."""
        statement = select(modification.c.content).where(modification.c.contract_id == contract_id.value)
        rows = self._connection.execute(statement.order_by(modification.c.number)).scalars()
        return [_modification_from(content) for content in rows]

    def get(self, contract_id: ContractId, modification_id: ModificationId) -> Modification:
        """Read a modification of a locked contract, or refuse ``TND-NOT-FOUND``."""
        found = next((each for each in self.of_contract(contract_id) if each.modification_id == modification_id), None)
        if found is None:
            refuse(Code.NOT_FOUND, object=modification_id)
        return found

    def add(self, new: Modification) -> None:
        """Keep a new modification; its contract is locked, so its number is free."""
        row = {"id": new.modification_id.value, "contract_id": new.contract_id.value, "number": new.number}
        self._connection.execute(modification.insert().values(version=1, content=_modification_json(new), **row))

    def save(self, changed: Modification) -> None:
        """Keep the next version of a modification whose contract is locked."""
        keys = (modification.c.id == changed.modification_id.value, modification.c.version == changed.version - 1)
        statement = (
            modification.update().where(*keys).values(version=changed.version, content=_modification_json(changed))
        )
        if self._connection.execute(statement).rowcount != 1:
            raise RuntimeError(f"modification {changed.modification_id} was saved without its lock")


class SqlServiceOrders:
    """Service orders; they are never changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_contract(self, contract_id: ContractId) -> Sequence[ServiceOrder]:
        """Give the orders of a contract, in their order."""
        statement = select(service_order.c.content).where(service_order.c.contract_id == contract_id.value)
        rows = self._connection.execute(statement.order_by(service_order.c.number)).scalars()
        return [from_json(ServiceOrder, content) for content in rows]

    def next_number(self, contract_id: ContractId) -> int:
        """Give the number of the next order of a locked contract."""
        statement = select(func.count()).where(service_order.c.contract_id == contract_id.value)
        return int(self._connection.execute(statement).scalar_one()) + 1

    def add(self, new: ServiceOrder) -> None:
        """Keep a new order."""
        row = {"id": new.order_id.value, "contract_id": new.contract_id.value, "number": new.number}
        self._connection.execute(service_order.insert().values(content=to_json(new), **row))


class SqlSubcontracts:
    """Declared subcontracts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_contract(self, contract_id: ContractId) -> Sequence[Subcontract]:
        """Give the subcontracts of a contract, in the order of their declaration."""
        statement = select(subcontract.c.content).where(subcontract.c.contract_id == contract_id.value)
        rows = self._connection.execute(statement.order_by(subcontract.c.id)).scalars()
        return [from_json(Subcontract, content) for content in rows]

    def get(self, contract_id: ContractId, subcontract_id: SubcontractId) -> Subcontract:
        """Read a subcontract of a locked contract, or refuse ``TND-NOT-FOUND``."""
        found = next((each for each in self.of_contract(contract_id) if each.subcontract_id == subcontract_id), None)
        if found is None:
            refuse(Code.NOT_FOUND, object=subcontract_id)
        return found

    def silent(self, *, before: date, limit: int) -> Sequence[tuple[ContractId, SubcontractId]]:
        """Give declarations without answer whose last day of silence may be over on a day of the calendar."""
        rows = self._connection.execute(_WAITING, {"day": before, "most": limit})
        return [(ContractId(row.contract_id), SubcontractId(row.id)) for row in rows]

    def add(self, new: Subcontract) -> None:
        """Keep a new declaration."""
        self._connection.execute(subcontract.insert().values(_subcontract_row(new)))

    def save(self, changed: Subcontract) -> None:
        """Keep the next version of a subcontract whose contract is locked."""
        row = _subcontract_row(changed)
        keys = (subcontract.c.id == row.pop("id"), subcontract.c.version == changed.version - 1)
        if self._connection.execute(subcontract.update().where(*keys).values(row)).rowcount != 1:
            raise RuntimeError(f"subcontract {changed.subcontract_id} was saved without its lock")


class SqlDutyRecords:
    """What was done outside the platform, as the organisation of the principal recorded it."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._principal = principal

    def of_objects(self, objects: Collection[str]) -> Sequence[DutyRecord]:
        """Give the records about some objects, the oldest first."""
        keys = {"objects": list(objects), **seen_by(self._principal)}
        return [
            DutyRecord(
                record_id=DutyRecordId(row.id),
                code=DutyCode(row.code),
                object_id=row.object_id,
                done_on=row.done_on,
                reference=row.reference,
            )
            for row in self._connection.execute(_RECORDS, keys)
        ]

    def add(self, record: DutyRecord) -> None:
        """Keep a record, or refuse ``TND-ORGANISATION-MISSING``."""
        if self._principal.organisation is None:
            refuse(Code.ORGANISATION_MISSING)
        row = {
            "id": record.record_id.value,
            "organisation": self._principal.organisation.value,
            "code": record.code.value,
            "object_id": record.object_id,
            "done_on": record.done_on,
            "reference": record.reference,
        }
        self._connection.execute(duty_record.insert().values(row))


def _modification_json(value: Modification) -> dict[str, Any]:
    return {
        "modification": to_json(replace(value, advices=())),
        "advices": [advice_to_json(advice) for advice in value.advices],
    }


def _modification_from(content: dict[str, Any]) -> Modification:
    found = from_json(Modification, content["modification"])
    return replace(found, advices=tuple(advice_from_json(part) for part in content["advices"]))


def _subcontract_row(value: Subcontract) -> dict[str, Any]:
    waits = value.status is SubcontractStatus.DECLARED
    return {
        "id": value.subcontract_id.value,
        "contract_id": value.contract_id.value,
        "version": value.version,
        "waits_until": value.silent_until if waits else None,
        "content": to_json(value),
    }
