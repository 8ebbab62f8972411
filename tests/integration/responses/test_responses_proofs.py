"""Receipts for people, amended receipts, the log of every act, and the evidence of attempts, on a real platform."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from pypdf import PdfReader
from sqlalchemy import text

from services.responses.gateways.exercise import PROBE, exercise
from shared.kernel.clock_offset import Measure
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import InvalidValue, Refused
from shared.messaging.health_loop import observe_health
from shared.messaging.probe_loop import probe
from shared.proof.acknowledgements import parse_document
from shared.proof.receipt_check import verify_receipt
from shared.reports.evidence_bundle import verify_bundle
from shared.reports.receipt_pdf import verify_receipt_pdf
from shared.storage.unit_of_work import Scope, retrying
from tests.integration.responses.platform import ACME, BOLT, BUYER, OTHER_BUYER, Platform, a_key
from tests.waiting import wait_for


def receipt_of(platform: Platform, deposit_id: str, **asked: Any) -> Any:
    answer = platform.company_http().get(f"/responses/deposits/{deposit_id}/receipt", params={"wait": 20, **asked})
    assert answer.status_code == 200, answer.text
    return answer.json()


def evidence(http: httpx.Client, deposit_id: str) -> httpx.Response:
    return http.get(f"/responses/attempts/{deposit_id}/evidence")


def agent(platform: Platform, *rights: Right, siret: Any = BUYER) -> httpx.Client:
    return platform.http(subject="agent", siret=siret, rights=rights, kind="agent")


def test_a_receipt_to_read_carries_the_one_to_verify(platform: Platform) -> None:
    platform.publish()
    deposited = platform.deposit(b"canari")
    document = receipt_of(platform, deposited["deposit_id"])
    assert verify_receipt(document).stamped_at is not None
    act = document["act"]
    assert act["limits"] == {"file_bytes": 50_000_000, "deposit_bytes": 80_000_000}
    assert act["clock_offset"]["state"] == "unknown", "a clock that nothing compares is said so"
    path = f"/responses/deposits/{deposited['deposit_id']}/receipt.pdf"
    printed = platform.company_http().get(path)
    assert verify_receipt_pdf(printed.content).act == act
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(printed.content)).pages)
    for mention in (
        f"Société {ACME}",
        "Commune de Rennes",
        "Entretien des écoles",
        "heure de Paris",
        "(UTC)",
        "offre.txt",
    ):
        assert mention in words.replace("\n", " "), mention
    altered = printed.content.replace(b"/Title", b"/Titre", 1)
    with pytest.raises(InvalidValue):
        verify_receipt_pdf(altered)
    assert platform.company_http(BOLT).get(path).status_code == 404
    assert platform.anonymous().get(path).status_code == 401


def test_a_deadline_that_moved_amends_the_receipt(platform: Platform) -> None:
    """R2151-4: the receipt said late when it was given; the extension that was on its way makes it in time."""
    platform.publish(seconds=-2)
    deposited = platform.deposit(b"canari")
    first = receipt_of(platform, deposited["deposit_id"])
    assert "standing" not in first["act"]
    platform.publish(seconds=1)
    platform.close(datetime.now(UTC) + timedelta(seconds=1))

    def amended() -> Any:
        found = receipt_of(platform, deposited["deposit_id"])
        return found if "standing" in found["act"] else None

    found = wait_for(amended, within=10, what="the amended receipt")
    assert verify_receipt(found).act["standing"] == "in_time"
    assert receipt_of(platform, deposited["deposit_id"], original=True)["act"] == first["act"]
    printed = platform.company_http().get(f"/responses/deposits/{deposited['deposit_id']}/receipt.pdf").content
    assert "RECTIFIÉ" in PdfReader(io.BytesIO(printed)).pages[0].extract_text()


def test_every_act_is_in_the_log(platform: Platform) -> None:
    platform.publish()
    platform.deposit(b"canari")
    platform.close()
    platform.open(0, 1)
    with platform.app.database.reader() as connection:
        contents = connection.execute(text("SELECT content FROM log_leaf")).scalars().all()
    kinds = {json.loads(bytes(content))["type"] for content in contents}
    assert {
        "key_published",
        "custodian_registered",
        "custody_published",
        "deposit_started",
        "deposit_completed",
        "opening_started",
        "wraps_released",
        "layers_peeled",
        "responses_opened",
    } <= kinds


def test_ce_449250_an_attempt_can_be_shown(platform: Platform) -> None:  # noqa: PLR0915 - one journey
    """CE, 23/09/2021, n° 449250 (RATP): what was tried, what was answered, how the platform was."""
    platform.publish()
    company = platform.company_http()
    too_large = {"tender_id": platform.tender_id, "files": [], "company_name": "Essai"}
    refused = company.post("/responses/deposits", json=too_large, headers={"Idempotency-Key": a_key()})
    assert refused.status_code == 422
    deposited = platform.deposit(b"canari")
    deposit_id, file_id = deposited["deposit_id"], deposited["files"][0]["file_id"]
    wrong = {"Tus-Resumable": "1.0.0", "Upload-Offset": "3", "Content-Type": "application/offset+octet-stream"}
    assert company.patch(f"/responses/uploads/{file_id}", content=b"abc", headers=wrong).status_code == 409
    assert platform.anonymous().head(f"/responses/uploads/{file_id}").status_code == 401

    def shown() -> Any:
        answer = evidence(company, deposit_id)
        assert answer.status_code == 200, answer.text
        found = verify_bundle(answer.content)
        outcomes = [one["outcome"] for one in found["requests"]]
        assert "RSP-UPLOAD-OFFSET" in outcomes
        assert refused.json()["code"] in outcomes
        assert "HTTP-UNAUTHENTICATED" in outcomes
        assert [verify_receipt(act).act["type"] for act in found["acts"]] == ["deposit_started", "deposit_completed"]
        return answer.content, found

    content, found = wait_for(shown, within=10, what="the traces")
    assert found["subject"]["limits"] == {"file_bytes": 50_000_000, "deposit_bytes": 80_000_000}
    assert found["findings"]["failed_on_the_platform"] == 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        summary = PdfReader(io.BytesIO(archive.read("resume.pdf"))).pages[0].extract_text()
        assert "il ne qualifie aucune faute" in summary.replace("\n", " ") or "refusée" in summary
        tampered = io.BytesIO()
        with zipfile.ZipFile(tampered, "w") as other:
            for name in archive.namelist():
                data = archive.read(name)
                other.writestr(name, data.replace(b"answered", b"refusedx") if name == "evidence.json" else data)
    with pytest.raises(InvalidValue):
        verify_bundle(tampered.getvalue())
    assert evidence(platform.company_http(BOLT), deposit_id).status_code == 404
    assert evidence(platform.anonymous(), deposit_id).status_code == 401


def test_the_platform_probes_itself(platform: Platform) -> None:
    """A deposit of the platform's own on the practice consultation, and a failing one, stand in the evidence."""
    platform.publish()
    deposit_id = platform.deposit(b"canari")["deposit_id"]
    app = platform.app

    def work(effect: Any) -> Any:
        return retrying(lambda: app.open_uow(Scope(Principal.system("responses"), correlation_id="essai")), effect)

    def on_behalf(effect: Any) -> Any:
        return retrying(lambda: app.open_uow(Scope(PROBE, correlation_id="essai")), effect)

    def full() -> None:
        raise OSError("disk full")

    wait_for(lambda: platform.anonymous().get("/responses/practice").is_success, within=20, what="the test space")
    probe("node-1", work, lambda: exercise(on_behalf, app.reception, app.store.files))
    probe("node-1", work, full)
    observe_health("node-1", work, app.settings.data_dir)
    found = verify_bundle(evidence(platform.company_http(), deposit_id).content)
    probes = [one["facts"]["outcome"] for one in found["platform"] if one["kind"] == "probe"]
    assert probes == ["received", "OSError"]
    assert found["findings"]["probes_failed"] == 1
    assert found["findings"]["platform_observed"] >= 1


def test_ta_toulon_1904516_a_buyer_sees_attempts_once_deposits_are_closed(platform: Platform) -> None:
    """TA Toulon, 30/01/2020: evidence works both ways, for who was diligent and against who was not."""
    platform.publish()
    deposit_id = platform.deposit(b"canari")["deposit_id"]
    buyer, everything = agent(platform, Right.EVALUATE), f"/responses/consultations/{platform.tender_id}/attempts"
    stranger = agent(platform, Right.EVALUATE, siret=OTHER_BUYER)
    assert evidence(buyer, deposit_id).status_code == 404, "before the closing nothing is said, not even that it exists"
    assert buyer.get(f"{everything}/{ACME}/evidence").json()["code"] == "RSP-NOT-CLOSED"
    assert buyer.get(f"{everything}/{BOLT}/evidence").json()["code"] == "RSP-NOT-CLOSED"
    assert evidence(agent(platform, Right.DRAFT), deposit_id).status_code == 403
    platform.close()
    assert verify_bundle(evidence(buyer, deposit_id).content)["asked_by"] == str(BUYER)
    assert verify_bundle(buyer.get(f"{everything}/{ACME}/evidence").content)["subject"]["company"] == str(ACME)
    assert evidence(stranger, deposit_id).status_code == 404
    assert stranger.get(f"{everything}/{ACME}/evidence").status_code == 404
    assert platform.company_http(BOLT).get(f"{everything}/{ACME}/evidence").status_code == 404
    assert platform.company_http(ACME).get(f"{everything}/{ACME}/evidence").status_code == 200
    with platform.app.database.reader() as connection:
        read = connection.execute(text("SELECT count(*) FROM journal WHERE action = 'evidence_read'")).scalar_one()
    assert read == 3


def test_a_drift_stops_openings_and_no_deposit(platform: Platform) -> None:
    platform.publish()
    app, scope = platform.app, Scope(Principal.system("responses"), correlation_id="essai")

    def work(effect: Any) -> Any:
        with app.open_uow(scope) as uow:
            found = effect(uow)
            uow.commit()
            return found

    now = app.clock.now()
    for seconds in (2, 1):
        measure = Measure("node-1", "ntp", now - timedelta(seconds=seconds), timedelta(minutes=10))
        work(lambda uow, measure=measure: uow.clock_offsets.keep(measure))
    deposited = platform.deposit(b"canari")
    act = receipt_of(platform, deposited["deposit_id"])["act"]
    assert act["clock_offset"] == {"state": "drift", "milliseconds": 600_000, "source": "ntp"}
    assert platform.anonymous().get("/responses/readyz").json()["checks"]["clock"] is False
    platform.close()
    leader = platform.holders[0].client
    with pytest.raises((httpx.HTTPStatusError, Refused)) as refusal:
        leader.start_opening(platform.tender_id, key=a_key())
    assert "503" in str(refusal.value)
    work(lambda uow: uow.clock_offsets.accept(at=app.clock.now(), subject="exploitant", reason="NTP menteur"))
    assert platform.open(0, 1)["minutes"]


def test_the_log_can_be_followed(platform: Platform) -> None:
    http = platform.anonymous()
    platform.publish()
    address = f"/responses/consultations/{platform.tender_id}"

    def logged() -> Any:
        answer = http.get(f"{address}/custody")
        return answer.json() if answer.status_code == 200 else None

    act = verify_receipt(wait_for(logged, within=20, what="the published custody")).act
    assert act["custodians"] == http.get(address).json()["custodians"], "who seals can compare"
    purposes = [one["purpose"] for one in http.get("/responses/log/keys").json()]
    assert sorted(purposes) == ["acknowledgements", "log"]

    def size() -> int:
        answer = http.get("/responses/log/checkpoint")
        return int(answer.text.split("\n")[1]) if answer.status_code == 200 else 0

    new = wait_for(lambda: size() if size() >= 3 else None, within=20, what="three leaves")
    found = http.get("/responses/log/consistency", params={"old": 1, "new": new})
    assert parse_document(found.content)["proof"]
    assert http.get("/responses/log/consistency", params={"old": 3, "new": 2}).json()["code"] == "LOG-RANGE"
    assert http.get("/responses/log/consistency", params={"old": 1, "new": new + 10_000}).status_code == 422
