"""Envelopes received by other means, through the routes and a real database."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from services.clients.sealing import peel
from shared.contracts.tenders_stages import ResponseRulesFact
from tests.integration.responses.platform import ACME, BOLT, OTHER_BUYER, Platform, a_key
from tests.integration.responses.registers import agent, allow, an_envelope, begin, code, decide, post, send_copy
from tests.waiting import wait_for


def test_copies_on_paper_are_opened_for_the_reasons_of_the_law_alone(platform: Platform) -> None:
    """Registered before the closing, kept sealed while the electronic response opens, opened for a late one."""
    platform.publish()
    registrar = agent(platform)
    path = f"/consultations/{platform.tender_id}/envelopes"
    of_acme, of_bolt = (post(registrar, path, an_envelope(siret)).json() for siret in (ACME, BOLT))
    assert [one["number"] for one in (of_acme, of_bolt)] == [1, 2]
    check_registrations(platform, registrar, path)
    assert code(decide(registrar, of_bolt, "open", reason="late")) == "RSP-NOT-CLOSED"
    in_time = platform.deposit(b"offre", siret=ACME)
    wait_for(lambda: platform.company(ACME).receipt(in_time["deposit_id"], wait=5), what="the receipt")
    sealed = platform.seal(b"tard", siret=BOLT)
    company = platform.company(BOLT)
    declared = begin(company, sealed)
    platform.close()
    company.upload(declared["files"][0]["upload"], sealed.with_suffix(""))
    assert code(decide(registrar, of_bolt, "destroy")) == "ENV-COPY-STILL-NEEDED"
    assert platform.open(0, 1)["status"] == "completed"
    for reason in ("malware", "incomplete", "late", "unreadable", None):
        assert code(decide(registrar, of_acme, "open", reason=reason)) == "ENV-COPY-REASON"
    for reason in ("malware", "incomplete", "unreadable"):
        assert code(decide(registrar, of_bolt, "open", reason=reason)) == "ENV-COPY-REASON"
    opened = decide(registrar, of_bolt, "open", reason="late").json()
    assert (opened["status"], opened["reason"], opened["decided_by"]) == ("opened", "late", "greffe")
    assert code(decide(registrar, of_bolt, "open", reason="late")) == "HTTP-VERSION-STALE"
    assert decide(registrar, opened, "set_aside").json()["status"] == "set_aside"
    assert decide(registrar, of_acme, "destroy").json()["status"] == "destroyed"
    assert code(decide(agent(platform, OTHER_BUYER), of_acme, "open")) == "ENV-UNKNOWN"
    seen = registrar.get(f"/responses{path}").json()["items"]
    assert [(one["number"], one["status"], one["in_time"]) for one in seen] == [
        (1, "destroyed", True),
        (2, "set_aside", True),
    ]


def check_registrations(platform: Platform, registrar: httpx.Client, path: str) -> None:
    """What no register takes."""
    assert code(post(registrar, path, an_envelope(ACME, medium="electronic"))) == "ENV-MEDIUM"
    assert code(post(registrar, path, an_envelope(ACME, lots=[7]))) == "ENV-LOT"
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    assert code(post(registrar, path, an_envelope(ACME, received_at=tomorrow))) == "ENV-TIME"
    assert code(post(agent(platform, OTHER_BUYER), path, an_envelope(ACME))) == "RSP-CONSULTATION-UNKNOWN"
    assert agent(platform, OTHER_BUYER).get(f"/responses{path}").status_code == 404
    assert platform.anonymous().post(f"/responses{path}", json=an_envelope(ACME)).status_code == 401


def test_an_electronic_copy_counts_for_nothing_until_it_is_needed(platform: Platform) -> None:
    platform.publish()
    registrar, company = agent(platform), platform.company_http(ACME)
    copies = f"/consultations/{platform.tender_id}/copies"
    assert code(post(company, copies, {})) == "ENV-COPIES-NOT-ALLOWED"
    allow(platform)
    place = post(company, copies, {}).json()
    assert post(company, copies, {}).json()["tender_id"] == place["tender_id"]
    assert place["title"].startswith("Copie de sauvegarde")
    send_copy(platform, place, b"la copie")
    register = f"/responses/consultations/{platform.tender_id}/envelopes"
    assert registrar.get(register).json()["items"] == []
    assert (
        code(post(platform.company_http(BOLT), f"/consultations/{place['tender_id']}/copies", {})) == "RSP-NOT-INVITED"
    )
    late = platform.seal(b"tard")
    declared = begin(platform.company(), late)
    platform.close()
    platform.company().upload(declared["files"][0]["upload"], late.with_suffix(""))
    minutes = platform.open(0)
    assert [one["standing"] for one in minutes["minutes"]["responses"]] == ["late"]
    leader = platform.holders[0].client
    with pytest.raises(httpx.HTTPStatusError, match="409"):
        leader.start_opening(place["tender_id"], key=a_key())
    (copy,) = registrar.get(register).json()["items"]
    assert (copy["medium"], copy["in_time"], copy["reception"]) == ("electronic", True, place["tender_id"])
    assert decide(registrar, copy, "open", reason="late").json()["status"] == "opened"
    opening = leader.start_opening(place["tender_id"], key=a_key())
    for holder in platform.holders[:2]:
        peel(holder.client, opening["opening_id"], holder.custodian_id, holder.identity, key=a_key())
    ended = leader.minutes(opening["opening_id"])
    assert [file["outcome"] for one in ended["minutes"]["responses"] for file in one["files"]] == ["opened"]
    assert platform.announced().count("responses_opened.v1") == 1


def test_an_unopened_electronic_copy_is_erased(platform: Platform) -> None:
    platform.publish()
    registrar = agent(platform)
    allow(platform)
    place = post(platform.company_http(), f"/consultations/{platform.tender_id}/copies", {}).json()
    send_copy(platform, place, b"la copie")
    sealed = platform.app.settings.data_dir / "responses" / "sealed"
    assert len(list(sealed.rglob("*.blob"))) == 1
    platform.close()
    platform.open(0)
    (copy,) = registrar.get(f"/responses/consultations/{platform.tender_id}/envelopes").json()["items"]
    assert decide(registrar, copy, "destroy").json()["status"] == "destroyed"
    assert list(sealed.rglob("*.blob")) == []
    (done,) = registrar.get("/responses/destructions").json()["items"]
    assert (done["status"], done["ground"]) == ("erased", "annexe 6, article 2")


def test_responses_on_paper_are_opened_in_the_ceremony(platform: Platform) -> None:
    """R2132-12: no electronic deposit, a paper register, one ceremony; R2151-5 and R2151-6 as elsewhere."""
    rules = ResponseRulesFact(regime="exception", exception="security", envelope="single")
    platform.publish_stage("candidacy", "offer", rules=rules)
    refused = pytest.raises(httpx.HTTPStatusError)
    with refused as error:
        platform.deposit(b"offre")
    assert error.value.response.json()["code"] == "ELEC-EXCEPTED"
    assert f"/tenders/consultations/{platform.tender_id}/documents" in error.value.response.json()["detail"]
    registrar, path = agent(platform), f"/consultations/{platform.tender_id}/envelopes"
    first, last, other = (
        post(registrar, path, an_envelope(siret, kind="response")).json() for siret in (ACME, ACME, BOLT)
    )
    assert code(decide(registrar, first, "open")) == "RSP-NOT-CLOSED"
    deadline = platform.close()
    late = post(registrar, path, an_envelope(BOLT, kind="response", received_at=datetime.now(UTC).isoformat())).json()
    assert (late["in_time"], datetime.fromisoformat(late["received_at"]) > deadline) == (False, True)
    assert code(decide(registrar, last, "open")) == "ENV-OPENING-NEEDED"
    minutes = platform.open(0)
    assert (minutes["status"], minutes["awaited"]) == ("in_progress", 2)
    assert code(decide(registrar, first, "open")) == "ENV-REPLACED"
    assert code(decide(registrar, late, "open")) == "ENV-LATE"
    assert code(decide(registrar, last, "set_aside")) == "ENV-OVER"
    assert decide(registrar, last, "open").json()["opening_id"] == minutes["opening_id"]
    assert decide(registrar, other, "open").json()["status"] == "opened"
    ended = platform.holders[0].client.minutes(minutes["opening_id"])
    assert ended["status"] == "completed"
    assert [(one["number"], one["standing"], one["opened"]) for one in ended["minutes"]["paper_responses"]] == [
        (1, "replaced", False),
        (2, "in_time", True),
        (3, "in_time", True),
        (4, "late", False),
    ]
    digest = ended["minutes_sha256"]
    post(registrar, path, an_envelope(ACME, kind="response"))
    assert code(decide(registrar, first, "destroy")) == "KEEP-DATE-UNKNOWN"
    assert platform.holders[0].client.minutes(minutes["opening_id"])["minutes_sha256"] == digest
    assert platform.announced().count("responses_opened.v1") == 1


def test_ta_montpellier_2405722_the_copy_of_a_damaged_archive_is_opened(platform: Platform) -> None:
    """The seal opens, the archive in it does not: the agent names it, and the register keeps the name."""
    platform.publish()
    registrar = agent(platform)
    copy = post(registrar, f"/consultations/{platform.tender_id}/envelopes", an_envelope(ACME)).json()
    made = platform.deposit(b"PK une archive coupee")
    wait_for(lambda: platform.company(ACME).receipt(made["deposit_id"], wait=5), what="the receipt")
    platform.close()
    platform.open(0, 1)
    assert code(decide(registrar, copy, "open", reason="unreadable", document="autre.zip")) == "ENV-COPY-REASON"
    opened = decide(registrar, copy, "open", reason="unreadable", document="offre.txt").json()
    assert (opened["reason"], opened["note"]) == ("unreadable", "offre.txt : Décision de l'agent.")


def test_paper_that_came_in_time_and_was_found_later_is_opened_after_the_ceremony(platform: Platform) -> None:
    """R2132-11 to R2132-13: what counts is when it reached the buyer; its minutes and their digest stay as they are."""
    rules = ResponseRulesFact(regime="exception", exception="security", envelope="single")
    platform.publish_stage("candidacy", "offer", rules=rules)
    registrar, path = agent(platform), f"/consultations/{platform.tender_id}/envelopes"
    known = post(registrar, path, an_envelope(ACME, kind="response")).json()
    platform.close()
    opening_id = platform.open(0)["opening_id"]
    assert decide(registrar, known, "open").json()["status"] == "opened"
    leader = platform.holders[0].client
    ended = leader.minutes(opening_id)
    assert (ended["status"], ended["opened_later"]) == ("completed", [])
    found = post(registrar, path, an_envelope(BOLT, kind="response")).json()
    late = post(registrar, path, an_envelope(BOLT, kind="response", received_at=datetime.now(UTC).isoformat())).json()
    assert (found["in_time"], late["in_time"]) == (True, False)
    assert code(decide(registrar, late, "open")) == "ENV-LATE"
    opened = decide(registrar, found, "open").json()
    assert (opened["opening_id"], opened["note"], opened["decided_by"]) == (
        opening_id,
        "Décision de l'agent.",
        "greffe",
    )
    after = leader.minutes(opening_id)
    assert after["minutes_sha256"] == ended["minutes_sha256"]
    assert [(one["number"], one["status"], one["in_time"]) for one in after["opened_later"]] == [
        (2, "opened", True),
        (3, "sealed", False),
    ]
    assert platform.announced().count("responses_opened.v1") == 2, "those who evaluate hear of it, with everything else"


def test_registers_are_read_page_by_page(platform: Platform) -> None:
    """Before the closing a page counts what is shown alone: no gap tells that an electronic copy is there."""
    platform.publish()
    registrar, path = agent(platform), f"/consultations/{platform.tender_id}/envelopes"
    allow(platform)
    first = post(registrar, path, an_envelope(ACME)).json()
    place = post(platform.company_http(ACME), f"/consultations/{platform.tender_id}/copies", {}).json()
    send_copy(platform, place, b"la copie")
    second = post(registrar, path, an_envelope(BOLT)).json()
    page = registrar.get(f"/responses{path}", params={"limit": "1"}).json()
    assert [one["envelope_id"] for one in page["items"]] == [first["envelope_id"]]
    rest = registrar.get(f"/responses{path}", params={"limit": "1", "cursor": page["next_cursor"]}).json()
    assert ([one["envelope_id"] for one in rest["items"]], rest["next_cursor"]) == ([second["envelope_id"]], None)
    platform.close()
    everything = registrar.get(f"/responses{path}", params={"limit": "2"}).json()
    assert (len(everything["items"]), everything["next_cursor"] is None) == (2, False)
