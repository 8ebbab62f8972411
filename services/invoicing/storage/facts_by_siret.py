"""What an organisation declares about itself, in PostgreSQL: versioned, by its SIRET, whole facts in one column."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection, Select, Table, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from shared.kernel.siret import Siret
from shared.storage.records import from_json, to_json


class Declared(Protocol):
    """What is declared: every change makes its next version."""

    @property
    def siret(self) -> Siret:
        """Of whom."""

    @property
    def version(self) -> int:
        """Its version, from 1."""


D = TypeVar("D", bound=Declared)


class FactsBySiret(Generic[D]):
    """One table of declarations (columns siret, version, facts), seen by whoever the handlers let.

    What a unit of work has found is not read again in it.
    """

    def __init__(self, connection: Connection, table: Table, kind: type[D]) -> None:
        self.connection = connection
        self.table = table
        self._kind = kind
        self._found: dict[Siret, D | None] = {}

    def find(self, siret: Siret) -> D | None:
        """Read what an organisation declared."""
        if siret not in self._found:
            self._found[siret] = self._one(_of_siret(self.table), siret)
        return self._found[siret]

    def find_all(self, sirets: Iterable[Siret]) -> Mapping[Siret, D]:
        """Read what several organisations declared, in one query; those that declared nothing are left out."""
        wanted = [str(siret) for siret in sirets]
        query = select(self.table.c.siret, self.table.c.facts).where(self.table.c.siret.in_(wanted))
        rows = self.connection.execute(query) if wanted else ()
        return {Siret.parse(row.siret): from_json(self._kind, row.facts) for row in rows}

    def lock(self, siret: Siret) -> D | None:
        """Read what an organisation declared and hold its row until the end of the unit of work."""
        self._found[siret] = self._one(_of_siret(self.table).with_for_update(), siret)
        return self._found[siret]

    def keep(self, declared: D) -> None:
        """Keep a declaration, replacing its earlier version."""
        self._found.pop(declared.siret, None)
        row = {"siret": str(declared.siret), "version": declared.version, "facts": to_json(declared)}
        statement = insert(self.table).values(row)
        self.connection.execute(
            statement.on_conflict_do_update(
                index_elements=[self.table.c.siret],
                set_={"version": statement.excluded.version, "facts": statement.excluded.facts},
                where=self.table.c.version < statement.excluded.version,
            )
        )

    def _one(self, query: Select[Any], siret: Siret) -> D | None:
        facts = self.connection.execute(query, {"b_siret": str(siret)}).scalar_one_or_none()
        return None if facts is None else from_json(self._kind, facts)


@cache  # built once: every invoice asks this
def _of_siret(table: Table) -> Select[Any]:
    return select(table.c.facts).where(table.c.siret == bindparam("b_siret"))
