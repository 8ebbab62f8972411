"""The links by which buyers and companies open the pages of a market declared elsewhere: once each, for a while.

An editor vouches for the person whom it sends (as Passe Marché does): a link acts for one buyer on its market, or for
one company on its application, and for nothing else.
"""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self

from services.mps.domain.platforms import EditorId
from shared.kernel.client_secrets import digest_of
from shared.kernel.refusal import refuse

LINK_LIFE: Final = timedelta(days=1)
SESSION_LIFE: Final = timedelta(hours=4)


class PageSubject(StrEnum):
    """What a page is about."""

    MARKET = "market"
    APPLICATION = "application"


@dataclass(frozen=True, slots=True)
class PageLink:
    """One link, numbered for its subject, and the session that it opened; the secret of the session is not kept."""

    subject: PageSubject
    identifier: str
    number: int
    editor_id: EditorId
    expires_at: datetime
    used_at: datetime | None = None
    session_digest: str | None = None
    session_ends_at: datetime | None = None

    def used(self, session: str, *, at: datetime) -> Self:
        """Open a session.

        Raises:
            Refused: ``MPS-LINK-USED`` the second time, ``MPS-LINK-OVER`` after its life.
        """
        if self.used_at is not None:
            refuse("MPS-LINK-USED")
        if at >= self.expires_at:
            refuse("MPS-LINK-OVER")
        ends_at = at + SESSION_LIFE
        return replace(self, used_at=at, session_digest=digest_of(session), session_ends_at=ends_at)

    def is_open(self, *, at: datetime) -> bool:
        """Tell whether its session still acts."""
        return self.session_ends_at is not None and at < self.session_ends_at


def next_link(latest: PageLink | None, new: PageLink) -> PageLink:
    """Number a link after the latest of its subject."""
    return replace(new, number=1 if latest is None else latest.number + 1)


def form_proof(session: str) -> str:
    """Give the value that every form of a session bears: a page of another site cannot know it (CSRF)."""
    return hashlib.sha256(f"form:{session}".encode()).hexdigest()


def is_form_of(session: str, proof: str) -> bool:
    """Compare the value that came with a form, in constant time."""
    return hmac.compare_digest(form_proof(session).encode(), proof.encode("utf-8", "replace"))
