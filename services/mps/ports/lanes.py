"""What is known of the lane of a source: who shares its quota, and when it opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.mps.domain.gates import Quota
from services.mps.domain.sources import Source


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane: the sources that share its quota, itself included, and the end of its pause if there is one."""

    peers: Sequence[Source]
    quota: Quota
    opens_at: datetime | None


class LaneBook(Protocol):
    """The lanes as they are now."""

    def lane(self, source: Source, *, now: datetime) -> Lane:
        """Describe the lane of a source."""
        ...
