"""What the company writes: its forms, its papers, the consents of its group; and what the buyer asks."""

from collections.abc import Sequence
from typing import Protocol

from services.mps.domain.form import CandidacyForm
from services.mps.domain.grouping import Consent
from services.mps.domain.papers import Paper, PaperId
from services.mps.domain.requirements import TenderRequirements
from shared.kernel.ids import CandidacyId, TenderId
from shared.kernel.siren import Siren
from shared.kernel.siret import Siret


class Forms(Protocol):
    """Forms by candidacy; whoever may read the candidacy reads its form, so the candidacy is read first."""

    def of(self, candidacy_id: CandidacyId) -> CandidacyForm | None:
        """Read the form of a candidacy, None when nothing was ever saved."""
        ...

    def save(self, form: CandidacyForm) -> None:
        """Keep a new version of a form, and the version itself for ever."""
        ...

    def last_confirmed(self, siren: Siren, *, other_than: CandidacyId) -> CandidacyForm | None:
        """Read the form that a company confirmed last, for another candidacy."""
        ...


class Papers(Protocol):
    """Papers by candidacy."""

    def add(self, paper: Paper) -> None:
        """Keep a paper."""
        ...

    def of(self, candidacy_id: CandidacyId) -> Sequence[Paper]:
        """Give the papers of a candidacy, withdrawn ones included, in the order of their arrival."""
        ...

    def get(self, candidacy_id: CandidacyId, paper_id: PaperId) -> Paper | None:
        """Read one paper."""
        ...

    def save(self, paper: Paper) -> None:
        """Keep the present state of a paper."""
        ...


class Consents(Protocol):
    """Consents of the members of groups."""

    def of(self, candidacy_id: CandidacyId) -> Sequence[Consent]:
        """Give the consents asked by a candidacy."""
        ...

    def put(self, consent: Consent) -> None:
        """Keep a consent, replacing the one of the same member."""
        ...

    def asked_of(self, siren: Siren, *, after: CandidacyId | None, limit: int) -> Sequence[Consent]:
        """Give what was asked of the establishments of a company, the latest first."""
        ...

    def one(self, candidacy_id: CandidacyId, member: Siret) -> Consent | None:
        """Read and lock the consent of one member."""
        ...


class Requirements(Protocol):
    """What consultations ask."""

    def of(self, tender_id: TenderId) -> TenderRequirements | None:
        """Read what a consultation asks, None while its buyer has said nothing."""
        ...

    def save(self, requirements: TenderRequirements) -> None:
        """Keep what a consultation asks."""
        ...
