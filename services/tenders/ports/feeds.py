"""What a syndication feed holds (fil de syndication), and who writes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry; ``identifier`` never changes (a URN), ``address`` is where a person reads it."""

    identifier: str
    title: str
    address: str
    author: str
    summary: str
    categories: tuple[str, ...]
    published_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed; ``address`` is its own and identifies it."""

    title: str
    address: str
    updated_at: datetime
    entries: Sequence[FeedEntry]


class FeedWriter(Protocol):
    """Writes a feed as a document."""

    def atom(self, feed: Feed) -> bytes:
        """Give the feed as Atom 1.0 (RFC 4287)."""
