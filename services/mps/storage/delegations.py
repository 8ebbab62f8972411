"""The powers to commit companies in PostgreSQL: a company sees its own."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    Table,
    Text,
    Uuid,
    false,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.sql import ColumnElement

from services.mps.domain.representation import Delegation, DelegationId
from services.mps.storage.candidacies import Row
from services.mps.storage.tables import METADATA
from shared.kernel.principal import Principal, PrincipalKind
from shared.kernel.siren import Siren
from shared.registers.power import AccountId

table: Final = Table(
    "delegation",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("siren", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("holder_name", Text, nullable=False),
    Column("given_by", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
)


shown: Final = Table(
    "shown_representation",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("siren", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("is_named", Boolean, nullable=False),
    Column("shown_on", Date, nullable=False),
)


class SqlDelegations:
    """The delegations of the principal's own company."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._visible = _visible_to(principal)

    def add(self, delegation: Delegation) -> None:
        """Keep a delegation."""
        self._connection.execute(insert(table).values(_to_row(delegation)))

    def save(self, delegation: Delegation) -> None:
        """Keep the present state of a delegation."""
        here = table.c.id == delegation.delegation_id.value
        self._connection.execute(update(table).where(here).values(_to_row(delegation)))

    def get(self, delegation_id: DelegationId) -> Delegation | None:
        """Read and lock a delegation."""
        query = select(table).where(table.c.id == delegation_id.value, self._visible).with_for_update()
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else _from_row(row)

    def all(self) -> Sequence[Delegation]:
        """Give the delegations of the company, the latest first."""
        query = select(table).where(self._visible).order_by(table.c.id.desc())
        return [_from_row(row) for row in self._connection.execute(query).mappings()]

    def show(self, account: AccountId, *, siren: Siren, is_named: bool, on: date) -> int:
        """Keep what the registers say of an account and give the version of it."""
        row = {"id": account.value, "siren": str(siren), "version": 1, "is_named": is_named, "shown_on": on}
        fresh = {"version": shown.c.version + 1, "is_named": is_named, "shown_on": on}
        statement = upsert(shown).values(row).on_conflict_do_update(index_elements=["id"], set_=fresh)
        return int(self._connection.execute(statement.returning(shown.c.version)).scalar_one())


def _visible_to(principal: Principal) -> ColumnElement[bool]:
    if principal.kind is PrincipalKind.ECONOMIC_OPERATOR and principal.organisation is not None:
        return table.c.siren == str(principal.organisation.siren)
    return false()


def _to_row(delegation: Delegation) -> dict[str, Any]:
    return {
        "id": delegation.delegation_id.value,
        "siren": str(delegation.siren),
        "holder": delegation.holder,
        "holder_name": delegation.holder_name,
        "given_by": delegation.given_by,
        "scope": delegation.scope,
        "first_day": delegation.first_day,
        "last_day": delegation.last_day,
        "recorded_at": delegation.recorded_at,
        "version": delegation.version,
        "revoked_at": delegation.revoked_at,
    }


def _from_row(row: Row) -> Delegation:
    return Delegation(
        delegation_id=DelegationId(row["id"]),
        siren=Siren(row["siren"]),
        holder=row["holder"],
        holder_name=row["holder_name"],
        given_by=row["given_by"],
        scope=row["scope"],
        first_day=row["first_day"],
        last_day=row["last_day"],
        recorded_at=row["recorded_at"],
        version=row["version"],
        revoked_at=row["revoked_at"],
    )
