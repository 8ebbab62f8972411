"""What fetching needs to keep: the tasks of each lane, and the answers that may serve again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from services.mps.domain.certificates import Certificate
from services.mps.domain.fetching import FetchTask, Share
from services.mps.domain.sources import Source
from shared.kernel.ids import CandidacyId
from shared.kernel.siret import Siret


class FetchTasks(Protocol):
    """The lanes: one for each source, the most urgent first."""

    def put(self, tasks: Sequence[FetchTask]) -> None:
        """Queue tasks; a task of an earlier attempt is replaced, one that is there already stays."""
        ...

    def claim(self, shares: Sequence[Share], *, now: datetime) -> Sequence[FetchTask]:
        """Take the most urgent tasks of each share; nobody else takes them for a while."""
        ...

    def postpone(self, task: FetchTask, *, until: datetime) -> None:
        """Give a task back to its lane until an instant: it was not heard, and nothing is lost."""
        ...

    def done(self, tasks: Sequence[FetchTask]) -> None:
        """Take tasks out of their lanes, but those that a later attempt has replaced."""
        ...

    def of(self, candidacy_id: CandidacyId) -> Sequence[FetchTask]:
        """Give the tasks of a candidacy that wait or run."""
        ...

    def ahead(self, task: FetchTask, *, sources: Sequence[Source]) -> int:
        """Count the tasks of some lanes that pass before this one."""
        ...

    def waiting(self, *, now: datetime) -> Mapping[Source, int]:
        """Count the tasks of each lane that could be taken now."""
        ...


class Certificates(Protocol):
    """The answers kept, and which of them each block stands on."""

    def find(self, *, source: Source, number: str, recipient: Siret | None) -> Certificate | None:
        """Read the latest answer about a number, for a buyer where the source is protected."""
        ...

    def about(self, *, siren: str, recipient: Siret) -> Mapping[tuple[Source, str], Certificate]:
        """Read the latest answer of each source about the numbers of a company, as far as they serve a buyer."""
        ...

    def keep(self, certificates: Sequence[Certificate]) -> None:
        """Keep answers."""
        ...

    def link(self, certificates: Sequence[Certificate], *, candidacy_id: CandidacyId) -> None:
        """Note that the blocks of a candidacy stand on answers."""
        ...

    def of(self, candidacy_id: CandidacyId) -> Mapping[Source, Certificate]:
        """Give the answers on which the blocks of a candidacy stand."""
        ...


class DocumentStore(Protocol):
    """Where the documents of certificates are kept; identifiers are opaque."""

    def put(self, content: bytes) -> str:
        """Keep bytes durably and give their identifier."""
        ...
