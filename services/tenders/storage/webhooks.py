"""The repository of webhooks and of the log of their calls."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, and_, bindparam, func, or_, select, text, true

from services.tenders.domain.errors import Code
from services.tenders.domain.webhooks import Delivery, Webhook, WebhookStatus, WebhookUrl
from services.tenders.storage.visibility import seen_by, visible
from services.tenders.storage.webhooks_tables import delivery, organisation_event
from services.tenders.storage.webhooks_tables import webhook as table
from shared.kernel.ids import EventId
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import DeliveryId, WebhookId
from shared.kernel.webhooks import CallOutcome, CallResult

_VISIBLE: Final = select(table).where(visible(table))
_SELECT: Final = _VISIBLE.where(table.c.id == bindparam("webhook"))
_LOCK: Final = _SELECT.with_for_update()
_HAS_AN_EVENT: Final = (
    select(organisation_event.c.position)
    .where(
        organisation_event.c.organisation == table.c.organisation,
        organisation_event.c.position > table.c.position,
        or_(
            table.c.types == text("'[]'::jsonb"),
            table.c.types.has_key(organisation_event.c.type),
        ),
    )
    .exists()
)
_DUE: Final = (
    _VISIBLE.where(
        table.c.next_try_at <= bindparam("at"),
        or_(
            table.c.status == WebhookStatus.PENDING.value,
            and_(table.c.status == WebhookStatus.ACTIVE.value, _HAS_AN_EVENT),
        ),
    )
    .order_by(table.c.next_try_at)
    .limit(200)
)


class SqlWebhooks:
    """Webhooks as one principal sees them."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._seen = seen_by(principal)

    def add(self, webhook: Webhook, *, at_most: int) -> None:
        """Keep a new webhook, or refuse ``TND-WEBHOOK-TOO-MANY``; two at once are counted one after the other."""
        organisation = webhook.organisation.value
        self._connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended('webhook ' || :organisation, 0))"),
            {"organisation": organisation},
        )
        counted = select(func.count()).select_from(table).where(table.c.organisation == organisation)
        if self._connection.execute(counted).scalar_one() >= at_most:
            refuse(Code.WEBHOOK_TOO_MANY, limit=at_most)
        self._connection.execute(table.insert(), to_row(webhook))

    def get(self, webhook_id: WebhookId) -> Webhook:
        """Read a webhook, or refuse ``TND-NOT-FOUND``."""
        return self._read(webhook_id, _SELECT)

    def lock(self, webhook_id: WebhookId) -> Webhook:
        """Read a webhook and hold its row until the end of the unit of work, or refuse ``TND-NOT-FOUND``."""
        return self._read(webhook_id, _LOCK)

    def save(self, webhook: Webhook) -> None:
        """Keep the next version of a webhook that is locked."""
        row = to_row(webhook)
        mine = (table.c.id == row.pop("id"), table.c.version == webhook.version - 1)
        if self._connection.execute(table.update().where(*mine).values(row)).rowcount != 1:
            raise RuntimeError(f"webhook {webhook.webhook_id} was saved without its lock")

    def remove(self, webhook_id: WebhookId) -> None:
        """Forget a webhook that is locked, and its log."""
        self._connection.execute(delivery.delete().where(delivery.c.webhook_id == webhook_id.value))
        self._connection.execute(table.delete().where(table.c.id == webhook_id.value))

    def of_organisation(self) -> Sequence[Webhook]:
        """Give the webhooks of the principal's organisation, the oldest first."""
        rows = self._connection.execute(_VISIBLE.order_by(table.c.id), dict(self._seen)).mappings()
        return [from_row(row) for row in rows]

    def due(self, *, at: datetime) -> Sequence[Webhook]:
        """Give every webhook whose address is to be checked, or that has an event to deliver."""
        return [from_row(row) for row in self._connection.execute(_DUE, {"at": at, **self._seen}).mappings()]

    def log(self, made: Delivery) -> None:
        """Keep one call in the log."""
        self._connection.execute(delivery.insert(), delivery_to_row(made))

    def deliveries(self, webhook_id: WebhookId, *, after: DeliveryId | None, limit: int) -> Sequence[Delivery]:
        """Give the log of a webhook, the latest call first, after a call."""
        older = true() if after is None else delivery.c.id < after.value
        wanted = select(delivery).where(delivery.c.webhook_id == webhook_id.value, older)
        rows = self._connection.execute(wanted.order_by(delivery.c.id.desc()).limit(limit)).mappings()
        return [delivery_from_row(row) for row in rows]

    def forget_calls(self, *, before: datetime) -> int:
        """Forget the calls made before an instant; give their number."""
        return self._connection.execute(delivery.delete().where(delivery.c.at < before)).rowcount

    def _read(self, webhook_id: WebhookId, statement: Any) -> Webhook:  # noqa: ANN401 - one of the two selects above
        row = self._connection.execute(statement, {"webhook": webhook_id.value, **self._seen}).mappings().one_or_none()
        if row is None:
            refuse(Code.NOT_FOUND, object=webhook_id)
        return from_row(row)


def to_row(webhook: Webhook) -> dict[str, Any]:
    """Write a webhook as its row."""
    return {
        "id": webhook.webhook_id.value,
        "organisation": webhook.organisation.value,
        "version": webhook.version,
        "status": webhook.status.value,
        "url": webhook.url.value,
        "types": list(webhook.types),
        "generation": webhook.generation,
        "is_secret_shown": webhook.is_secret_shown,
        "previous_until": webhook.previous_until,
        "position": webhook.position,
        "last_event_id": None if webhook.last_event_id is None else webhook.last_event_id.value,
        "failures": webhook.failures,
        "next_try_at": webhook.next_try_at,
        "created_at": webhook.created_at,
    }


def from_row(row: RowMapping) -> Webhook:
    """Read a webhook from its row."""
    return Webhook(
        webhook_id=WebhookId(row["id"]),
        organisation=Siret.parse(row["organisation"]),
        version=row["version"],
        status=WebhookStatus(row["status"]),
        url=WebhookUrl(row["url"]),
        types=tuple(row["types"]),
        generation=row["generation"],
        is_secret_shown=row["is_secret_shown"],
        previous_until=row["previous_until"],
        position=row["position"],
        last_event_id=None if row["last_event_id"] is None else EventId(row["last_event_id"]),
        failures=row["failures"],
        next_try_at=row["next_try_at"],
        created_at=row["created_at"],
    )


def delivery_to_row(made: Delivery) -> dict[str, Any]:
    """Write a call as its row."""
    result = made.result
    return {
        "id": made.delivery_id.value,
        "webhook_id": made.webhook_id.value,
        "event_id": None if made.event_id is None else made.event_id.value,
        "event_type": made.event_type,
        "at": result.at,
        "outcome": result.outcome.value,
        "status": result.status,
        "detail": result.detail,
        "milliseconds": result.milliseconds,
    }


def delivery_from_row(row: RowMapping) -> Delivery:
    """Read a call from its row."""
    said = (row["status"], row["detail"], row["milliseconds"])
    return Delivery(
        delivery_id=DeliveryId(row["id"]),
        webhook_id=WebhookId(row["webhook_id"]),
        event_id=None if row["event_id"] is None else EventId(row["event_id"]),
        event_type=row["event_type"],
        result=CallResult(row["at"], CallOutcome(row["outcome"]), *said),
    )
