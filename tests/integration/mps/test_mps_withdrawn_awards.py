"""An award that is withdrawn: administrations are asked no more about its company, unless the buyer asks again."""

from datetime import timedelta
from typing import Any

import pytest

from services.mps.gateways.api_entreprise_simulator.companies import company_fixtures
from services.mps.gateways.api_entreprise_simulator.fixtures import CannedReply, Fixture, FixtureBook
from services.mps.gateways.api_entreprise_simulator.operations import KNOWN_PATHS
from shared.contracts.amount import Amount
from shared.contracts.envelope import Envelope
from shared.contracts.event import Event
from shared.contracts.tenders import ContractAwardedV1, LotFact
from shared.contracts.tenders_awards import AwardWithdrawnV1
from shared.kernel.ids import AwardId, CandidacyId, EventId, TenderId
from shared.kernel.principal import Principal
from shared.storage.unit_of_work import Scope
from tests.integration.mps.conftest import Platform
from tests.unit.mps.builders import BUYER, INCIDENTS
from tests.waiting import wait_for

STOPPED = "Plus demandé"
OPERATION = "api_entreprise_v4_acoss_attestations_sociales"
LOT = LotFact(lot_id="lot", number=1, title="Lot", cpv="45000000-7")


@pytest.fixture
def book() -> FixtureBook:
    """Urssaf announces an answer for later: the only company whose certificate is still expected."""
    error = {"code": "04501", "title": "Analyse", "detail": "Analyse en cours", "source": None}
    later = {"errors": [{**error, "meta": {"provider": "ACOSS", "retry_in": 172800}}]}
    others = [each for each in company_fixtures() if each.operation_id != OPERATION]
    reply = CannedReply(502, later)
    return FixtureBook([*others, Fixture(OPERATION, KNOWN_PATHS[OPERATION], {}, (reply,))])


def hear(platform: Platform, event: Event) -> None:
    """Have the service hear of an event."""
    now = platform.clock.now()
    platform.app.consumer.deliver(
        Envelope.wrap(event, event_id=platform.ids.new(EventId), time=now, correlation_id="test")
    )


def awarded(tender_id: TenderId, award_id: AwardId) -> ContractAwardedV1:
    """The lot is awarded."""
    return ContractAwardedV1(
        aggregate_id=str(award_id),
        aggregate_version=1,
        tender_id=str(tender_id),
        award_id=str(award_id),
        lot=LOT,
        buyer_siret=str(BUYER),
        winner_siret=str(INCIDENTS),
        amount_excl_vat=Amount(value="10.00"),
        ranking=(),
        standstill_ends_on="2026-12-01",
    )


def withdrawn(tender_id: TenderId, award_id: AwardId) -> AwardWithdrawnV1:
    """The award is withdrawn."""
    return AwardWithdrawnV1(
        aggregate_id=str(award_id),
        aggregate_version=2,
        tender_id=str(tender_id),
        award_id=str(award_id),
        lot=LOT,
        buyer_siret=str(BUYER),
        winner_siret=str(INCIDENTS),
        ground="exclusion",
        withdrawn_on="2026-11-20",
    )


def asked(platform: Platform, tender_id: TenderId, key: str) -> str:
    """Ask about the likely winner."""
    body = {"siret": str(INCIDENTS), "moment": "award", "reason": "attributaire pressenti"}
    made = platform.client.post(
        f"/mps/consultations/{tender_id}/examinations", json=body, headers=platform.headers(role="acheteur", key=key)
    )
    assert made.status_code < 300, made.text
    return str(made.json()["candidacy_id"] if "candidacy_id" in made.json() else made.json()["examination_id"])


def test_nothing_is_asked_any_more_about_who_is_awarded_nothing(platform: Platform) -> None:
    tender_id = platform.publish_tender()
    platform.clock.advance(timedelta(days=60))
    examination = asked(platform, tender_id, "attribue-1")

    def waiting() -> list[Any]:
        with platform.app.open_uow(Scope(Principal.system("mps"), correlation_id="test")) as uow:
            candidacy = uow.candidacies.get(CandidacyId.parse(examination))
            return [] if candidacy is None else [each for each in candidacy.blocks if each.next_try_at is not None]

    wait_for(lambda: bool(waiting()), within=20)
    first, second = platform.ids.new(AwardId), platform.ids.new(AwardId)
    for award in (first, second):
        hear(platform, awarded(tender_id, award))
    hear(platform, withdrawn(tender_id, first))
    assert waiting(), "the company still holds the award of another lot"
    hear(platform, withdrawn(tender_id, second))
    hear(platform, awarded(tender_id, second))  # late: nothing changes
    assert waiting() == []
    with platform.app.open_uow(Scope(Principal.system("mps"), correlation_id="test")) as uow:
        assert list(uow.tasks.of(CandidacyId.parse(examination))) == []
        candidacy = uow.candidacies.get(CandidacyId.parse(examination))
        assert candidacy is not None
        assert any(STOPPED in (block.detail or "") for block in candidacy.blocks)

    assert asked(platform, tender_id, "attribue-2") == examination
    wait_for(lambda: bool(waiting()), within=20)
