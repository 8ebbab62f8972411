"""Envelopes received by other means, the test space and destructions, through the routes and a real database."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from sqlalchemy import text

from services.cli import main
from services.clients.responses import ResponsesClient
from services.clients.sealing import ToSeal, declaration_of, deposit, peel, seal
from services.responses.handlers.practice import PRACTICE_ID
from services.responses.handlers.retention import forget_exercises, propose_destructions
from shared.contracts.amount import Amount
from shared.contracts.tenders import ContractSignedV1, LotFact, PartyFact, TimelineFact
from shared.contracts.tenders_stages import ResponseRulesFact
from shared.kernel.ids import ContractId, LotId
from shared.kernel.principal import Right
from shared.kernel.siret import Siret
from shared.sealing.manifest import Role, Slot
from tests.antivirus import SIGNED, Engine, EngineServer
from tests.integration.responses.platform import ACME, BOLT, BUYER, OTHER_BUYER, Platform, _ids, a_key
from tests.waiting import wait_for


def post(client: httpx.Client, path: str, body: dict[str, Any], *, version: int | None = None) -> httpx.Response:
    headers = {"Idempotency-Key": a_key()}
    if version is not None:
        headers["If-Match"] = f'"{version}"'
    return client.post(f"/responses{path}", json=body, headers=headers)


def agent(platform: Platform, siret: Siret = BUYER) -> httpx.Client:
    rights = (Right.CUSTODIAN, Right.EVALUATE, Right.SIGN, Right.PUBLISH)
    return platform.http(subject="greffe", siret=siret, rights=rights, kind="agent")


def an_envelope(siret: Siret, **changes: Any) -> dict[str, Any]:
    received = datetime.now(UTC) - timedelta(minutes=5)
    facts = {"kind": "backup_copy", "medium": "paper", "siret": str(siret), "name": "Société"}
    return {**facts, "received_at": received.isoformat(), **changes}


def decide(client: httpx.Client, envelope: dict[str, Any], action: str, **more: Any) -> httpx.Response:
    body = {"action": action, "note": "Décision de l'agent.", **more}
    return post(client, f"/envelopes/{envelope['envelope_id']}/decisions", body, version=envelope["version"])


def code(answer: httpx.Response) -> str:
    return str(answer.json()["code"])


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


def begin(company: ResponsesClient, *sealed: Any) -> dict[str, Any]:
    """Declare and send nothing yet."""
    return company.declare(declaration_of(sealed), key=a_key())


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


def allow(platform: Platform) -> None:
    """Say that the documents admit electronic copies; another buyer cannot."""
    path, stated = f"/consultations/{platform.tender_id}/copies/permission", {"stated_in": "RC, article 5.3"}
    assert code(post(agent(platform, OTHER_BUYER), path, stated)) == "RSP-CONSULTATION-UNKNOWN"
    assert post(agent(platform), path, stated).json()["stated_in"] == "RC, article 5.3"


def send_copy(platform: Platform, place: dict[str, Any], content: bytes) -> dict[str, Any]:
    out = platform.folder / f"copie-{place['tender_id']}"
    sealed = seal(place, ToSeal(ACME, Slot(Role.BID, 1), platform.documents(content)), out)
    return deposit(platform.company(), [sealed], key=a_key())


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


def test_responses_are_destroyed_after_their_legal_day_by_whoever_signs(platform: Platform) -> None:
    """R2184-12: five years from the signature; the contractor's response belongs to the contract."""
    platform.publish()
    won, lost = platform.deposit(b"gagne", siret=ACME), platform.deposit(b"perd", siret=BOLT)
    for siret, one in ((ACME, won), (BOLT, lost)):
        wait_for(
            lambda one=one, siret=siret: platform.company(siret).receipt(one["deposit_id"], wait=5), what="receipt"
        )
    platform.close()
    platform.open(0, 1)
    signatory = agent(platform)
    assert proposals(platform) == []
    sign(platform, "2026-11-20")
    assert proposals(platform) == []
    sign(platform, "2020-11-20")
    assert len(proposals(platform)) == 1
    (proposed,) = proposals(platform)
    assert (proposed["due_on"], proposed["deposits"]) == ("2025-11-20", [lost["deposit_id"]])
    assert agent(platform, OTHER_BUYER).get("/responses/destructions").json()["items"] == []
    path = f"/destructions/{proposed['destruction_id']}/decision"
    foreign = post(agent(platform, OTHER_BUYER), path, {"destroy": True, "note": "non"}, version=1)
    anonymous = platform.anonymous().post(f"/responses{path}", json={})
    assert (foreign.status_code, code(foreign), anonymous.status_code) == (404, "KEEP-UNKNOWN", 401)
    before = stored(platform)
    assert post(signatory, path, {"destroy": False, "note": "Contentieux en cours."}, version=1).json()["version"] == 2
    assert [one["status"] for one in proposals(platform)] == ["kept"]
    done = post(signatory, path, {"destroy": True, "note": "Visa des archives."}, version=2)
    assert (done.json()["status"], len(before - stored(platform))) == ("ordered", 2)
    assert code(post(signatory, path, {"destroy": True, "note": "encore"}, version=4)) == "KEEP-OVER"
    platform.app.eraser.erase()
    assert [one["status"] for one in proposals(platform)] == ["erased"]
    with platform.app.database.reader() as connection:
        leaf = connection.execute(text("SELECT count(*) FROM log_leaf WHERE object_id LIKE 'destruction/%'")).scalar()
    assert leaf == 1


def stored(platform: Platform) -> set[str]:
    folder = platform.app.settings.data_dir / "responses"
    return {path.name for path in folder.rglob("*") if path.suffix in {".blob", ".age"}}


def proposals(platform: Platform) -> list[dict[str, Any]]:
    """What the duty has proposed, after one more turn of it."""
    platform.app.eraser.work(lambda uow: propose_destructions(law=platform.app.law, uow=uow))
    return list(agent(platform).get("/responses/destructions").json()["items"])


def sign(platform: Platform, day: str) -> None:
    """Announce one contract, for the first lot, won by Acme; a later signature of it is a later version."""
    platform.version += 1
    now = datetime.now(UTC)
    party = PartyFact(siret=str(ACME), name="Acme")
    platform.deliver(
        ContractSignedV1(
            aggregate_id=str(_CONTRACT),
            aggregate_version=platform.version,
            buyer_siret=str(BUYER),
            contract_id=str(_CONTRACT),
            tender_id=platform.tender_id,
            award_id=str(_CONTRACT),
            reference="2026-01",
            object="Entretien",
            kind="services",
            lot=LotFact(lot_id=str(_ids.new(LotId)), number=1, title="Secteur 1", cpv="90911200-8"),
            buyer=PartyFact(siret=str(BUYER), name="Commune"),
            buyer_kind="local_authority",
            contractor=party,
            amount_excl_vat=Amount(value="1000.00", currency="EUR"),
            launched_on="2019-06-01",
            timeline=TimelineFact(started_at=now, legal_start=now, factor=1),
            sandbox=True,
            signed_on=day,
            transmission_acknowledgement=None,
            transmitted_on=None,
            notified_on=None,
        )
    )


_CONTRACT = _ids.new(ContractId)


def test_the_test_space_is_a_deposit_like_any_other_that_counts_for_nothing(platform: Platform) -> None:
    """Annexe 7 II 3° and 6°: same code, a report on the line, nothing for anybody, forgotten."""
    space = platform.anonymous().get("/responses/practice").json()
    assert (space["sandbox"], platform.anonymous().get("/responses/practice").json()) == (True, space)
    company, http = platform.company(), platform.company_http()
    made = [send_copy(platform, {**space, "tender_id": space["tender_id"]}, content) for content in (b"1", b"2")]
    report = http.get(
        "/responses/practice/report",
        params={
            "deposit": made[1]["deposit_id"],
            "bytes": "1000000",
            "deadline": (datetime.now(UTC) + timedelta(days=1)).isoformat(),
            "client_time": (datetime.now(UTC) + timedelta(minutes=10)).isoformat(),
        },
    ).json()
    assert (report["arrives_in_time"], report["clock_is_right"]) == (True, False)
    assert report["bytes_received"] == made[1]["files"][0]["size"]
    foreign = platform.company_http(BOLT).get("/responses/practice/report", params={"deposit": made[1]["deposit_id"]})
    assert foreign.status_code == 404
    assert platform.anonymous().get("/responses/practice/report", params={"deposit": "x"}).status_code == 401
    receipt = wait_for(lambda: company.receipt(made[1]["deposit_id"], wait=5), what="the receipt")
    assert receipt["act"]["consultation"]["sandbox"] is True
    platform.publish()
    real = platform.deposit(b"offre")
    assert code(http.get("/responses/practice/report", params={"deposit": real["deposit_id"]})) == "RSP-NOT-PRACTICE"
    forget(platform, timedelta(days=1))
    with platform.app.database.reader() as connection:
        gone = connection.execute(text("SELECT deposit_id FROM deposit WHERE destroyed_at IS NOT NULL")).scalars().all()
    assert [str(one) for one in gone] == [made[0]["deposit_id"]]
    forget(platform, timedelta(0))
    assert len(list((platform.app.settings.data_dir / "responses" / "sealed").rglob("*.blob"))) == 1


def forget(platform: Platform, kept: timedelta) -> None:
    platform.app.eraser.work(lambda uow: forget_exercises(PRACTICE_ID, older_than=kept, uow=uow))
    platform.app.eraser.erase()


def test_malware_found_at_the_opening_is_kept_as_trace_and_opens_the_copy(platform: Platform, tmp_path: Path) -> None:
    """Annexe 6 article 2 II 1°: the bid is opened and kept, the minutes say what was found; a DUME is read again."""
    platform.publish()
    registrar = agent(platform)
    copy = post(registrar, f"/consultations/{platform.tender_id}/envelopes", an_envelope(ACME)).json()
    espd = b"<?xml version='1.0'?><QualificationApplicationResponse/>"
    slot = Slot(Role.CANDIDACY, None)
    consultation = platform.company().consultation(platform.tender_id)
    papers = [*platform.documents(espd, "dume.xml"), *platform.documents(SIGNED, "prix.json")]
    sealed = seal(consultation, ToSeal(ACME, slot, papers), tmp_path / "plis")
    made = deposit(platform.company(), [sealed], key=a_key())
    wait_for(lambda: platform.company().receipt(made["deposit_id"], wait=5), what="the receipt")
    platform.close()
    with EngineServer(str(tmp_path / "clamd"), Engine) as engine:
        threading.Thread(target=engine.serve_forever, daemon=True).start()
        platform.app.workers._clamd_url = f"unix://{tmp_path}/clamd"
        minutes = platform.open(0, 1)
        engine.shutdown()
    (file,) = minutes["minutes"]["responses"][0]["files"]
    assert file["outcome"] == "opened"
    assert file["scan"]["engine"].startswith("ClamAV 1.4.6/27450/")
    assert [(one["name"], one["verdict"], one["detail"]) for one in file["scan"]["documents"]] == [
        ("dume.xml", "clean", ""),
        ("prix.json", "infected", "Essai.Canari"),
    ]
    reader = platform.agent(Right.EVALUATE)
    assert reader.content(minutes["opening_id"], file["file_id"], document="dume.xml") == espd
    assert reader.content(minutes["opening_id"], file["file_id"], document="prix.json") == SIGNED
    assert decide(registrar, copy, "open", reason="malware").json()["reason"] == "malware"


def test_the_command_line_rehearses_a_deposit_and_reports_in_french(platform: Platform, tmp_path: Path) -> None:
    claims = {"sub": "op", "name": "op", "kind": "economic_operator", "rights": [Right.SUBMIT], "siret": str(ACME)}
    token = platform.issuer.issue(claims)
    damaged = tmp_path / "mémoire.zip"
    damaged.write_bytes(b"PK\x03\x04 rien")
    common = ("--siret", str(ACME), "--url", platform.url)
    asked = ("deposit", "--practice", str(damaged), *common, "--deadline", "2099-01-01T12:00:00+01:00")
    made = CliRunner().invoke(main, list(asked), env={"PLIS_TOKEN": token}, catch_exceptions=False)
    assert made.exit_code == 0, made.output
    assert "Essai réussi" in made.output
    assert "Horloge du poste" in made.output
    assert "À temps." in made.output
    sealing = ("seal", str(damaged), "--consultation", f"{platform.url}/responses/practice", "--lot", "1")
    told = CliRunner().invoke(main, [*sealing, "--siret", str(ACME), "-o", str(tmp_path / "plis")])
    assert "Attention, mémoire.zip : l'archive est abîmée" in told.output
    assert told.exit_code == 0
    nothing = CliRunner().invoke(main, ["deposit"])
    assert (nothing.exit_code, "--practice" in nothing.output) == (2, True)
