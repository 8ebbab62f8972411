"""What is kept of other services' facts: custodians and openings, upserted where the stored version is lower."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select, true
from sqlalchemy.dialects.postgresql import insert

from services.tenders.domain.custodians import Custodian
from services.tenders.domain.openings import OpenedResponse, Opening
from services.tenders.storage.parts import response_from_json, response_to_json
from services.tenders.storage.tables import custodian, opening
from services.tenders.storage.visibility import seen_by, visible
from shared.kernel.ids import CustodianId, TenderId
from shared.kernel.principal import Principal
from shared.kernel.siret import Siret


class SqlCustodians:
    """Custodians as one principal sees them."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._seen = seen_by(principal)

    def keep(self, told: Custodian, *, version: int) -> None:
        """Keep what was announced of a custodian, unless something newer is kept already."""
        row = {
            "id": told.custodian_id.value,
            "organisation": told.organisation.value,
            "recipient": told.recipient,
            "version": version,
        }
        _keep_newer(self._connection, custodian, row, key="id")

    def of_organisation(self) -> Sequence[Custodian]:
        """Give every custodian that is registered for the principal's organisation, in order."""
        return self._select(true())

    def registered(self, custodian_ids: Collection[CustodianId]) -> Sequence[Custodian]:
        """Give those of these custodians that are registered for the principal's organisation, in order."""
        values = [custodian_id.value for custodian_id in custodian_ids]
        return self._select(custodian.c.id.in_(values))

    def _select(self, condition: ColumnElement[bool]) -> Sequence[Custodian]:
        statement = select(custodian).where(condition, visible(custodian)).order_by(custodian.c.id)
        rows = self._connection.execute(statement, self._seen).mappings()
        return [Custodian(CustodianId(row["id"]), Siret.parse(row["organisation"]), row["recipient"]) for row in rows]


class SqlOpenings:
    """Openings of consultations."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, told: Opening) -> None:
        """Keep what was announced of an opening, unless something newer is kept already."""
        row = {
            "tender_id": told.tender_id.value,
            "opening_id": told.opening_id.value,
            "version": told.version,
            "responses": [response_to_json(response) for response in told.responses],
        }
        _keep_newer(self._connection, opening, row, key="tender_id")

    def responses(self, tender_id: TenderId) -> Sequence[OpenedResponse]:
        """Give the responses of a consultation that may be evaluated, in the order of their identifiers."""
        statement = select(opening.c.responses).where(opening.c.tender_id == tender_id.value)
        parts: list[dict[str, Any]] = self._connection.execute(statement).scalar_one_or_none() or []
        return sorted((response_from_json(part) for part in parts), key=lambda response: response.response_id)


def _keep_newer(connection: Connection, table: Table, row: dict[str, Any], *, key: str) -> None:
    """Insert a row or replace an older one: repetition, lateness and disorder of events change nothing."""
    statement = insert(table).values(row)
    newer = {name: statement.excluded[name] for name in row if name != key}
    older_is_kept = table.c.version < statement.excluded.version
    connection.execute(statement.on_conflict_do_update(index_elements=[key], set_=newer, where=older_is_kept))
