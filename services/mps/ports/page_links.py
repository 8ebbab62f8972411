"""The links that open pages, as they are kept."""

from typing import Protocol

from services.mps.domain.page_links import PageLink, PageSubject


class PageLinks(Protocol):
    """The links of markets and applications; the caller says which one."""

    def put(self, link: PageLink) -> None:
        """Keep the present state of a link."""
        ...

    def latest(self, subject: PageSubject, identifier: str) -> PageLink | None:
        """Read and lock the latest link of a subject."""
        ...

    def get(self, subject: PageSubject, identifier: str, number: int) -> PageLink | None:
        """Read and lock one link."""
        ...

    def of_session(self, digest: str) -> PageLink | None:
        """Find the link that opened a session."""
        ...
