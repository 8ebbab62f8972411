"""The buyer's side over HTTP: nothing before the opening, then what was found, said, heard and decided."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta

from services.mps.handlers.retention import forget_due
from services.mps.storage.fetching_tables import certificate
from services.mps.storage.tables import SERVICE_TABLES, evidence_block
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal
from shared.storage.unit_of_work import Scope
from tests.integration.mps.buyer_parts import OTHER_BUYER, ask, events_of, headers_of_buyer, open_responses, reading_of
from tests.integration.mps.conftest import Platform
from tests.unit.mps.builders import SOCIAL_REFUSAL, WHOLE

TURNOVER = "4\u202f812\u202f300"  # protected, of the company that everybody knows
REFUSED = "refus_de_delivrance"  # protected, of the company to which Urssaf refuses its certificate


def test_a_buyer_examines_after_the_opening_and_nobody_else_reads_what_is_protected(platform: Platform) -> None:
    tender_id = platform.publish_tender()
    candidacy = platform.request(tender_id).json()["candidacy_id"]
    early = ask(platform, tender_id, WHOLE, key="cle-early-1")
    assert (early.status_code, early.json()["code"]) == (409, "MPS-NOT-OPENED")
    listed = platform.client.get(f"/mps/consultations/{tender_id}/candidates", headers=headers_of_buyer(platform))
    assert listed.status_code == 409
    platform.read(candidacy)
    platform.clock.advance(timedelta(days=60))
    open_responses(platform, tender_id, WHOLE, SOCIAL_REFUSAL)
    stranger = ask(platform, tender_id, OTHER_BUYER, key="cle-exam-0")
    assert stranger.json()["code"] == "MPS-NOT-A-CANDIDATE"
    first = ask(platform, tender_id, WHOLE, key="cle-exam-1").json()["examination_id"]
    second = ask(platform, tender_id, SOCIAL_REFUSAL, key="cle-exam-2").json()["examination_id"]
    whole, refusal = reading_of(platform, first), reading_of(platform, second)
    assert TURNOVER in json.dumps(whole, ensure_ascii=False)
    assert {ground["code"]: ground["sign"] for ground in whole["grounds"]}["taxes"] == "vouched"
    signs = {ground["code"]: ground["sign"] for ground in refusal["grounds"]}
    assert signs["contributions"] == "to_examine"
    assert not [ground for ground in refusal["grounds"] if "exclu" in ground["sign"]]
    _hear_the_company(platform, second)
    _completions(platform, tender_id)
    _attestations(platform, candidacy, first)
    _nothing_protected_leaks(platform, candidacy, [first, second], tender_id)


def _hear_the_company(platform: Platform, examination: str) -> None:
    draft = platform.client.get(
        f"/mps/examinations/{examination}/hearings/draft?ground=contributions", headers=headers_of_buyer(platform)
    ).json()
    due = (platform.clock.now() + timedelta(days=8)).isoformat()
    begun = platform.client.post(
        f"/mps/examinations/{examination}/hearings",
        headers=headers_of_buyer(platform, key="cle-hear-1"),
        json={"ground": "contributions", "letter": draft["letter"], "due_at": due},
    )
    assert begun.status_code == 201, begun.text
    path = f"/mps/hearings/{begun.json()['hearing_id']}"
    assert platform.client.get(path, headers=platform.headers(WHOLE)).status_code == 404
    assert platform.client.get(path).status_code == 401
    said = platform.client.post(
        f"{path}/observations",
        headers=platform.headers(SOCIAL_REFUSAL, key="cle-hear-2"),
        json={"text": "Un échéancier est respecté."},
    )
    assert said.json()["status"] == "answered", said.text
    decided = platform.client.post(
        f"{path}/decision",
        headers=headers_of_buyer(platform, key="cle-hear-3"),
        json={"outcome": "kept", "reason": "Accord de paiement respecté (L2141-2)."},
    )
    assert decided.json()["decision"]["outcome"] == "kept", decided.text
    assert decided.json()["decision"]["warnings"] == []


def _attestations(platform: Platform, candidacy: str, examination: str) -> None:
    """The company's package holds open data alone; the buyer's holds the originals with their digests."""
    own = platform.client.get(f"/mps/candidacies/{candidacy}/package.zip", headers=platform.headers(WHOLE))
    buyers = platform.client.get(f"/mps/examinations/{examination}/package.zip", headers=headers_of_buyer(platform))
    assert len(own.content) == int(own.headers["Content-Length"])
    open_data, whole = (zipfile.ZipFile(io.BytesIO(each.content)) for each in (own, buyers))
    assert "administrations/dgfip_turnover.json" in whole.namelist()
    assert not [name for name in open_data.namelist() if "dgfip" in name or "urssaf" in name]
    assert not [name for name in open_data.namelist() if b"4812300" in open_data.read(name)]
    for archive in (open_data, whole):
        assert archive.testzip() is None
        listed = {each["name"]: each["sha256"] for each in json.loads(archive.read("empreintes.json"))}
        for name, digest in listed.items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest, name
        pdf = archive.read("attestation.pdf")
        assert pdf.startswith(b"%PDF-")
        assert b"/Lang (fr-FR)" in pdf
        assert b"/Outlines" in pdf
    for kind in ("attestation.pdf", "package.zip"):
        path = f"/mps/examinations/{examination}/{kind}"
        assert platform.client.get(path, headers=platform.headers(WHOLE)).status_code in {403, 404}
        assert platform.client.get(path, headers=headers_of_buyer(platform, siret=OTHER_BUYER)).status_code == 404
        assert platform.client.get(path).status_code == 401
        own_path = f"/mps/candidacies/{candidacy}/{kind}"
        assert platform.client.get(own_path, headers=platform.headers(SOCIAL_REFUSAL)).status_code == 404


def _completions(platform: Platform, tender_id: TenderId) -> None:
    path = f"/mps/consultations/{tender_id}/completions"
    asked = platform.client.get(path, headers=headers_of_buyer(platform)).json()
    assert len(asked["response_ids"]) == 2
    assert "Références" in asked["text"]
    assert "Régularité" not in asked["text"]  # proofs of exclusion are for the winner alone (R2144-4)


def _nothing_protected_leaks(platform: Platform, candidacy: str, examinations: list[str], tender_id: TenderId) -> None:
    company = platform.headers(WHOLE)
    read = [
        platform.client.get(path, headers=company).text
        for path in (
            f"/mps/candidacies/{candidacy}",
            f"/mps/candidacies/{candidacy}/form",
            f"/mps/candidacies/{candidacy}/document",
            "/mps/candidacies",
            "/mps/hearings",
        )
    ]
    other = headers_of_buyer(platform, siret=OTHER_BUYER)
    for examination in examinations:
        path = f"/mps/examinations/{examination}"
        for who in (company, other, platform.headers(SOCIAL_REFUSAL)):
            refused = platform.client.get(path, headers=who)
            assert refused.status_code in {403, 404}
            read.append(refused.text)
        assert platform.client.get(path).status_code == 401
        assert platform.client.get(f"/mps/candidacies/{examination}", headers=company).status_code == 404
    for kind in ("candidates", "completions"):
        refused = platform.client.get(f"/mps/consultations/{tender_id}/{kind}", headers=other)
        assert refused.status_code == 404
        read.append(refused.text)
    with platform.app.database.reader() as connection:
        outbox = connection.execute(SERVICE_TABLES.outbox.select()).all()
        journal = connection.execute(SERVICE_TABLES.journal.select()).all()
    read += [row.envelope if isinstance(row.envelope, str) else str(row.envelope) for row in outbox]
    read += [row.facts for row in journal if row.action != "certificate_asked"]
    for words in read:
        assert TURNOVER not in words
        assert "4812300" not in words
        assert REFUSED not in words
    assert not [row for row in outbox if '"refused"' in str(row.envelope)]
    bases = [row.facts for row in journal if row.action == "certificate_asked" and '"protected"' in row.facts]
    assert bases
    assert all(str(tender_id) in basis and "98765432400019" in basis for basis in bases)


def test_a_buyer_reads_what_was_spared_over_a_period(platform: Platform) -> None:
    tender_id = platform.publish_tender()
    candidacy = platform.request(tender_id).json()["candidacy_id"]
    platform.read(candidacy)
    platform.clock.advance(timedelta(minutes=20))
    confirmed = platform.client.post(
        f"/mps/candidacies/{candidacy}/form/confirm",
        headers={**platform.headers(WHOLE, key="cle-ind-001"), "If-Match": '"0"'},
    )
    assert confirmed.status_code == 200, confirmed.text
    platform.clock.advance(timedelta(days=60))
    day = platform.clock.now().date()
    path = f"/mps/indicators?from={day}&to={day}"
    empty = platform.client.get(path, headers=headers_of_buyer(platform)).json()
    assert (empty["responses"], empty["share_percent"], empty["median_seconds"]) == (0, None, None)
    open_responses(platform, tender_id, WHOLE, SOCIAL_REFUSAL)
    figures = platform.client.get(path, headers=headers_of_buyer(platform)).json()
    assert (figures["consultations"], figures["responses"], figures["with_siret"]) == (1, 2, 1)
    assert (figures["share_percent"], figures["median_seconds"], figures["confirmed"]) == ("50.0", 1200, 1)
    assert figures["papers_not_asked"] == sum(b["count"] for b in figures["blocks"] if b["status"] == "found") > 0
    other = platform.client.get(path, headers=headers_of_buyer(platform, siret=OTHER_BUYER)).json()
    assert other["responses"] == 0
    assert platform.client.get(path, headers=platform.headers(WHOLE)).status_code == 403
    assert platform.client.get(path).status_code == 401
    table = platform.client.get(path.replace("?", ".csv?"), headers=headers_of_buyer(platform))
    assert "part des réponses (%);;;50.0" in table.content.decode("utf-8-sig")
    for hostile in ("0001-01-01", "9999-12-31", "2026-02-30"):
        refused = platform.client.get(
            f"/mps/indicators?from={hostile}&to={hostile}", headers=headers_of_buyer(platform)
        )
        assert refused.status_code == 422
    backwards = f"/mps/indicators?from={day}&to={day - timedelta(days=1)}"
    assert platform.client.get(backwards, headers=headers_of_buyer(platform)).json()["code"] == "MPS-PERIOD"
    _who_may_commit(platform)


def _who_may_commit(platform: Platform) -> None:
    """The company's own power is shown and recorded; another company sees nothing of it."""
    mine = platform.client.get("/mps/representation", headers=platform.headers(WHOLE)).json()
    assert mine["basis"] == "declared"
    body = {"holder": mine["subject"], "holder_name": "A", "scope": "dépôts", "first_day": "2026-01-01"}
    given = platform.client.post("/mps/delegations", headers=platform.headers(WHOLE, key="cle-del-001"), json=body)
    assert given.status_code == 201, given.text
    assert platform.client.get("/mps/representation", headers=platform.headers(WHOLE)).json()["basis"] == "delegation"
    assert platform.client.get("/mps/delegations", headers=platform.headers(SOCIAL_REFUSAL)).json()["items"] == []
    path = f"/mps/delegations/{given.json()['delegation_id']}/revocation"
    foreign = platform.client.post(path, headers=platform.headers(SOCIAL_REFUSAL, key="cle-del-002"))
    assert foreign.status_code == 404
    assert platform.client.post(path, headers=platform.headers(WHOLE, key="cle-del-003")).status_code == 200
    assert platform.client.get("/mps/representation", headers=platform.headers(WHOLE)).json()["basis"] == "declared"
    shown = [
        platform.client.post("/mps/representation", headers=platform.headers(WHOLE, key=f"constat-{turn}"))
        for turn in ("000001", "000001", "000002")
    ]
    assert [each.status_code for each in shown] == [200, 200, 200]
    events = events_of(platform, "representation_shown.v1")
    assert [(each["aggregate_version"], each["named"]) for each in events] == [(1, False), (2, False)]
    assert "Camille" not in str(events)
    assert platform.client.get("/mps/representation", headers=headers_of_buyer(platform)).status_code == 403


def test_what_was_kept_as_long_as_the_law_says_is_emptied(platform: Platform) -> None:
    tender_id = platform.publish_tender()
    candidacy = platform.request(tender_id).json()["candidacy_id"]
    platform.read(candidacy)
    platform.clock.advance(timedelta(days=60))
    open_responses(platform, tender_id, WHOLE)
    examination = ask(platform, tender_id, WHOLE, key="cle-keep-1").json()["examination_id"]
    assert TURNOVER in json.dumps(reading_of(platform, examination), ensure_ascii=False)
    scope = Scope(Principal.system("mps"), "test")
    law = platform.app.law

    def forget() -> list[str]:
        with platform.app.open_uow(scope) as uow:
            left = list(forget_due(law=law, uow=uow, limit=10).blobs)
            uow.commit()
            return left

    platform.clock.advance(timedelta(days=365 * 4))
    assert forget() == []
    assert TURNOVER in json.dumps(reading_of(platform, examination), ensure_ascii=False)
    platform.clock.advance(timedelta(days=366 + 60))
    forget()
    assert TURNOVER not in json.dumps(reading_of(platform, examination), ensure_ascii=False)
    with platform.app.database.reader() as connection:
        rows = connection.execute(evidence_block.select()).all()
        kept = connection.execute(certificate.select()).all()
    assert not [row for row in rows if row.facts or row.payload]
    assert kept == []
    assert forget() == []
