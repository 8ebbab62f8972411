"""Claims whose signature was verified a moment ago, so that a person's next request does not pay for it again.

A signature costs half a millisecond, a third of a simple read. What is kept is the digest of the token, never the
token; times are checked again at every request; and a key withdrawn by its issuer is forgotten within a minute.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final

REMEMBERED_FOR: Final = timedelta(seconds=60)
_MOST: Final = 4096


class VerifiedClaims:
    """The claims of the tokens verified in the last minute; the oldest leave first when there are too many."""

    def __init__(self, *, most: int = _MOST) -> None:
        self._most = most
        self._known: dict[bytes, tuple[datetime, Mapping[str, Any]]] = {}
        self._lock = Lock()

    def recall(self, token: str, *, now: datetime) -> Mapping[str, Any] | None:
        """Give the claims of a token verified less than a minute ago, None otherwise."""
        with self._lock:
            known = self._known.get(_digest(token))
        if known is None or not timedelta(0) <= now - known[0] < REMEMBERED_FOR:
            return None
        return known[1]

    def remember(self, token: str, claims: Mapping[str, Any], *, now: datetime) -> None:
        """Keep the claims of a token whose signature has just been verified."""
        with self._lock:
            self._known.pop(_digest(token), None)
            self._known[_digest(token)] = (now, claims)
            while len(self._known) > self._most:
                del self._known[next(iter(self._known))]


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("ascii")).digest()
