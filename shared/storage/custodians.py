"""The registered custodians of one organisation."""

from typing import Any

from sqlalchemy import Connection, MetaData, Row, Select, Table, select

from shared.kernel.ids import CustodianId
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse
from shared.registers.custodian import RegisteredCustodian
from shared.storage.described import described
from shared.storage.rows import from_row, to_row


def custodian_table(metadata: MetaData) -> Table:
    """Describe the table of custodians for queries."""
    return described(
        metadata,
        "custodian",
        "custodian_id:uuid* organisation subject label recipient challenge_sha256:bytes requested_at:instant "
        "proved_at:instant",
    )


class SqlCustodians:
    """Custodians of the principal's organisation."""

    def __init__(self, connection: Connection, table: Table, principal: Principal) -> None:
        self._connection = connection
        self._table = table
        self._organisation = str(principal.organisation)

    def add(self, found: RegisteredCustodian) -> None:
        """Keep a registration."""
        self._connection.execute(self._table.insert().values(to_row(found)))

    def lock(self, custodian_id: CustodianId) -> RegisteredCustodian:
        """Read a registration and hold its row, or refuse."""
        return self._one(self._select(custodian_id).with_for_update())

    def get(self, custodian_id: CustodianId) -> RegisteredCustodian:
        """Read a registration, or refuse."""
        return self._one(self._select(custodian_id))

    def save(self, found: RegisteredCustodian) -> None:
        """Keep the proof of possession."""
        where = self._table.c.custodian_id == found.custodian_id.value
        self._connection.execute(self._table.update().where(where).values(proved_at=found.proved_at))

    def _select(self, custodian_id: CustodianId) -> Select[Any]:
        return select(self._table).where(
            self._table.c.custodian_id == custodian_id.value, self._table.c.organisation == self._organisation
        )

    def _one(self, statement: Select[Any]) -> RegisteredCustodian:
        row: Row[Any] | None = self._connection.execute(statement).one_or_none()
        if row is None:
            refuse("RSP-NOT-FOUND")
        return from_row(RegisteredCustodian, row)
