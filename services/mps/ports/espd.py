"""The desk that writes, reads and has judged European single procurement documents."""

from dataclasses import dataclass
from typing import Protocol

from services.mps.domain.espd import EspdDocument, EspdKind
from services.mps.domain.espd_candidacy import EspdCandidate
from services.mps.domain.espd_request import EspdAsked
from services.mps.domain.espd_verdict import EspdVerdict


@dataclass(frozen=True, slots=True)
class EspdFile:
    """A written document and the answers that were left out because their question does not arise."""

    content: bytes
    digest: str
    left_out: tuple[str, ...]


class EspdDesk(Protocol):
    """What the service needs of the standard."""

    def respond(self, candidate: EspdCandidate) -> EspdFile:
        """Write the response of a candidate."""
        ...

    def request(self, asked: EspdAsked) -> EspdFile:
        """Write the request of a buyer."""
        ...

    def read(self, content: bytes) -> EspdDocument:
        """Read a document of any version."""
        ...

    def verdict(self, content: bytes, kind: EspdKind) -> EspdVerdict | None:
        """Give the verdict of the official validators; None while they work. It never waits for them."""
        ...
