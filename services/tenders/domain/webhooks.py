"""Webhooks: an organisation has its own events delivered to a server of its choice, signed and in their order.

A webhook is *pending* until its address has answered a challenge, which proves that its owner wants the calls; then
*active*; and *suspended* once several calls in a row have failed, until somebody has it checked again. Nothing is
lost meanwhile: delivery goes on from where it stood. Sources: design section 8.11; Standard Webhooks 1.0 (headers
``webhook-id``, ``webhook-timestamp``, ``webhook-signature``). Read on 2026-11-23.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from services.tenders.domain.errors import Code
from shared.kernel.ids import EventId
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import DeliveryId, WebhookId

WEBHOOKS_OF_AN_ORGANISATION: Final = 10
TRIES: Final = 5
OVERLAP: Final = timedelta(hours=24)
LOG_KEPT: Final = timedelta(weeks=13)
URL_LENGTH: Final = 500
_FIRST_PAUSE: Final = timedelta(seconds=10)
_GROWTH: Final = 6
_URL: Final = re.compile(r"[\x21-\x7e]{1,500}", re.ASCII)
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class WebhookStatus(StrEnum):
    """Whether events are delivered."""

    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"


class Reach(StrEnum):
    """Where a webhook may lead: a development platform may also call its own machine, over plain HTTP."""

    PUBLIC = "public"
    PUBLIC_AND_LOOPBACK = "public_and_loopback"


class CallOutcome(StrEnum):
    """How one call ended."""

    DELIVERED = "delivered"  # 2xx, and for a challenge the right echo
    FAILED = "failed"  # another status, or no complete answer in time
    REFUSED = "refused"  # the platform does not call this address


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
        parts = _split(text)
        if parts is None or not _may_be_called(parts, reach):
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
class CallResult:
    """What one call gave; ``detail`` never holds what the receiver answered."""

    at: datetime
    outcome: CallOutcome
    status: int | None
    detail: str
    milliseconds: int


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


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text) if _URL.fullmatch(text) and "\\" not in text else None
        port = None if parts is None else parts.port
    except ValueError:
        return None
    return parts if port != 0 else None


def _may_be_called(parts: SplitResult, reach: Reach) -> bool:
    host = (parts.hostname or "").rstrip(".")
    if not host or parts.username is not None or parts.password is not None or parts.fragment:
        return False
    if host in _LOOPBACK:
        return reach is Reach.PUBLIC_AND_LOOPBACK and parts.scheme in {"http", "https"}
    return parts.scheme == "https" and not _is_inner_address(host)


def _is_inner_address(host: str) -> bool:
    """Say whether a host is written as an address that is not public; names are checked again at each call."""
    if "." not in host and ":" not in host:
        return True  # a name of one label belongs to the local network
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return not (getattr(address, "ipv4_mapped", None) or address).is_global
