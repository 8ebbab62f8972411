"""What is kept no longer than the law says."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from shared.kernel.ids import CandidacyId


class Retention(Protocol):
    """Finds and empties what has been kept long enough; for the service itself alone."""

    def over(self, *, cut: date, limit: int) -> Sequence[CandidacyId]:
        """Give candidacies whose deadline and contracts are all before a day, forms and examinations alike."""
        ...

    def forget(self, candidacy_id: CandidacyId, *, at: datetime) -> Sequence[str]:
        """Empty a candidacy: contents, forms, papers, certificates that nothing else stands on; give the blobs left."""
        ...

    def drop_replaced(self, *, before: datetime, limit: int) -> Sequence[str | None]:
        """Delete answers that later ones replaced, once no candidacy that they served is kept; give their documents."""
        ...
