"""A SIRET number is enough: from the request over HTTP to the document, through PostgreSQL, events, the simulator."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from services.mps.domain.sources import Moment, Source, sources_at
from services.mps.storage.tables import SERVICE_TABLES
from shared.contracts.envelope import Envelope
from shared.contracts.mps import CertificateRequestedV1
from tests.integration.mps.conftest import Platform
from tests.unit.mps.builders import BUYER, CLOSED, INCIDENTS, NOT_PUBLIC, SOCIAL_REFUSAL, SOLE_TRADER, WHOLE
from tests.waiting import wait_for

FORM = sources_at(Moment.FORM)


def statuses(candidacy: dict[str, object]) -> dict[str, str]:
    blocks = candidacy["blocks"]
    assert isinstance(blocks, list)
    return {block["source"]: block["status"] for block in blocks}


def envelopes(platform: Platform) -> list[Envelope]:
    with platform.app.database.reader() as connection:
        rows = connection.execute(SERVICE_TABLES.outbox.select().order_by(SERVICE_TABLES.outbox.c.ordinal))
        return [Envelope.from_json(row.envelope) for row in rows]


def test_a_company_that_everybody_knows(platform: Platform) -> None:
    tender_id = platform.publish_tender()
    response = platform.request(tender_id)
    assert response.status_code == 201, response.text
    candidacy = platform.read(response.json()["candidacy_id"])
    found = statuses(candidacy)
    unknown = {Source.ASSOCIATION, Source.QUALIFELEC, Source.ENGINEERING, Source.PUBLIC_WORKS_CARD}
    assert {source for source, status in found.items() if status == "unknown"} == unknown
    assert {found[source] for source in FORM if source not in unknown} == {"found"}
    assert candidacy["completed_at"] is not None
    assert Counter(envelope.type for envelope in envelopes(platform)) == {
        "certificate_requested.v1": len(FORM),
        "certificate_fetched.v1": len(FORM),
        "candidacy_completed.v1": 1,
    }


def test_the_company_sees_open_data_and_only_the_state_of_the_rest(platform: Platform) -> None:
    candidacy = platform.read(platform.request(platform.publish_tender()).json()["candidacy_id"])
    for block in candidacy["blocks"]:
        shown = block["openness"] == "open" and block["status"] == "found"
        assert bool(block["facts"]) is shown, block["source"]
    assert "4\u202f812\u202f300" not in json.dumps(candidacy, ensure_ascii=False)


def test_the_document_is_sealed_with_the_bid(platform: Platform) -> None:
    candidacy_id = platform.request(platform.publish_tender()).json()["candidacy_id"]
    platform.read(candidacy_id)
    path = f"/mps/candidacies/{candidacy_id}/document"
    first = platform.client.get(path, headers=platform.headers())
    document = first.json()
    assert document["denomination"] == "ATELIERS VIRELANGUE (AVL)"
    assert document["consultation"]["siret_acheteur"] == str(BUYER)
    assert document["declaration_sur_l_honneur"]["article"] == "R2143-3"
    assert len(document["sources"]) == len(FORM)
    assert platform.client.get(path, headers=platform.headers()).content == first.content


def test_no_event_tells_who_answers_what(platform: Platform) -> None:
    tender_id = platform.publish_tender()
    platform.read(platform.request(tender_id).json()["candidacy_id"])
    for envelope in envelopes(platform):
        words = envelope.to_json()
        assert str(tender_id) not in words
        assert str(BUYER) not in words


def test_the_journal_keeps_the_purpose_of_each_call(platform: Platform) -> None:
    tender_id = platform.publish_tender()
    platform.read(platform.request(tender_id).json()["candidacy_id"])
    journal = SERVICE_TABLES.journal
    with platform.app.database.reader() as connection:
        rows = connection.execute(journal.select().where(journal.c.action == "certificate_asked")).all()
    calls = [json.loads(row.facts) for row in rows]
    assert {call["source"] for call in calls} == set(FORM)
    assert {call["recipient"] for call in calls} == {str(BUYER)}
    assert all(str(tender_id) in call["object"] and call["context"] == "Marchés publics" for call in calls)


def test_the_same_key_gives_the_same_answer_and_another_key_the_same_candidacy(platform: Platform) -> None:
    tender_id = platform.publish_tender()
    first = platform.request(tender_id, key="cle-000001")
    assert platform.request(tender_id, key="cle-000001").content == first.content
    again = platform.request(tender_id, key="cle-000002")
    assert again.status_code == 201
    assert again.json()["candidacy_id"] == first.json()["candidacy_id"]
    platform.read(first.json()["candidacy_id"])
    assert Counter(envelope.type for envelope in envelopes(platform))["certificate_requested.v1"] == len(FORM)


def test_two_requests_at_the_same_instant_make_one_candidacy(platform: Platform) -> None:
    tender_id = platform.publish_tender()
    with ThreadPoolExecutor(4) as pool:
        responses = list(pool.map(lambda n: platform.request(tender_id, key=f"cle-00000{n}"), range(4)))
    assert {response.status_code for response in responses} == {201}
    assert len({response.json()["candidacy_id"] for response in responses}) == 1


def test_404_and_refusals_are_states_never_conclusions(platform: Platform) -> None:
    tender_id = platform.publish_tender()
    sole_trader = platform.request(tender_id, SOLE_TRADER).json()["candidacy_id"]
    refused = platform.request(tender_id, SOCIAL_REFUSAL).json()["candidacy_id"]
    assert statuses(platform.read(sole_trader, SOLE_TRADER))[Source.TRADE_REGISTER] == "unknown"
    assert statuses(platform.read(refused, SOCIAL_REFUSAL))[Source.LEGAL_NOTICES] == "found"
    document = platform.client.get(f"/mps/candidacies/{refused}/document", headers=platform.headers(SOCIAL_REFUSAL))
    assert document.status_code == 200


def test_a_failing_source_delays_no_other_and_recovers_at_its_hour(platform: Platform) -> None:
    candidacy_id = platform.request(platform.publish_tender(), INCIDENTS).json()["candidacy_id"]
    candidacy = platform.read(candidacy_id, INCIDENTS, wait=2)
    found_first = statuses(candidacy)
    assert (found_first[Source.QUALIBAT], found_first[Source.RGE]) == ("unavailable", "pending")
    assert candidacy["completed_at"] is None
    platform.clock.advance(timedelta(minutes=1))
    document = platform.client.get(f"/mps/candidacies/{candidacy_id}/document", headers=platform.headers(INCIDENTS))
    assert document.status_code == 200  # nobody waits 48 hours to answer a consultation
    platform.clock.advance(timedelta(hours=48))

    def recovered() -> bool:
        events = [envelope.event() for envelope in envelopes(platform)]
        attempts = {event.attempt for event in events if isinstance(event, CertificateRequestedV1)}
        found = statuses(platform.read(candidacy_id, INCIDENTS, wait=0))
        return found[Source.RGE] == "unknown" and attempts >= {1, 2}

    assert wait_for(recovered, within=15)


def test_another_company_finds_neither_candidacy_nor_document(platform: Platform) -> None:
    candidacy_id = platform.request(platform.publish_tender()).json()["candidacy_id"]
    for path in (f"/mps/candidacies/{candidacy_id}", f"/mps/candidacies/{candidacy_id}/document"):
        response = platform.client.get(path, headers=platform.headers(SOLE_TRADER))
        assert (response.status_code, response.json()["code"]) == (404, "MPS-NOT-FOUND")
        agent = platform.client.get(path, headers=platform.headers(role="acheteur"))
        assert agent.status_code == 404


def test_refusals_are_said_in_french(platform: Platform) -> None:
    tender_id = platform.publish_tender()
    body = {"siret": str(WHOLE), "tender_id": str(tender_id)}
    other = platform.client.post("/mps/candidacies", json=body, headers=platform.headers(CLOSED, key="cle-000009"))
    assert (other.status_code, other.json()["code"]) == (403, "MPS-OTHER-COMPANY")
    malformed = platform.client.post(
        "/mps/candidacies",
        json={**body, "siret": "12345678901234"},
        headers=platform.headers(key="cle-000010"),
    )
    assert malformed.status_code == 422
    assert "SIRET" in malformed.json()["detail"]
    nowhere = platform.client.post(
        "/mps/candidacies",
        json={**body, "tender_id": "018f0000-0000-7000-8000-000000000000"},
        headers=platform.headers(key="cle-000011"),
    )
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "MPS-TENDER-UNKNOWN")
    assert platform.client.post("/mps/candidacies", json=body).status_code == 401


def test_an_identity_prefills_a_form_and_is_asked_once_an_hour(platform: Platform) -> None:
    tender_id = platform.publish_tender()
    path = f"/mps/companies/{WHOLE}?tender_id={tender_id}"
    first = platform.client.get(path, headers=platform.headers())
    assert first.json()["name"] == "ATELIERS VIRELANGUE (AVL)"
    platform.clock.advance(timedelta(minutes=30))
    assert platform.client.get(path, headers=platform.headers()).json() == first.json()
    platform.clock.advance(timedelta(minutes=31))
    assert platform.client.get(path, headers=platform.headers()).json()["read_at"] != first.json()["read_at"]


def test_an_identity_that_is_not_public_is_explained(platform: Platform) -> None:
    tender_id = platform.publish_tender()
    response = platform.client.get(
        f"/mps/companies/{NOT_PUBLIC}?tender_id={tender_id}", headers=platform.headers(NOT_PUBLIC)
    )
    assert response.json()["status"] == "unknown"
    assert "la candidature reste possible" in response.json()["messages"][0]


def test_an_identity_is_read_without_naming_a_consultation(platform: Platform) -> None:
    path = f"/mps/companies/{WHOLE}"
    for role in ("acheteur", "entreprise-a"):
        assert platform.client.get(path, headers=platform.headers(role=role)).json()["status"] == "active"
    assert platform.client.get(path).status_code == 401


def test_the_service_says_that_it_is_ready(platform: Platform) -> None:
    assert platform.client.get("/mps/readyz").json() == {"ready": True, "checks": {"database": True}}
