"""A link is made for a market or an application, opens its page once, and the page then acts for whom it was made."""

import secrets
from dataclasses import dataclass
from typing import Final

from services.mps.domain.page_links import LINK_LIFE, PageLink, PageSubject, next_link
from services.mps.domain.platforms import Editor, EditorId, MarketApplication, PublicMarket
from services.mps.ports import UnitOfWork
from shared.kernel.client_secrets import digest_of
from shared.kernel.refusal import refuse

_SESSION_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class OpenPage:
    """What a session is about, and the editor that vouches for the person."""

    link: PageLink
    editor: Editor
    market: PublicMarket
    application: MarketApplication | None = None


def make_link(subject: PageSubject, identifier: str, *, editor_id: EditorId, uow: UnitOfWork) -> PageLink:
    """Make a link; those made before stay good until they are used or over."""
    new = PageLink(subject, identifier, 1, editor_id, uow.clock.now() + LINK_LIFE)
    made = next_link(uow.page_links.latest(subject, identifier), new)
    uow.page_links.put(made)
    uow.record("page_link_made", identifier, {"subject": subject.value, "number": str(made.number)})
    return made


def latest_link(subject: PageSubject, identifier: str, *, editor_id: EditorId, uow: UnitOfWork) -> PageLink:
    """Give the latest link of a subject, making it where there is none."""
    found = uow.page_links.latest(subject, identifier)
    return found or make_link(subject, identifier, editor_id=editor_id, uow=uow)


def use_link(subject: PageSubject, identifier: str, number: int, *, uow: UnitOfWork) -> str:
    """Exchange a link whose secret was proved for the secret of a session.

    Raises:
        Refused: ``MPS-LINK-UNKNOWN``, ``MPS-LINK-USED``, ``MPS-LINK-OVER``.
    """
    link = uow.page_links.get(subject, identifier, number)
    if link is None:
        refuse("MPS-LINK-UNKNOWN")
    session = secrets.token_urlsafe(_SESSION_BYTES)
    uow.page_links.put(link.used(session, at=uow.clock.now()))
    uow.record("page_link_used", identifier, {"subject": subject.value, "number": str(number)})
    return session


def open_page(session: str, subject: PageSubject, identifier: str, *, uow: UnitOfWork) -> OpenPage:
    """Give what a session is about.

    Raises:
        Refused: ``MPS-PAGE-CLOSED`` for no session, one that is over, or one of another page.
    """
    link = uow.page_links.of_session(digest_of(session)) if session else None
    if link is None or (link.subject, link.identifier) != (subject, identifier):
        refuse("MPS-PAGE-CLOSED")
    editor = uow.platforms.editor(link.editor_id)
    if editor is None or not editor.is_active or not link.is_open(at=uow.clock.now()):
        refuse("MPS-PAGE-CLOSED")
    application = uow.platforms.application(identifier) if subject is PageSubject.APPLICATION else None
    named = identifier if application is None else application.market_identifier
    market = uow.platforms.market(named)
    if market is None or (subject is PageSubject.APPLICATION and application is None):
        refuse("MPS-PAGE-CLOSED")
    return OpenPage(link, editor, market, application)
