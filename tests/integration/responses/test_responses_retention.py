"""Destructions, the test space and malware, through the routes, the command line and a real database."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from sqlalchemy import text

from services.cli import main
from services.clients.sealing import ToSeal, deposit, seal
from services.responses.handlers.practice import PRACTICE_ID
from services.responses.handlers.retention import forget_exercises, propose_destructions
from shared.contracts.amount import Amount
from shared.contracts.tenders import ContractSignedV1, LotFact, PartyFact, TimelineFact
from shared.contracts.tenders_stages import TenderAbandonedV1
from shared.kernel.ids import ContractId, LotId
from shared.kernel.principal import Right
from shared.sealing.manifest import Role, Slot
from tests.antivirus import SIGNED, Engine, EngineServer
from tests.integration.responses.platform import ACME, BOLT, BUYER, OTHER_BUYER, Platform, _ids, a_key
from tests.integration.responses.registers import agent, an_envelope, code, decide, post, send_copy
from tests.waiting import wait_for


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


def test_what_was_given_up_before_its_opening_is_destroyed_after_its_day(platform: Platform) -> None:
    """R2185-1: never opened; a lot, then the whole; proposed after the legal day, decided by a person, logged."""
    platform.publish(seconds=-1)  # its deadline passes, and nobody ever announces a closing
    for_one, for_two = platform.deposit(b"un", siret=ACME, lot=1), platform.deposit(b"deux", siret=BOLT, lot=2)
    registrar, copies = agent(platform), f"/consultations/{platform.tender_id}/envelopes"
    copy = post(registrar, copies, an_envelope(ACME)).json()
    assert code(decide(registrar, copy, "destroy")) == "RSP-NOT-CLOSED"
    long_ago = datetime(2020, 3, 2, 12, tzinfo=UTC)
    give_up(platform, 1, at=long_ago, whole=False)
    (proposed,) = proposals(platform)
    assert (proposed["due_on"], proposed["deposits"]) == ("2025-03-02", [for_one["deposit_id"]])
    path = f"/destructions/{proposed['destruction_id']}/decision"
    assert post(registrar, path, {"destroy": False, "note": "Recours."}, version=1).status_code == 200
    give_up(platform, 2, at=long_ago, whole=True)
    kept, also = proposals(platform)
    assert (kept["status"], also["status"], also["deposits"]) == ("kept", "proposed", [for_two["deposit_id"]])
    with_files = stored(platform)
    path = f"/destructions/{also['destruction_id']}/decision"
    assert (
        post(registrar, path, {"destroy": True, "note": "Visa des archives."}, version=1).json()["status"] == "ordered"
    )
    assert [one["status"] for one in proposals(platform)] == ["kept", "erased"]
    assert len(with_files - stored(platform)) == 1
    with platform.app.database.reader() as connection:
        found = connection.execute(
            text("SELECT object_id FROM log_leaf WHERE object_id LIKE 'destruction/%'")
        ).scalars()
        assert list(found) == [f"destruction/{also['destruction_id']}"]
    assert decide(registrar, copy, "destroy").json()["status"] == "destroyed", "no copy can be needed any more"
    other = post(registrar, copies, an_envelope(BOLT)).json()
    assert code(decide(registrar, other, "open", reason="late")) == "RSP-NOT-CLOSED", "nothing of it is ever opened"


def test_what_was_given_up_today_is_proposed_to_nobody(platform: Platform) -> None:
    platform.publish()
    platform.deposit(b"un", siret=ACME, lot=1)
    give_up(platform, 1, 2, at=datetime.now(UTC), whole=True)
    assert proposals(platform) == []


def give_up(platform: Platform, *lots: int, at: datetime, whole: bool) -> None:
    platform.version += 1
    platform.deliver(
        TenderAbandonedV1(
            aggregate_id=platform.tender_id,
            aggregate_version=platform.version,
            tender_id=platform.tender_id,
            buyer_siret=str(BUYER),
            lots=lots,
            whole=whole,
            outcome="abandoned",
            motive="need_gone",
            abandoned_at=at,
        )
    )


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
    space = practice_of(platform)
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
    gone_file = made[0]["files"][0]
    assert company.offset(gone_file["upload"]) == gone_file["size"]
    forget(platform, timedelta(0))
    assert len(list((platform.app.settings.data_dir / "responses" / "sealed").rglob("*.blob"))) == 1


def practice_of(platform: Platform) -> dict[str, Any]:
    """The test space, once the service has made it."""

    def made() -> dict[str, Any] | None:
        answer = platform.anonymous().get("/responses/practice")
        return answer.json() if answer.is_success else None

    return wait_for(made, what="the test space")


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
    assert code(decide(registrar, copy, "open", reason="unreadable")) == "ENV-COPY-REASON"
    assert code(decide(registrar, copy, "open", reason="unreadable", document="autre.pdf")) == "ENV-COPY-REASON"
    assert decide(registrar, copy, "open", reason="malware").json()["reason"] == "malware"


def test_the_command_line_rehearses_a_deposit_and_reports_in_french(platform: Platform, tmp_path: Path) -> None:
    claims = {"sub": "op", "name": "op", "kind": "economic_operator", "rights": [Right.SUBMIT], "siret": str(ACME)}
    token = platform.issuer.issue(claims)
    practice_of(platform)
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
    assert (told.exit_code, "Clés vérifiées : 2 détenteurs" in told.output) == (0, True)
    nothing = CliRunner().invoke(main, ["deposit"])
    assert (nothing.exit_code, "--practice" in nothing.output) == (2, True)
