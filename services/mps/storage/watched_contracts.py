"""The watched contracts in PostgreSQL; a buyer sees its own."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Select, false, select, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql import ColumnElement

from services.mps.domain.vigilance import WatchedContract
from services.mps.storage.candidacies import Row
from services.mps.storage.fetching_tables import watched_contract as table
from shared.kernel.ids import ContractId, TenderId
from shared.kernel.money import Money
from shared.kernel.principal import Principal, PrincipalKind
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline


class SqlWatchedContracts:
    """The contracts that a principal may see."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._visible = _visible_to(principal)

    def put(self, contract: WatchedContract) -> None:
        """Keep a contract only where the stored version is lower; what was counted since stays."""
        statement = insert(table).values(to_row(contract))
        kept = {"next_due_on", "due_at"} if contract.ended_on is None else set[str]()
        fresh = {name: value for name, value in to_row(contract).items() if name not in kept}
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[table.c.contract_id], set_=fresh, where=table.c.version < statement.excluded.version
            )
        )

    def save(self, contract: WatchedContract) -> None:
        """Keep the next date of a locked contract."""
        here = table.c.contract_id == contract.contract_id.value
        self._connection.execute(update(table).where(here).values(to_row(contract)))

    def get(self, contract_id: ContractId) -> WatchedContract | None:
        """Read a contract; None when it is not watched, or is another buyer's."""
        query = select(table).where(table.c.contract_id == contract_id.value, self._visible)
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else from_row(row)

    def due(self, *, now: datetime, limit: int) -> Sequence[WatchedContract]:
        """Give, locked, the contracts whose renewal is due, the longest waiting first."""
        query: Select[Any] = select(table).where(table.c.due_at <= now).order_by(table.c.due_at).limit(limit)
        rows = self._connection.execute(query.with_for_update(skip_locked=True)).mappings()
        return [from_row(row) for row in rows]


def to_row(contract: WatchedContract) -> dict[str, Any]:
    """Write a contract as its row."""
    return {
        "contract_id": contract.contract_id.value,
        "version": contract.version,
        "tender_id": contract.tender_id.value,
        "buyer_siret": str(contract.buyer),
        "contractor_siret": str(contract.contractor),
        "amount": contract.amount_excl_vat.amount,
        "currency": contract.amount_excl_vat.currency,
        "notified_on": contract.notified_on,
        "started_at": contract.timeline.started_at,
        "legal_start": contract.timeline.legal_start,
        "factor": contract.timeline.factor,
        "next_due_on": contract.next_due_on,
        "due_at": contract.due_at,
        "ended_on": contract.ended_on,
    }


def from_row(row: Row) -> WatchedContract:
    """Read a contract from its row."""
    return WatchedContract(
        contract_id=ContractId(row["contract_id"]),
        version=row["version"],
        tender_id=TenderId(row["tender_id"]),
        buyer=Siret(row["buyer_siret"]),
        contractor=Siret(row["contractor_siret"]),
        amount_excl_vat=Money(Decimal(row["amount"]), row["currency"]),
        notified_on=row["notified_on"],
        timeline=Timeline(row["started_at"], row["legal_start"], row["factor"]),
        next_due_on=row["next_due_on"],
        ended_on=row["ended_on"],
    )


def _visible_to(principal: Principal) -> ColumnElement[bool]:
    if principal.kind is PrincipalKind.SYSTEM:
        return true()
    if principal.kind is PrincipalKind.AGENT and principal.organisation is not None:
        return table.c.buyer_siret == str(principal.organisation)
    return false()
