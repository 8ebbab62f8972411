"""The events of each organisation, sorted out of the outbox once, in the order of its positions.

An event belongs to the buyer that it names (``buyer_siret`` or ``buyer``); one that names none belongs to the buyer of
an earlier event of the same aggregate, or of the consultation that it speaks of. An event that cannot be attributed is
delivered to nobody. Positions of the outbox stay inside: callers name events by their identifiers.
"""

import json
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import Connection, RowMapping, select
from sqlalchemy.dialects.postgresql import insert

from services.tenders.domain.errors import Code
from services.tenders.domain.webhooks import OrganisationEvent, Webhook
from services.tenders.storage.tables import SERVICE_TABLES, tender
from services.tenders.storage.webhooks_tables import organisation_event as table
from shared.kernel.ids import EventId
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.storage.outbox_cursors import cursor_position, move_cursor
from shared.storage.outbox_rows import OutboxRow, rows_after

_CURSOR: Final = "organisations"
_OUTBOX: Final = SERVICE_TABLES.outbox
_EVENTS: Final = select(table.c.position, table.c.event_id, table.c.type, _OUTBOX.c.envelope).join(
    _OUTBOX, _OUTBOX.c.position == table.c.position
)


class SqlOrganisationEvents:
    """Events by organisation; whose are read is decided by the webhook, which was read, hence allowed, before."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def gather(self, *, limit: int) -> int:
        """Sort newly announced events by organisation; give how many were looked at. Doing it twice is harmless."""
        reached = cursor_position(self._connection, SERVICE_TABLES, _CURSOR)
        rows = rows_after(self._connection, SERVICE_TABLES, reached, limit=limit)
        for row in rows:  # one after the other: a later event may belong to the buyer that an earlier one named
            self._keep(row)
        if rows:
            move_cursor(self._connection, SERVICE_TABLES, _CURSOR, rows[-1].position)
        return len(rows)

    def last(self, organisation: Siret) -> OrganisationEvent | None:
        """Give the last event of an organisation."""
        mine = _EVENTS.where(table.c.organisation == organisation.value)
        row = self._connection.execute(mine.order_by(table.c.position.desc()).limit(1)).mappings().one_or_none()
        return None if row is None else from_row(row)

    def find(self, organisation: Siret, event_id: EventId) -> OrganisationEvent:
        """Give an event of an organisation, or refuse ``TND-NOT-FOUND``."""
        wanted = _EVENTS.where(table.c.organisation == organisation.value, table.c.event_id == event_id.value)
        row = self._connection.execute(wanted).mappings().one_or_none()
        if row is None:
            refuse(Code.NOT_FOUND, object=event_id)
        return from_row(row)

    def next_of(self, webhook: Webhook) -> OrganisationEvent | None:
        """Give the next event that a webhook is to receive."""
        mine = _EVENTS.where(table.c.organisation == webhook.organisation.value, table.c.position > webhook.position)
        chosen = mine.where(table.c.type.in_(webhook.types)) if webhook.types else mine
        row = self._connection.execute(chosen.order_by(table.c.position).limit(1)).mappings().one_or_none()
        return None if row is None else from_row(row)

    def _keep(self, row: OutboxRow) -> None:
        envelope = json.loads(row.envelope)
        organisation = self._owner(envelope)
        if organisation is None:
            return
        kept = {
            "organisation": organisation,
            "position": row.position,
            "event_id": row.id,
            "type": row.type,
            "aggregate_id": envelope["subject"],
        }
        self._connection.execute(insert(table).values(kept).on_conflict_do_nothing())

    def _owner(self, envelope: dict[str, Any]) -> str | None:
        data = envelope["data"]
        buyer = data.get("buyer")
        named = data.get("buyer_siret") or (buyer.get("siret") if isinstance(buyer, dict) else None)
        subject = envelope["subject"]
        return named or self._of_aggregate(subject) or self._of_tender(data.get("tender_id") or subject)

    def _of_aggregate(self, aggregate_id: str) -> str | None:
        wanted = select(table.c.organisation).where(table.c.aggregate_id == aggregate_id).limit(1)
        return cast("str | None", self._connection.execute(wanted).scalar_one_or_none())

    def _of_tender(self, tender_id: str) -> str | None:
        try:
            wanted = select(tender.c.organisation).where(tender.c.id == UUID(tender_id))
        except ValueError:
            return None  # an aggregate that is no consultation
        return cast("str | None", self._connection.execute(wanted).scalar_one_or_none())


def from_row(row: RowMapping) -> OrganisationEvent:
    """Read an event."""
    return OrganisationEvent(row["position"], EventId(row["event_id"]), row["type"], row["envelope"])
