"""Webhooks: an organisation has its own events delivered to a server of its choice, signed and in their order.

A webhook is *pending* until its address has answered a challenge, which proves that its owner wants the calls; then
*active*; and *suspended* once several calls in a row have failed, until somebody has it checked again. Nothing is
lost meanwhile: delivery goes on from where it stood. Sources: design section 8.11; Standard Webhooks 1.0 (headers
``webhook-id``, ``webhook-timestamp``, ``webhook-signature``). Read on 2026-11-23.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from services.tenders.domain.errors import Code
from shared.kernel.ids import EventId
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import DeliveryId, WebhookId
from shared.kernel.webhooks import CallOutcome, CallResult, Reach, may_be_called

WEBHOOKS_OF_AN_ORGANISATION: Final = 10
TRIES: Final = 5
OVERLAP: Final = timedelta(hours=24)
LOG_KEPT: Final = timedelta(weeks=13)
URL_LENGTH: Final = 500
_FIRST_PAUSE: Final = timedelta(seconds=10)
_GROWTH: Final = 6


class WebhookStatus(StrEnum):
    """Whether events are delivered."""

    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class WebhookUrl:
    """The address of a webhook."""

    value: str

    @classmethod
    def parse(cls, text: str, *, reach: Reach) -> "WebhookUrl":
        """Read an address.

        Raises:
            Refused: ``TND-WEBHOOK-URL``: not https, with credentials, or to an address that is not public.
        """
        if not may_be_called(text, reach=reach):
            refuse(Code.WEBHOOK_URL)
        return cls(text)


@dataclass(frozen=True, slots=True)
class Webhook:
    """One subscription; no secret is in it, only the number of the current one.

    ``position`` is the place in the organisation's own events up to which everything was delivered. A secret stays
    valid until ``previous_until`` after the next one was made, and is shown once.
    """

    webhook_id: WebhookId
    organisation: Siret
    version: int
    status: WebhookStatus
    url: WebhookUrl
    types: tuple[str, ...]
    generation: int
    is_secret_shown: bool
    previous_until: datetime | None
    position: int
    last_event_id: EventId | None
    failures: int
    next_try_at: datetime
    created_at: datetime

    def signing_generations(self, at: datetime) -> tuple[int, ...]:
        """Give the numbers of the secrets that sign at an instant, the newest first."""
        overlaps = self.previous_until is not None and at < self.previous_until
        return (self.generation, self.generation - 1) if overlaps else (self.generation,)


@dataclass(frozen=True, slots=True)
class OrganisationEvent:
    """One event of an organisation, as announced: its place, its identity and its CloudEvents envelope."""

    position: int
    event_id: EventId
    event_type: str
    envelope: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One line of the log of a webhook; a challenge has no event."""

    delivery_id: DeliveryId
    webhook_id: WebhookId
    event_id: EventId | None
    event_type: str
    result: CallResult


def show_secret(webhook: Webhook) -> Webhook:
    """Note that the secret is shown.

    Raises:
        Refused: ``TND-WEBHOOK-SHOWN`` the second time.
    """
    if webhook.is_secret_shown:
        refuse(Code.WEBHOOK_SHOWN)
    return _next(replace(webhook, is_secret_shown=True))


def rotate(webhook: Webhook, *, at: datetime) -> Webhook:
    """Make the next secret; the one before signs beside it for the time of the overlap."""
    generation = webhook.generation + 1
    rotated = replace(webhook, generation=generation, is_secret_shown=False, previous_until=at + OVERLAP)
    return _next(rotated)


def ask_challenge(webhook: Webhook, *, at: datetime) -> Webhook:
    """Have the address checked again; nothing is delivered until it answers."""
    return _next(replace(webhook, status=WebhookStatus.PENDING, failures=0, next_try_at=at))


def replay_after(webhook: Webhook, event: OrganisationEvent | None, *, at: datetime) -> Webhook:
    """Go back to just after an event, or to the first of all: what follows is delivered again, with the same ids.

    Raises:
        Refused: ``TND-WEBHOOK-INACTIVE`` when nothing is delivered now.
    """
    if webhook.status is not WebhookStatus.ACTIVE:
        refuse(Code.WEBHOOK_INACTIVE, status=webhook.status.value)
    position, event_id = (0, None) if event is None else (event.position, event.event_id)
    return _next(replace(webhook, position=position, last_event_id=event_id, failures=0, next_try_at=at))


def after_challenge(webhook: Webhook, result: CallResult) -> Webhook:
    """Activate a webhook whose address answered; after several failures in a row it is left alone."""
    if result.outcome is CallOutcome.DELIVERED:
        return _next(replace(webhook, status=WebhookStatus.ACTIVE, failures=0, next_try_at=result.at))
    return _failed(webhook, result)


def after_delivery(webhook: Webhook, event: OrganisationEvent, result: CallResult) -> Webhook:
    """Go past a delivered event; one that failed is tried again before any later one, so that order is kept."""
    if result.outcome is CallOutcome.DELIVERED:
        moved = replace(webhook, position=event.position, last_event_id=event.event_id)
        return _next(replace(moved, failures=0, next_try_at=result.at))
    return _failed(webhook, result)


def pause_after(failures: int) -> timedelta:
    """Give the pause after failures in a row: ten seconds, then six times as long each time."""
    growth: int = _GROWTH ** min(max(failures, 1) - 1, TRIES)
    return _FIRST_PAUSE * growth


def _failed(webhook: Webhook, result: CallResult) -> Webhook:
    failures = webhook.failures + 1
    status = WebhookStatus.SUSPENDED if failures >= TRIES else webhook.status
    return _next(replace(webhook, status=status, failures=failures, next_try_at=result.at + pause_after(failures)))


def _next(webhook: Webhook) -> Webhook:
    return replace(webhook, version=webhook.version + 1)
