"""Groups of companies in the table of records: found by their members too, who are no organisation of the line.

`create_group_index` is called by name and version from the history of the service.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Table, or_

from shared.kernel.principal import Principal
from shared.kernel.siret import Siret
from shared.registers.group import Group, GroupId, GroupPlace
from shared.storage.record_store import Records

if TYPE_CHECKING:
    from alembic.operations import Operations

_READER: Final = Principal.system("groups")  # several companies read a line: the acts say who sees it
_INDEX: Final = "CREATE INDEX ix_record_group_members ON record USING gin ((content -> 'members')) WHERE kind = 'Group'"
_PAGES: Final = 100


def create_group_index(operations: "Operations", *, version: int) -> None:
    """Make the index by which a member finds its groups."""
    if version != 1:
        raise ValueError(f"there is no version {version} of the index of groups")
    operations.get_bind().exec_driver_sql(_INDEX)


class SqlGroups(Records[Group]):
    """Groups, whoever leads them."""

    def __init__(self, connection: Connection, table: Table) -> None:
        super().__init__(connection, table, Group, _READER)

    def of_company(
        self, company: Siret, place: GroupPlace | None, *, after: GroupId | None, limit: int
    ) -> Sequence[Group]:
        """Give the groups in which a company stands so, or anyhow, by identifier and after one."""
        is_lead = self._table.c.organisation == str(company)
        is_member = self._table.c.content["members"].contains([str(company)])
        theirs = {None: or_(is_lead, is_member), GroupPlace.LEAD: is_lead}.get(place, is_member)
        found: list[Group] = []
        while len(found) < limit:  # a consent withdrawn and given again is read from the line, not asked of the index
            statement = self._select().where(theirs)
            if after is not None:
                statement = statement.where(self._table.c.id > after.value)
            read = self._read(statement.limit(_PAGES))
            found += [one for one in read if place in (None, one.place_of(company))]
            if len(read) < _PAGES:
                break
            after = read[-1].group_id
        return found[:limit]
