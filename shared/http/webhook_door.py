"""The way out to webhooks, through the platform's one door to the outside; what they receive is signed by the caller.

Secrets are derived from one key of the secrets folder: none is stored, so none can leak from a database or a backup.
"""

import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from shared.http.outbound import Outbound, OutboundFailed, OutboundRefused, Reply
from shared.kernel.webhooks import LOOPBACK, CallOutcome, CallResult, Reach

_ANSWER_BYTES: Final = 64 * 1024
_DETAIL_LENGTH: Final = 200
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


def derived_secret(key: bytes, label: str) -> bytes:
    """Derive one secret: 32 bytes that nobody finds without the key (HMAC-SHA256, RFC 2104)."""
    return hmac.new(key, label.encode(), hashlib.sha256).digest()


class WebhookDoor:
    """Makes one call at a time and says how it ended.

    Args:
        now: The real time.
        reach: Whether this platform may call its own machine (development).
        seconds: Longest duration of one call.
    """

    def __init__(self, now: Callable[[], datetime], reach: Reach, *, seconds: float) -> None:
        self._now = now
        self._reach = reach
        self._seconds = seconds

    def call(
        self,
        url: str,
        body: bytes,
        *,
        headers: Mapping[str, str],
        is_right: Callable[[Reply], bool] = lambda _reply: True,
    ) -> CallResult:
        """Send a body; a status below 300 with the right answer is a delivery."""
        started = time.monotonic()
        status: int | None = None
        try:
            reply = self._door(url).post(url, body, headers=headers)
        except OutboundRefused as fault:
            outcome, detail = CallOutcome.REFUSED, str(fault)
        except OutboundFailed as fault:
            outcome, detail = CallOutcome.FAILED, str(fault)
        else:
            status = reply.status
            outcome, detail = _judged(reply, is_right)
        milliseconds = int((time.monotonic() - started) * 1000)
        return CallResult(self._now(), outcome, status, detail[:_DETAIL_LENGTH], milliseconds)

    def _door(self, url: str) -> Outbound:
        """Open the door; on a development platform the receiver of this machine is an exception to its rules."""
        parts = urlsplit(url)
        own = f"{parts.hostname}:{parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)}"
        is_own = self._reach is Reach.PUBLIC_AND_LOOPBACK and parts.hostname in LOOPBACK
        return Outbound(allow_loopback=[own] if is_own else [], seconds=self._seconds, max_bytes=_ANSWER_BYTES)


def _judged(reply: Reply, is_right: Callable[[Reply], bool]) -> tuple[CallOutcome, str]:
    if not 200 <= reply.status < 300:
        return CallOutcome.FAILED, f"HTTP {reply.status}"
    if not is_right(reply):
        return CallOutcome.FAILED, "le défi n'a pas été répété"
    return CallOutcome.DELIVERED, f"HTTP {reply.status}"
