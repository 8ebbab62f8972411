"""Court decisions about deposits, each as the platform answers it (law: CCP, annexes 6 to 8)."""

import re
from pathlib import Path
from typing import Any

import httpx

from services.clients.sealing import declaration_of, deposit
from shared.contracts.tenders_stages import TenderAbandonedV1
from shared.proof.receipt_check import verify_receipt
from tests.integration.responses.platform import ACME, BUYER, Platform, a_key
from tests.waiting import wait_for

SERVICE = Path(__file__).resolve().parents[3] / "services" / "responses"


def declare(http: httpx.Client, body: dict[str, Any]) -> httpx.Response:
    return http.post("/responses/deposits", json=body, headers={"Idempotency-Key": a_key()})


def _acknowledged(done: dict[str, Any]) -> dict[str, Any]:
    return dict(done["acknowledgement"]["content"])


def test_ta_nantes_2513762_a_repeated_deposit_gives_the_same_receipt(platform: Platform) -> None:
    """TA Nantes, 04/09/2025: « cette réponse a déjà été envoyée ! » was the platform's fault."""
    platform.publish()
    sealed, company = platform.seal(b"offre"), platform.company()
    first = deposit(company, [sealed], key=a_key())
    platform.publish(seconds=7200)  # even after an extension, that what was confirmed does not know
    again = deposit(company, [sealed], key=a_key())
    assert (again["deposit_id"], again["completed_at"]) == (first["deposit_id"], first["completed_at"])
    assert _acknowledged(again) == _acknowledged(first)
    preview = company.preview(declaration_of([sealed]))
    assert (preview["already_deposited"], preview["replaces"]) == (first["deposit_id"], [])


def test_ta_poitiers_1702401_what_is_replaced_is_said_before_and_after(platform: Platform) -> None:
    """TA Poitiers, 14/11/2017: only the last one is opened; a company knows it before and keeps the proof of it."""
    platform.publish()
    company = platform.company()
    first = platform.deposit(b"offre 1")
    second = platform.seal(b"offre 2")
    told = [{"deposit_id": first["deposit_id"], "places": ["offre, lot 1"]}]

    def said(replaces: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{name: one[name] for name in ("deposit_id", "places")} for one in replaces]

    assert said(company.preview(declaration_of([second]))["replaces"]) == told
    done = deposit(company, [second], key=a_key())
    assert said(done["replaces"]) == told
    receipt = company.receipt(done["deposit_id"], wait=20)
    assert receipt is not None
    assert said(verify_receipt(receipt).act["replaces"]) == told
    assert company.deposit(first["deposit_id"])["replaces"] == [], "the first one replaced nothing"


def test_ce_469127_nothing_is_deposited_without_confirming_where(platform: Platform) -> None:
    """CE, 01/06/2023 (Château-Thierry), TA Paris 2400734, TA Bordeaux 2403635: the wrong « tiroir numérique »."""
    platform.publish()
    http, body = platform.company_http(), declaration_of([platform.seal(b"offre")])
    unread = {name: part for name, part in body.items() if name != "confirms"}
    assert declare(http, unread).status_code == 422
    elsewhere = declare(http, {**body, "confirms": {**body["confirms"], "title": "Réfection de la voirie"}})
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (409, "RSP-CONFIRMATION-DIFFERS")
    assert elsewhere.json()["facts"]["title"] == "Entretien des écoles", "what is true is shown"
    shown = http.post("/responses/deposits/preview", json=unread).json()
    assert (shown["confirms"]["lots"], shown["buyer_name"]) == ([1], "Commune de Rennes")
    kept = declare(http, {**unread, "confirms": shown["confirms"]}).json()
    assert kept["confirmed"] == shown["confirms"]
    assert platform.anonymous().post("/responses/deposits/preview", json=unread).status_code == 401


def test_ce_469127_no_function_moves_a_response_to_another_consultation() -> None:
    """No statement of the service changes where a deposit belongs, nor may its database role."""
    sources = {path: path.read_text() for path in SERVICE.rglob("*.py") if "migrations" not in path.parts}
    updates = [
        (path.name, values)
        for path, text in sources.items()
        for values in re.findall(r"\b(?:deposit|deposit_file)\.update\(\).*?\.values\((.*?)\)\n", text, re.DOTALL)
    ]
    assert updates
    allowed = re.compile(r"\b(status|completed_at|destroyed_at|blob_id)=")
    for name, values in updates:
        columns = re.findall(r"\b(\w+)=", values)
        assert all(allowed.search(f"{column}=") for column in columns), f"{name} changes {columns}"
    rights = (SERVICE / "storage/migrations/versions/20261122_2100_create_responses.py").read_text()
    assert "REVOKE UPDATE ON deposit, deposit_file" in rights


def test_ta_toulouse_2506764_the_accepted_terms_are_kept(platform: Platform) -> None:
    """TA Toulouse, 20/10/2025: limits accepted in the terms of use are no malfunction, if one can say which."""
    platform.publish()
    http, body = platform.company_http(), declaration_of([platform.seal(b"offre")])
    old = declare(http, {**body, "confirms": {**body["confirms"], "terms_version": "2019-01"}})
    assert old.json()["facts"]["terms_version"] == body["confirms"]["terms_version"]
    done = platform.deposit(b"autre")
    receipt = wait_for(lambda: platform.company().receipt(done["deposit_id"]), what="the receipt")
    assert verify_receipt(receipt).act["terms_version"] == body["confirms"]["terms_version"]


def test_ta_limoges_2011_one_time_for_all_the_files_of_a_response(platform: Platform) -> None:
    """TA Limoges, 10/05/2011: signature and offer were stamped apart, one in time and the other too late."""
    platform.publish()
    sealed = [platform.seal(b"candidature", lot=None), platform.seal(b"offre 1"), platform.seal(b"offre 2", lot=2)]
    done = deposit(platform.company(), sealed, key=a_key())
    instants = [file["completed_at"] for file in done["files"]]
    assert done["completed_at"] == max(instants)
    signed = _acknowledged(done)
    assert (signed["completed_at"][:23], len(signed["files"])) == (done["completed_at"][:23], 3)


def test_daj_practice_begun_in_time_and_ended_late_is_late_with_its_copy(platform: Platform) -> None:
    """Annexe 6 article 2 II 2°: said to the company at once, and to the buyer in the minutes."""
    platform.publish(seconds=60)
    platform.deposit(b"une autre, en temps utile", lot=2)
    company, http = platform.company(), platform.company_http()
    sealed = platform.seal(b"tardive")
    declared = company.declare(declaration_of([sealed]), key=a_key())
    unfinished = platform.seal(b"jamais finie", siret=BUYER)
    other = platform.company(BUYER).declare(declaration_of([unfinished]), key=a_key())
    platform.close()
    company.upload(declared["files"][0]["upload"], sealed.with_suffix(""))
    verdict = http.get(f"/responses/deposits/{declared['deposit_id']}").json()["verdict"]
    assert (verdict["timeliness"], verdict["is_final"], verdict["allows_backup_copy"]) == ("late", True, True)
    unsent = platform.company(BUYER).deposit(other["deposit_id"])["verdict"]
    assert (unsent["timeliness"], unsent["allows_backup_copy"]) == ("incomplete", True)
    minutes = platform.open(0, 1)["minutes"]
    late = next(one for one in minutes["responses"] if one["standing"] == "late")
    assert (late["began_in_time"], late["files"][0]["to_open"]) == (True, False)
    assert [one["siret"] for one in minutes["incomplete_responses"]] == [str(BUYER)]


def test_r2185_1_a_lot_that_ended_alone_is_neither_received_nor_opened(platform: Platform) -> None:
    platform.publish()
    platform.deposit(b"offre 1", lot=1)
    platform.deposit(b"offre 2", lot=2)
    ended = TenderAbandonedV1(
        aggregate_id=platform.tender_id,
        aggregate_version=platform.version + 1,
        tender_id=platform.tender_id,
        buyer_siret=str(BUYER),
        lots=(2,),
        whole=False,
        outcome="abandoned",
        motive="general_interest",
        abandoned_at="2026-11-23T00:00:00Z",  # type: ignore[arg-type]  # read by the model
    )
    platform.deliver(ended)
    refused = declare(platform.company_http(), declaration_of([platform.seal(b"encore", lot=2)]))
    assert (refused.status_code, refused.json()["code"]) == (409, "RSP-LOT-ENDED")
    platform.close()
    files = [file for one in platform.open(0, 1)["minutes"]["responses"] for file in one["files"]]
    assert {file["lot_number"]: file["outcome"] for file in files} == {1: "opened", 2: None}


def test_bytes_of_incomplete_deposits_are_dropped_and_their_evidence_kept(platform: Platform) -> None:
    """Given up by its author: at the next round; incomplete: thirty days after the closing; the request stays noted."""
    platform.publish()
    http, sealed = platform.company_http(), platform.seal(b"x" * 200_000)
    declared = platform.company().declare(declaration_of([sealed]), key=a_key())
    upload, tus = declared["files"][0]["upload"], {"Tus-Resumable": "1.0.0"}
    patch = {**tus, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    assert http.patch(upload, content=sealed.with_suffix("").read_bytes()[:100_000], headers=patch).status_code == 204
    folder = platform.app.settings.data_dir / "responses" / "sealed"

    def kept() -> int:
        return sum(path.stat().st_size for path in folder.rglob("*.blob"))

    assert platform.app.reception.drop_incomplete() == []
    assert kept() == 100_000
    assert http.delete(upload, headers=tus).status_code == 204
    assert len(platform.app.reception.drop_incomplete()) == 1
    assert (kept(), platform.app.reception.drop_incomplete()) == (0, [])
    assert http.head(upload, headers=tus).status_code == 410
    assert platform.company(ACME).deposit(declared["deposit_id"])["status"] == "abandoned"
