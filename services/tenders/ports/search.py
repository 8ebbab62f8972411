"""What anybody may search, and how the work of it is bounded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from services.tenders.domain.public_changes import PublicChange, PublicChangeKind
from services.tenders.domain.search import SearchCriteria, SearchSort
from shared.kernel.ids import TenderId


@dataclass(frozen=True, slots=True)
class Found:
    """A page of answers: public columns, and the key after which the list continues, None at its end."""

    views: Sequence[Mapping[str, Any]]
    last_key: str | None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """How many answers have a value; `label` is a name that is kept with the data, of a buyer for instance."""

    value: str
    count: int
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts by kind, procedure, CPV division, territory and buyer (the most frequent ones).

    They count every answer when `is_exact`, else the latest `total` ones: then every count is a minimum (« au moins »).
    """

    total: int
    is_exact: bool
    counts: Mapping[str, Sequence[FacetValue]]


class PublicChanges(Protocol):
    """What the public is told beyond what saving a consultation tells by itself."""

    def note(self, tender_id: TenderId, kind: PublicChangeKind) -> None:
        """Note a public change of a consultation; one that is not listed is told to nobody."""


class ConsultationSearch(Protocol):
    """The search of listed consultations."""

    def page(self, criteria: SearchCriteria, *, sort: SearchSort, after: str | None, limit: int) -> Found:
        """Give the consultations that satisfy the criteria, in that order, after a key of an earlier page."""

    def facets(self, criteria: SearchCriteria) -> Facets:
        """Count the answers by the values that refine the search."""

    def changes(self, *, after: int, limit: int) -> Sequence[PublicChange]:
        """Give the public changes that follow a position, in order."""
