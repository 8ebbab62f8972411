"""Telling editors, in the form that Passe Marché documents: JSON signed by HMAC-SHA256, in hexadecimal.

The header is ``X-Webhook-Signature-SHA256: sha256=<hexadecimal>``, over the bytes of the body, with the text of the
secret as key (documentation of Passe Marché, « Webhooks », read 2026-11-23).
"""

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Final

from services.mps.domain.notifications import CALL_SECONDS, Notification
from services.mps.domain.platforms import Editor
from shared.http.webhook_door import WebhookDoor, derived_secret
from shared.kernel.webhooks import CallOutcome, CallResult, Reach

HEADER: Final = "X-Webhook-Signature-SHA256"
_NO_ADDRESS: Final = "aucune adresse déclarée"


class DerivedEditorSecrets:
    """The secrets of editors, derived from one key, which is made at the first need."""

    def __init__(self, key: Callable[[], bytes]) -> None:
        self._key = key

    def text(self, editor: Editor) -> str:
        """Write the present secret of an editor."""
        return derived_secret(self._key(), f"editor:{editor.editor_id}:{editor.generation}").hex()

    def link(self, name: str) -> str:
        """Write the secret of a link, named by its subject and its number."""
        return derived_secret(self._key(), f"page:{name}").hex()


class SignedEditorCalls:
    """The way out to editors."""

    def __init__(self, keys: DerivedEditorSecrets, now: Callable[[], datetime], reach: Reach) -> None:
        self._keys = keys
        self._now = now
        self._door = WebhookDoor(now, reach, seconds=CALL_SECONDS)

    def tell(self, notification: Notification, editor: Editor) -> CallResult:
        """Send one notification, signed; an editor without address cannot be told."""
        if editor.webhook_url is None:
            return CallResult(self._now(), CallOutcome.REFUSED, None, _NO_ADDRESS, 0)
        body = notification.body.encode("utf-8")
        signature = hmac.new(self._keys.text(editor).encode("ascii"), body, hashlib.sha256).hexdigest()
        headers = {"content-type": "application/json", HEADER: f"sha256={signature}"}
        return self._door.call(editor.webhook_url, body, headers=headers)
