"""What callers send and receive about webhooks; only one answer holds a secret, once."""

from datetime import datetime
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from services.tenders.domain.webhooks import OVERLAP, URL_LENGTH, Delivery, Webhook
from services.tenders.handlers.webhooks import AddWebhook
from shared.kernel.ids import EventId

_TYPES: Final = 50
_TYPE_LENGTH: Final = 100


class WebhookIn(BaseModel):
    """A webhook to make; no type named means every type."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(min_length=1, max_length=URL_LENGTH, description="Adresse appelée, en https.")
    types: list[Annotated[str, Field(max_length=_TYPE_LENGTH)]] = Field(
        default_factory=list, max_length=_TYPES, description="Types d'événements voulus."
    )

    def to_command(self) -> AddWebhook:
        """Give the command."""
        return AddWebhook(self.url, tuple(self.types))


class ReplayIn(BaseModel):
    """From where events are delivered again; without ``after``, from the first of the organisation."""

    model_config = ConfigDict(extra="forbid")

    after: str | None = Field(default=None, description="Identifiant du dernier événement à ne pas livrer de nouveau.")

    def to_event_id(self) -> EventId | None:
        """Give the identifier of the event."""
        return None if self.after is None else EventId.parse(self.after)


class WebhookOut(BaseModel):
    """One webhook: no secret is in it."""

    id: str
    version: int
    status: str
    url: str
    types: list[str]
    last_event_id: str | None = Field(description="Tout a été livré jusqu'à cet événement.")
    failures: int
    next_try_at: datetime
    secret_generation: int
    secret_shown: bool
    previous_secret_valid_until: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, webhook: Webhook) -> "WebhookOut":
        """Write a webhook."""
        return cls(
            id=str(webhook.webhook_id),
            version=webhook.version,
            status=webhook.status.value,
            url=webhook.url.value,
            types=list(webhook.types),
            last_event_id=None if webhook.last_event_id is None else str(webhook.last_event_id),
            failures=webhook.failures,
            next_try_at=webhook.next_try_at,
            secret_generation=webhook.generation,
            secret_shown=webhook.is_secret_shown,
            previous_secret_valid_until=webhook.previous_until,
            created_at=webhook.created_at,
        )


class WebhooksOut(BaseModel):
    """The webhooks of one's organisation, at most ten."""

    items: list[WebhookOut]


class SecretOut(BaseModel):
    """The secret of a webhook, shown this once; the previous one stays valid for a day after a rotation."""

    secret: str = Field(repr=False)
    overlap_hours: int = Field(default=int(OVERLAP.total_seconds()) // 3600)


class DeliveryOut(BaseModel):
    """One call: what was sent, when, and the status that came back; never what the receiver answered."""

    id: str
    event_id: str | None
    event_type: str
    at: datetime
    outcome: str
    http_status: int | None
    detail: str
    milliseconds: int

    @classmethod
    def of(cls, made: Delivery) -> "DeliveryOut":
        """Write a call."""
        result = made.result
        return cls(
            id=str(made.delivery_id),
            event_id=None if made.event_id is None else str(made.event_id),
            event_type=made.event_type,
            at=result.at,
            outcome=result.outcome.value,
            http_status=result.status,
            detail=result.detail,
            milliseconds=result.milliseconds,
        )
