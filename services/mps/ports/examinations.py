"""What the buyer's side needs: opened responses, files of candidates, contradictory procedures, readings."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.examination import OpenedResponse
from services.mps.domain.hearings import Hearing, HearingId
from services.mps.domain.readings import Reading
from shared.kernel.clock import Clock
from shared.kernel.ids import CandidacyId, TenderId
from shared.kernel.siren import Siren


class BlockReader(Protocol):
    """Says what the answer of a source allows to conclude, on the day of the reading."""

    def read(self, block: EvidenceBlock, *, clock: Clock) -> Reading:
        """Read a block."""
        ...


class OpenedResponses(Protocol):
    """The responses that were opened, for the buyer of their consultation and for the service itself."""

    def put(self, responses: Sequence[OpenedResponse]) -> None:
        """Keep responses unless a later opening is known."""
        ...

    def of_tender(self, tender_id: TenderId) -> Sequence[OpenedResponse]:
        """Give the opened responses of a consultation of the principal's body."""
        ...

    def form_of(self, tender_id: TenderId, siren: Siren) -> SiretCandidacy | None:
        """Read the company's own candidacy, once a response of the company was opened."""
        ...

    def parties_of(self, lead: CandidacyId) -> Mapping[CandidacyId, SiretCandidacy]:
        """Read the candidacies that those who consented to be named by an opened candidacy have made themselves."""
        ...

    def asked_about(self, tender_id: TenderId) -> Sequence[SiretCandidacy]:
        """Give what the principal's body has asked about candidates of a consultation."""
        ...


class Hearings(Protocol):
    """Contradictory procedures: those of the principal's body, or those that speak of its company."""

    def add(self, hearing: Hearing) -> None:
        """Keep a new procedure."""
        ...

    def save(self, hearing: Hearing) -> None:
        """Keep the present state of a procedure."""
        ...

    def get(self, hearing_id: HearingId) -> Hearing | None:
        """Read and lock a procedure."""
        ...

    def of(self, candidacy_id: CandidacyId) -> Sequence[Hearing]:
        """Give the procedures of an examination."""
        ...

    def page(self, *, after: HearingId | None, limit: int) -> Sequence[Hearing]:
        """Give the procedures that the principal may see, the latest first."""
        ...
