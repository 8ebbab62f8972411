"""The finance feeds."""

from dataclasses import dataclass
from typing import Protocol

from shared.kernel.siret import Siret


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One event of a finance feed: its position (1, 2, 3… without gap) and its CloudEvents envelope as JSON text."""

    position: int
    envelope: str


class Feeds(Protocol):
    """The finance feeds of buyers."""

    def after(self, buyer: Siret, *, position: int, limit: int) -> tuple[FeedEntry, ...]:
        """Give the events of a buyer's feed after a position, at most ``limit`` of them."""

    def publish_stream(self, buyer: Siret) -> str:
        """Have the buyer's feed published to its own stream from its first event, and give the stream's name."""
