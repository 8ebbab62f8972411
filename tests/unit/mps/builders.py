"""Candidacies, consultations and answers for tests: each function gives an ordinary one, keywords change it."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from services.mps.domain.answers import DeliveryRefused, FactsStated, StatedFact
from services.mps.domain.candidacy import SiretCandidacy
from services.mps.domain.fetching import FetchTask
from services.mps.domain.sources import Source
from services.mps.domain.tender import KnownTender, Purpose, Question
from shared.kernel.ids import CandidacyId, TenderId
from shared.kernel.principal import Principal, PrincipalKind, Right
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline

WHOLE = Siret("00123456600014")  # our fictitious company that every administration knows
SOLE_TRADER = Siret("00345678700013")
CLOSED = Siret("00456789700014")
NOT_PUBLIC = Siret("00567890900010")
ABROAD = Siret("00678901000011")
SOCIAL_REFUSAL = Siret("00789012200018")
INCIDENTS = Siret("00890123300018")
BUYER = Siret("98765432400019")
NOW = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)


def a_company_person(siret: Siret = WHOLE) -> Principal:
    return Principal("company", PrincipalKind.ECONOMIC_OPERATOR, siret, "Entreprise", frozenset({Right.SUBMIT}))


def an_agent() -> Principal:
    return Principal("agent", PrincipalKind.AGENT, BUYER, "Agent", frozenset({Right.DRAFT}))


def a_timeline(*, legal_start: datetime | None = None, factor: int = 1) -> Timeline:
    return Timeline(NOW, legal_start or NOW, factor)


def a_tender(
    *, number: int = 1, version: int = 1, timeline: Timeline | None = None, sandbox: bool = False
) -> KnownTender:
    return KnownTender(
        tender_id=TenderId(UUID(int=number)),
        version=version,
        buyer_siret=BUYER,
        buyer_name="Commune de Valmoresque",
        title="Réfection de l'école",
        deadline=NOW + timedelta(days=30),
        timeline=timeline or a_timeline(),
        sandbox=sandbox,
    )


def a_candidacy(*, siret: Siret = WHOLE, at: datetime = NOW) -> SiretCandidacy:
    return SiretCandidacy.requested(
        candidacy_id=CandidacyId(UUID(int=7)), siret=siret, tender_id=a_tender().tender_id, at=at
    )


def a_question(source: Source = Source.ESTABLISHMENT, *, siret: Siret = WHOLE, year: int = 2024) -> Question:
    return Question(source, siret, Purpose("Marchés publics", "Consultation 1", BUYER), year)


def a_task(candidacy: SiretCandidacy, source: Source, *, attempt: int = 1) -> FetchTask:
    return FetchTask(candidacy.candidacy_id, source, attempt, NOW, NOW + timedelta(hours=4), NOW)


def facts_stated(*facts: StatedFact, as_of: date | None = date(2025, 1, 31)) -> FactsStated:
    return FactsStated(facts or (StatedFact("name", "Dénomination", "ATELIERS VIRELANGUE"),), as_of, '{"data": {}}')


def delivery_refused() -> DeliveryRefused:
    return DeliveryRefused((), None, "L'entreprise n'est pas à jour.", '{"data": {}}')
