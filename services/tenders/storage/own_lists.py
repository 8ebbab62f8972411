"""The lists of an organisation's own consultations: main columns only, however large a consultation is."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, func, select

from services.tenders.domain.states import TenderStatus
from services.tenders.storage.tables import tender
from services.tenders.storage.visibility import seen_by, visible
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal

_OWN: Final = (
    select(
        tender.c.id,
        tender.c.version,
        tender.c.status,
        tender.c.title,
        tender.c.object,
        tender.c.kind,
        tender.c.procedure,
        tender.c.estimated_value,
        tender.c.deadline,
        tender.c.published_at,
        tender.c.closed_at,
        func.jsonb_array_length(tender.c.lots).label("lots"),
    )
    .where(visible(tender))
    .order_by(tender.c.id.desc())
)


class SqlOwnLists:
    """Lists as one principal sees them."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._seen = seen_by(principal)

    def consultations(
        self, *, statuses: Collection[TenderStatus], after: TenderId | None, limit: int
    ) -> Sequence[Mapping[str, Any]]:
        """Give the main columns of consultations, the latest first; no status asks for every one."""
        statement = _OWN.limit(limit)
        if statuses:
            statement = statement.where(tender.c.status.in_([status.value for status in statuses]))
        if after is not None:
            statement = statement.where(tender.c.id < after.value)
        return [row._asdict() for row in self._connection.execute(statement, self._seen)]
