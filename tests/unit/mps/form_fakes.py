"""In-memory doubles of what companies write and of what buyers ask."""

from collections.abc import Sequence

from services.mps.domain.form import CandidacyForm
from services.mps.domain.grouping import Consent
from services.mps.domain.papers import Paper, PaperId
from services.mps.domain.requirements import TenderRequirements
from shared.kernel.ids import CandidacyId, TenderId
from shared.kernel.siren import Siren
from shared.kernel.siret import Siret


class FakeForms:
    def __init__(self) -> None:
        self.kept: dict[CandidacyId, CandidacyForm] = {}

    def of(self, candidacy_id: CandidacyId) -> CandidacyForm | None:
        return self.kept.get(candidacy_id)

    def save(self, form: CandidacyForm) -> None:
        self.kept[form.candidacy_id] = form

    def last_confirmed(self, siren: Siren, *, other_than: CandidacyId) -> CandidacyForm | None:  # noqa: ARG002
        others = (each for each in self.kept.values() if each.candidacy_id != other_than and each.confirmed_at)
        return next(others, None)


class FakePapers:
    def __init__(self) -> None:
        self.kept: dict[PaperId, Paper] = {}

    def add(self, paper: Paper) -> None:
        self.kept[paper.paper_id] = paper

    save = add

    def of(self, candidacy_id: CandidacyId) -> Sequence[Paper]:
        return [each for each in self.kept.values() if each.candidacy_id == candidacy_id]

    def get(self, candidacy_id: CandidacyId, paper_id: PaperId) -> Paper | None:
        return next((each for each in self.of(candidacy_id) if each.paper_id == paper_id), None)


class FakeConsents:
    def __init__(self) -> None:
        self.kept: dict[tuple[CandidacyId, Siret], Consent] = {}

    def of(self, candidacy_id: CandidacyId) -> Sequence[Consent]:
        return [each for each in self.kept.values() if each.candidacy_id == candidacy_id]

    def put(self, consent: Consent) -> None:
        self.kept[consent.candidacy_id, consent.member] = consent

    def asked_of(self, siren: Siren, *, after: CandidacyId | None, limit: int) -> Sequence[Consent]:  # noqa: ARG002
        return [each for each in self.kept.values() if each.member.siren == siren][:limit]

    def one(self, candidacy_id: CandidacyId, member: Siret) -> Consent | None:
        return self.kept.get((candidacy_id, member))


class FakeRequirements:
    def __init__(self) -> None:
        self.kept: dict[TenderId, TenderRequirements] = {}

    def of(self, tender_id: TenderId) -> TenderRequirements | None:
        return self.kept.get(tender_id)

    def save(self, requirements: TenderRequirements) -> None:
        self.kept[requirements.tender_id] = requirements
