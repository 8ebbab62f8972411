"""Calling webhooks, signed; through the platform's one door to the outside.

A signature covers the identifier, the time and the body, as ``id.time.body``, by HMAC-SHA256 (RFC 2104, FIPS 180-4), in
the form of Standard Webhooks 1.0: ``v1,<base64>``, one for each valid secret, so that a receiver changes its secret
without losing a call. A receiver should refuse a time that is more than five minutes away from its own.
Secrets are derived from one key of the secrets folder: none is stored, so none can leak from a database or a backup.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from services.tenders.domain.webhooks import OrganisationEvent, Webhook
from services.tenders.handlers.webhook_deliveries import CHALLENGE_TYPE
from shared.http.outbound import Reply
from shared.http.webhook_door import WebhookDoor, derived_secret
from shared.kernel.tender_ids import WebhookId
from shared.kernel.webhooks import CallResult, Reach

_PREFIX: Final = "whsec_"  # the form of Standard Webhooks
_SECONDS: Final = 10.0


class DerivedSecrets:
    """The secrets of webhooks, derived from one key, which is read (and made, once) when a webhook first needs it."""

    def __init__(self, key: Callable[[], bytes]) -> None:
        self._key = key

    def secret(self, webhook_id: WebhookId, generation: int) -> bytes:
        """Derive one secret: 32 bytes that nobody finds without the key."""
        return derived_secret(self._key(), f"webhook:{webhook_id}:{generation}")

    def text(self, webhook_id: WebhookId, generation: int) -> str:
        """Write a secret for its owner."""
        return _PREFIX + base64.b64encode(self.secret(webhook_id, generation)).decode("ascii")


class SignedCalls:
    """The way out to webhooks.

    Args:
        keys: Gives the secrets.
        now: The real time.
        reach: Whether this platform may call its own machine (development).
    """

    def __init__(self, keys: DerivedSecrets, now: Callable[[], datetime], reach: Reach) -> None:
        self._keys = keys
        self._now = now
        self._door = WebhookDoor(now, reach, seconds=_SECONDS)

    def challenge(self, webhook: Webhook) -> CallResult:
        """Ask the address to repeat a random text, as JSON: ``{"challenge": "…"}``."""
        text = secrets.token_urlsafe(32)
        body = json.dumps({"type": CHALLENGE_TYPE, "challenge": text}).encode()
        identifier = f"challenge-{secrets.token_hex(8)}"
        return self._call(
            webhook, identifier, "application/json", body, is_right=lambda reply: _echo(reply.content) == text
        )

    def deliver(self, webhook: Webhook, event: OrganisationEvent) -> CallResult:
        """Deliver one event; the identifier is the event's own, the same at every try and at every replay."""
        media_type = "application/cloudevents+json; charset=utf-8"
        return self._call(
            webhook, str(event.event_id), media_type, event.envelope.encode(), is_right=lambda _reply: True
        )

    def _call(
        self, webhook: Webhook, identifier: str, media_type: str, body: bytes, *, is_right: Callable[[Reply], bool]
    ) -> CallResult:
        headers = {"content-type": media_type, **self._signature(webhook, identifier, self._now(), body)}
        return self._door.call(webhook.url.value, body, headers=headers, is_right=is_right)

    def _signature(self, webhook: Webhook, identifier: str, at: datetime, body: bytes) -> Mapping[str, str]:
        stamp = str(int(at.timestamp()))
        signed = f"{identifier}.{stamp}.".encode() + body
        keys = (self._keys.secret(webhook.webhook_id, number) for number in webhook.signing_generations(at))
        made = (base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode("ascii") for key in keys)
        signatures = " ".join(f"v1,{each}" for each in made)
        return {"webhook-id": identifier, "webhook-timestamp": stamp, "webhook-signature": signatures}


def _echo(content: bytes) -> str | None:
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return None
    echoed = answer.get("challenge") if isinstance(answer, dict) else None
    return echoed if isinstance(echoed, str) else None
