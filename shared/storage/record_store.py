"""Small aggregates kept whole: one table of versioned JSON records, by kind, seen by their organisation alone.

For registers of a few lines a year (envelopes on paper, decisions to destroy), one table replaces a table, two mappings
and a repository each. What is searched for has a column; the rest is the value itself (``records``).
`create_record_table` is called by name and version from the history of the service.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from sqlalchemy import Column as _Column
from sqlalchemy import ColumnElement, Connection, Integer, MetaData, Select, Table, Text, Uuid, select, true
from sqlalchemy.dialects.postgresql import JSONB, insert

from shared.kernel.ids import Id
from shared.kernel.principal import Principal, PrincipalKind
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.storage.records import from_json, to_json
from shared.storage.roles import role_of

if TYPE_CHECKING:
    from alembic.operations import Operations

_CREATE: Final = """
CREATE TABLE record (
    id uuid CONSTRAINT pk_record PRIMARY KEY,
    kind text NOT NULL,
    parent uuid NOT NULL,
    organisation text NOT NULL,
    version integer NOT NULL CONSTRAINT ck_record_version CHECK (version >= 1),
    status text NOT NULL,
    content jsonb NOT NULL
);
CREATE INDEX ix_record_kind_parent ON record (kind, parent);
CREATE INDEX ix_record_kind_organisation ON record (kind, organisation, id);
REVOKE DELETE ON record FROM {role};
"""


class Recorded(Protocol):
    """What is kept: every change makes its next version."""

    @property
    def record_id(self) -> Id:
        """Its identifier."""

    @property
    def parent(self) -> Id:
        """What it belongs to."""

    @property
    def organisation(self) -> Siret | str:
        """Who sees it; another name where the service alone does."""

    @property
    def version(self) -> int:
        """Its version, from 1."""

    @property
    def status(self) -> StrEnum:
        """Where it stands."""


R = TypeVar("R", bound=Recorded)


def create_record_table(operations: "Operations", *, version: int) -> None:
    """Make the table of records in the service's schema."""
    if version != 1:
        raise ValueError(f"there is no version {version} of the table of records")
    connection = operations.get_bind()
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    connection.exec_driver_sql(_CREATE.format(role=role_of(schema)))


def record_table(metadata: MetaData) -> Table:
    """Describe the table of records for queries."""
    return Table(
        "record",
        metadata,
        _Column("id", Uuid, primary_key=True),
        _Column("kind", Text, nullable=False),
        _Column("parent", Uuid, nullable=False),
        _Column("organisation", Text, nullable=False),
        _Column("version", Integer, nullable=False),
        _Column("status", Text, nullable=False),
        _Column("content", JSONB, nullable=False),
    )


class Records(Generic[R]):
    """The records of one kind that a principal sees: its organisation's; all of them for the service itself."""

    def __init__(self, connection: Connection, table: Table, kind: type[R], principal: Principal) -> None:
        self._connection = connection
        self._table = table
        self._kind = kind
        self._name = kind.__name__
        self._is_system = principal.kind is PrincipalKind.SYSTEM
        self._organisation = str(principal.organisation)

    def add(self, record: R) -> None:
        """Keep a new record."""
        self._connection.execute(self._table.insert().values(id=record.record_id.value, **self._row(record)))

    def save(self, record: R) -> None:
        """Keep the next version of a record that is held."""
        same = (self._table.c.id == record.record_id.value) & (self._table.c.version == record.version - 1)
        if self._connection.execute(self._table.update().where(same).values(self._row(record))).rowcount != 1:
            raise RuntimeError(f"record {record.record_id} was saved without its lock")

    def keep(self, record: R) -> None:
        """Keep a record unless this version of it, or a later one, is there: what an event says, in any order."""
        statement = insert(self._table).values(id=record.record_id.value, **self._row(record))
        changed = {name: statement.excluded[name] for name in ("version", "status", "content")}
        newer = self._table.c.version < statement.excluded.version
        self._connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed, where=newer))

    def lock(self, record_id: Id, *, unknown: str) -> R:
        """Read a record and hold it, or refuse with the code of what is unknown."""
        statement = self._select().where(self._table.c.id == record_id.value).with_for_update()
        found = self._read(statement)
        if not found:
            refuse(unknown)
        return found[0]

    def find(self, record_id: Id) -> R | None:
        """Read a record, if it is there."""
        return next(iter(self._read(self._select().where(self._table.c.id == record_id.value))), None)

    def of(self, parent: Id) -> Sequence[R]:
        """Give the records of a parent, the oldest first."""
        return self._read(self._select().where(self._table.c.parent == parent.value))

    def page(self, *, after: Id | None, limit: int) -> Sequence[R]:
        """Give some records after one, the oldest first."""
        later = true() if after is None else self._table.c.id > after.value
        return self._read(self._select().where(later).limit(limit))

    def standing(self, *statuses: StrEnum) -> Sequence[R]:
        """Give the records that stand so, or all of them, the oldest first."""
        so = self._table.c.status.in_([status.value for status in statuses]) if statuses else true()
        return self._read(self._select().where(so))

    def _select(self) -> Select[Any]:
        own: ColumnElement[bool] = true() if self._is_system else self._table.c.organisation == self._organisation
        return select(self._table.c.content).where(self._table.c.kind == self._name, own)

    def _read(self, statement: Select[Any]) -> Sequence[R]:
        rows = self._connection.execute(statement.order_by(self._table.c.id)).scalars()
        return tuple(from_json(self._kind, content) for content in rows)

    def _row(self, record: R) -> dict[str, object]:
        return {
            "kind": self._name,
            "parent": record.parent.value,
            "organisation": str(record.organisation),
            "version": record.version,
            "status": record.status.value,
            "content": to_json(record),
        }
