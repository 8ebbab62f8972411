"""Secrets that programs prove themselves with, and the access tokens that they get for them (RFC 6749, section 4.4).

They are made here, random and long: one hash is enough to keep them, and the secret itself is shown once.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

TOKEN_LIFE: Final = timedelta(hours=1)
_SECRET_BYTES: Final = 32


def new_secret() -> str:
    """Make a secret or a token that nobody can guess."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def digest_of(secret: str) -> str:
    """Give the digest under which a secret or a token is kept."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def opens(secret: str, *, digest: str | None) -> bool:
    """Compare a secret with the digest that is kept, in constant time; without any digest nothing opens."""
    return hmac.compare_digest(digest or digest_of(""), digest_of(secret)) and digest is not None


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What a program holds for an hour; it is known by its digest."""

    holder: UUID
    scopes: tuple[str, ...]
    expires_at: datetime

    @classmethod
    def issue(cls, holder: UUID, scopes: tuple[str, ...], *, at: datetime) -> tuple[str, "AccessToken"]:
        """Make a token: its text, shown once, and what is kept of it."""
        return new_secret(), cls(holder, scopes, at + TOKEN_LIFE)

    def is_valid(self, *, at: datetime) -> bool:
        """Whether the token still opens something."""
        return at < self.expires_at


class AccessTokens(Protocol):
    """Where tokens are kept, under their digests."""

    def add(self, digest: str, token: AccessToken) -> None:
        """Keep a token, and forget the old ones of its holder."""

    def find(self, digest: str) -> AccessToken | None:
        """Find a token."""

    def revoke(self, holder: UUID) -> None:
        """Forget every token of a holder."""
