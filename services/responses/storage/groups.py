"""Groups of companies and their consents: for their members alone, and after the closing for the buyer."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, exists, or_, select, true
from sqlalchemy.dialects.postgresql import insert

from services.responses.domain.group import Consent, Group, GroupId
from services.responses.storage.tables import closing, consultation, group_consent, response_group
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal, PrincipalKind
from shared.kernel.refusal import refuse
from shared.storage.rows import from_row, to_row


class SqlGroups:
    """Groups that the principal's company leads or belongs to."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._is_system = principal.kind is PrincipalKind.SYSTEM
        self._organisation = str(principal.organisation)

    def add(self, group: Group) -> None:
        """Keep a group."""
        self._connection.execute(response_group.insert().values(to_row(group, without=("consents",))))

    def get(self, group_id: GroupId) -> Group:
        """Read a group of one's own, or refuse."""
        statement = select(response_group).where(response_group.c.group_id == group_id.value)
        if not self._is_system:
            is_member = response_group.c.members.contains([self._organisation])
            statement = statement.where(or_(response_group.c.lead == self._organisation, is_member))
        found = self._read(statement)
        if not found:
            refuse("RSP-NOT-FOUND")
        return found[0]

    def keep_consent(self, group_id: GroupId, consent: Consent, *, subject: str) -> None:
        """Keep a consent; the first one of a member stays."""
        row = to_row(consent, group_id=group_id.value, subject=subject)
        self._connection.execute(insert(group_consent).values(row).on_conflict_do_nothing())

    def of_tender(self, tender_id: TenderId) -> Sequence[Group]:
        """Give every group of a closed consultation of one's own; without its closing there is none."""
        is_theirs = exists().where(
            consultation.c.tender_id == closing.c.tender_id,
            closing.c.tender_id == response_group.c.tender_id,
            true() if self._is_system else consultation.c.buyer_siret == self._organisation,
        )
        return self._read(select(response_group).where(response_group.c.tender_id == tender_id.value, is_theirs))

    def _read(self, statement: Select[Any]) -> tuple[Group, ...]:
        rows = self._connection.execute(statement).all()
        named = group_consent.c.group_id.in_([row.group_id for row in rows])
        consents = self._connection.execute(select(group_consent).where(named).order_by(group_consent.c.at)).all()
        given = {row.group_id: [one for one in consents if one.group_id == row.group_id] for row in rows}
        return tuple(
            from_row(Group, row, consents=tuple(from_row(Consent, one) for one in given[row.group_id])) for row in rows
        )
