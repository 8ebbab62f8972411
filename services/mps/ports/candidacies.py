"""The candidacies and their blocks of evidence."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.sources import Moment
from shared.kernel.ids import CandidacyId, TenderId
from shared.kernel.siret import Siret


class Candidacies(Protocol):
    """The candidacies that the principal may see: its own legal unit's, or all for the service itself."""

    def add(self, candidacy: SiretCandidacy) -> bool:
        """Keep a new candidacy; False when the establishment already has one for the consultation."""
        ...

    def get(self, candidacy_id: CandidacyId) -> SiretCandidacy | None:
        """Read a candidacy; None when it does not exist or belongs to another company."""
        ...

    def get_locked(self, candidacy_id: CandidacyId) -> SiretCandidacy | None:
        """Read a candidacy and lock it until the end of the transaction."""
        ...

    def find(self, *, siret: Siret, tender_id: TenderId, moment: Moment = Moment.FORM) -> SiretCandidacy | None:
        """Read what was asked about an establishment for a consultation, at a moment."""
        ...

    def lead_of(self, candidacy_id: CandidacyId) -> SiretCandidacy | None:
        """Read the candidacy of the lead of a group that has asked for the consent of the principal's company."""
        ...

    def save(self, candidacy: SiretCandidacy, *, changed: Sequence[EvidenceBlock]) -> None:
        """Keep the present state of a locked candidacy and of its changed blocks."""
        ...

    def page(self, *, after: CandidacyId | None, limit: int) -> Sequence[SiretCandidacy]:
        """Give candidacies that the principal may see, the latest first, after one of them."""
        ...

    def due(self, *, now: datetime, limit: int) -> Sequence[CandidacyId]:
        """Give the candidacies that have a source to ask again."""
        ...
