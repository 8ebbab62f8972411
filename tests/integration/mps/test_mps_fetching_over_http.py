"""What is expected of administrations, and the vigilance of a contract, as people read them."""

from datetime import datetime

from services.mps.domain.sources import Moment, Source, sources_at
from shared.contracts.envelope import Envelope
from shared.contracts.tenders import ContractNotifiedV1
from shared.kernel.ids import EventId
from tests.integration.mps.conftest import Platform
from tests.unit.mps.builders import INCIDENTS, SOLE_TRADER, WHOLE
from tests.unit.mps.test_mps_vigilance import CONTRACT, facts_of
from tests.waiting import wait_for


def test_what_is_expected_is_told_with_its_hour(platform: Platform) -> None:
    candidacy_id = platform.request(platform.publish_tender(), INCIDENTS).json()["candidacy_id"]
    path = f"/mps/candidacies/{candidacy_id}/expected"

    def left() -> dict[str, str]:
        answer = platform.client.get(path, headers=platform.headers(INCIDENTS))
        assert answer.status_code == 200, answer.text
        return {each["source"]: each["expected_at"] for each in answer.json()["expected"]}

    wait_for(lambda: set(left()) == {Source.RGE, Source.QUALIBAT}, within=20)
    assert all(datetime.fromisoformat(at) > platform.clock.now() for at in left().values())
    foreign = platform.client.get(path, headers=platform.headers(SOLE_TRADER))
    assert (foreign.status_code, foreign.json()["code"]) == (404, "MPS-NOT-FOUND")
    assert platform.client.get(path).status_code == 401
    whole = platform.request(platform.publish_tender(), WHOLE).json()["candidacy_id"]
    platform.read(whole)
    told = platform.client.get(f"/mps/candidacies/{whole}/expected", headers=platform.headers()).json()
    assert told == {"expected": [], "complete_at": None}


def test_the_certificates_of_a_contractor_are_renewed_for_the_buyer_alone(platform: Platform) -> None:
    tender_id = platform.publish_tender()
    event = ContractNotifiedV1.model_validate({**facts_of(), "tender_id": str(tender_id)})
    platform.app.consumer.deliver(
        Envelope.wrap(event, event_id=platform.ids.new(EventId), time=platform.clock.now(), correlation_id="test")
    )
    path = f"/mps/contracts/{CONTRACT}/vigilance"
    buyer = platform.headers(role="acheteur")

    def renewed() -> bool:
        answer = platform.client.get(path, headers=buyer)
        assert answer.status_code == 200, answer.text
        certificates = {each["source"]: each["status"] for each in answer.json()["certificates"]}
        return certificates.get(Source.SOCIAL_CERTIFICATE) == "found" and "pending" not in certificates.values()

    wait_for(renewed, within=30)
    told = platform.client.get(path, headers=buyer).json()
    assert {each["source"] for each in told["certificates"]} == set(sources_at(Moment.EXECUTION))
    assert (told["article"], told["contractor_siret"]) == ("D8222-5", str(WHOLE))
    for headers in (platform.headers(), platform.headers(SOLE_TRADER)):  # not even the company itself
        answer = platform.client.get(path, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "MPS-CONTRACT-UNKNOWN")
    assert platform.client.get(path).status_code == 401
