"""The whole numbers by which the portal's interface names things, in PostgreSQL."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from services.invoicing.ports.portal import Numbered
from services.invoicing.storage.portal_tables import portal_number

_T = portal_number


class SqlPortalNumbers:
    """Numbers given once; two callers at once give the same one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def numbers(self, kind: Numbered, keys: Iterable[str]) -> Mapping[str, int]:
        """Give the number of each key, a new one to those that have none."""
        asked = sorted(set(keys))  # in one order, so that two callers never wait for one another
        known = self._known(kind, asked)
        missing = [{"kind": kind.value, "key": key} for key in asked if key not in known]
        if missing:
            self._connection.execute(insert(_T).values(missing).on_conflict_do_nothing())
            known |= self._known(kind, [row["key"] for row in missing])
        return known

    def number(self, kind: Numbered, key: str) -> int:
        """Give the number of one key."""
        return self.numbers(kind, [key])[key]

    def key(self, kind: Numbered, number: int) -> str | None:
        """Find what a number stands for."""
        if not 0 < number < 2**63:
            return None
        found = self._connection.execute(select(_T.c.key).where(_T.c.kind == kind.value, _T.c.number == number))
        key: str | None = found.scalar_one_or_none()
        return key

    def _known(self, kind: Numbered, keys: list[str]) -> dict[str, int]:
        query = select(_T.c.key, _T.c.number).where(_T.c.kind == kind.value, _T.c.key.in_(keys))
        return {row.key: row.number for row in self._connection.execute(query)}
