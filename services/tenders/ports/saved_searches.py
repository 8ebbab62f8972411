"""What is read and kept of saved searches."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.tenders.domain.saved_searches import NewAnswers, SavedSearch
from services.tenders.domain.search import SearchCriteria
from shared.kernel.tender_ids import SavedSearchId


class SavedSearches(Protocol):
    """The saved searches of the principal's organisation."""

    def of_organisation(self) -> Sequence[SavedSearch]:
        """Give every saved search, the oldest first."""

    def lock(self, search_id: SavedSearchId) -> SavedSearch:
        """Read a saved search and hold it, or refuse ``TND-NOT-FOUND``."""

    def add(self, search: SavedSearch) -> None:
        """Keep a new saved search."""

    def save(self, search: SavedSearch) -> None:
        """Keep what changed of a saved search that is locked."""

    def remove(self, search_id: SavedSearchId) -> None:
        """Forget a saved search that is locked."""

    def hold_quota(self) -> int:
        """Give the number of saved searches of the organisation, and let nobody add one before the end."""

    def last_position(self) -> int:
        """Give the position of the last public change."""

    def has_words(self, criteria: SearchCriteria) -> bool:
        """Say whether the text of the criteria holds anything that can be searched."""

    def due(self, *, at: datetime, limit: int) -> Sequence[SavedSearchId]:
        """Give saved searches whose next alert may leave, the longest waiting first."""

    def answers(self, search: SavedSearch, *, up_to: int, limit: int) -> NewAnswers:
        """Give the changes that answer a saved search, after those already considered."""
