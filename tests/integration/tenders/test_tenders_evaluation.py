"""L'analyse des offres par l'API publique : méthode, notes, calculs, demandes, rapport, confidentialité."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from odfdo import Document
from pypdf import PdfReader

from services.tenders.api import evaluations
from services.tenders.api.evaluations import REPORT_LINES
from services.tenders.domain.price_formulas import PriceFormula
from services.tenders.wiring import App
from shared.kernel.principal import Right
from tests.integration.tenders.opened import Opened
from tests.integration.tenders.platform import DEADLINE, Person, journal
from tests.unit.tenders.builders import ACME, FOREIGN_BUYER

TERMS = {
    "criteria": {
        "sub_criteria": [
            {"code": "team", "criterion": "quality", "title": "Équipe", "weight": "30"},
            {"code": "method", "criterion": "quality", "title": "Méthode", "weight": "70"},
        ]
    }
}


def test_notes_computations_and_report(
    app: App, agent: Person, draft_of: Callable[..., dict[str, Any]], open_bids: Callable[..., Opened]
) -> None:
    tender = draft_of(terms=TERMS)
    path = f"/tenders/consultations/{tender['id']}"
    method = {"formula": "gap_from_lowest", "amount_basis": "Tranche ferme seule.", "published": True}
    chosen = agent.put(f"{path}/evaluation-method", method, If_Match='"0"')
    assert (chosen.status_code, chosen.headers["ETag"], chosen.json()["version"]) == (200, '"1"', 1)
    stale = agent.put(f"{path}/evaluation-method", method, If_Match='"0"')
    assert (stale.status_code, stale.json()["code"]) == (412, "HTTP-VERSION-STALE")
    case = open_bids(tender)
    fixed = agent.put(f"{path}/evaluation-method", method, If_Match='"1"')
    assert (fixed.status_code, fixed.json()["code"]) == (409, "TND-METHOD-FIXED")

    notes = [case.note(0, "6", part="team", why="Équipe <réduite> & jeune"), case.note(0, "9.5", part="method")]
    state = case.enter(amounts=case.amounts("100000", "120000.50"), scores=notes)
    assert state["missing"] == [f"{case.responses[1]}/quality/{part}" for part in ("team", "method")]
    state = case.enter(scores=[case.note(1, "10", part="team"), case.note(1, "5", part="method", why="Trop vague")])
    assert [(bid["response_id"], bid["scores"], bid["total"]) for bid in state["ranking"]] == [
        (case.responses[0], {"price": "10.00", "quality": "8.45"}, "93.80"),
        (case.responses[1], {"price": "8.00", "quality": "6.50"}, "74.00"),
    ]
    grid = agent.get(case.grid).json()
    assert grid["sheets"][0]["justifications"] == {"quality/team": "Équipe <réduite> & jeune"}
    assert grid["criteria"][1]["entries"] == ["quality/team", "quality/method"]
    computed = agent.get(f"{case.grid}/computation").json()
    second = computed["computations"][1]
    assert second["scores"][0]["computation"] == ("10 × (1 - (120\u202f000,50 - 100\u202f000) / 100\u202f000) = 8")
    assert second["computation"] == "8 / 10 × 60 + 6,50 / 10 × 40 = 74"
    notes_kept = agent.get(f"{case.grid}/notes").json()["items"]
    assert [(each["entry"], each["author"]) for each in notes_kept[:1]] == [("quality/method", "Essai")]
    _check_report(agent, path)
    assert journal(app).count("evaluation_entered") == 2
    assert journal(app).count("analysis_reported") == 3


def _check_report(agent: Person, path: str) -> None:
    report = agent.get(f"{path}/analysis-report").json()
    headings = [section["heading"] for section in report["sections"]]
    assert headings[:2] == ["Consultation", "Méthode"]
    assert "Classement et proposition" in headings
    odt = agent.get(f"{path}/analysis-report?format=odt")
    assert odt.headers["content-type"] == "application/vnd.oasis.opendocument.text"
    text = Document(io.BytesIO(odt.content)).get_formatted_text()
    assert "Équipe <réduite> & jeune" in text
    pdf = agent.get(f"{path}/analysis-report?format=pdf")
    pages = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
    assert "Écart au montant le plus bas" in pages
    assert "Tranche ferme seule." in pages


def _writes(case: Opened) -> list[tuple[str, dict[str, Any]]]:
    now = DEADLINE.isoformat()
    answer = {"received_at": now, "summary": "x", "conclusion": "satisfactory", "reason": "x"}
    return [
        (f"{case.path}/candidacies/{case.lot}", {}),
        (f"{case.path}/candidacies/{case.lot}/selection", {}),
        (f"{case.path}/inquiries", {"lot_id": case.lot, "kind": "clarification", "text": "x", "due_at": now}),
        (f"{case.path}/inquiries/{case.lot}/answers", {"response_id": case.lot, **answer}),
    ]


def test_the_analysis_is_the_affair_of_those_who_evaluate(
    person: Callable[..., Person],
    visitor: Person,
    draft_of: Callable[..., dict[str, Any]],
    open_bids: Callable[..., Opened],
) -> None:
    case = open_bids(draft_of())
    reads = [
        case.grid,
        f"{case.grid}/computation",
        f"{case.grid}/notes",
        f"{case.path}/candidacies/{case.lot}",
        f"{case.path}/inquiries",
        f"{case.path}/analysis-report",
        f"{case.path}/lots/{case.lot}/priced-offers",
    ]
    foreigner, drafter = person(siret=FOREIGN_BUYER), person(rights=(Right.DRAFT,))
    company = person(siret=ACME, kind="economic_operator", rights=[Right.SUBMIT])
    for path in reads:
        assert foreigner.get(path).json()["code"] == "TND-NOT-FOUND", path
        assert drafter.get(path).json()["code"] == "HTTP-RIGHT-MISSING", path
        assert company.get(path).status_code == 403, path
        assert visitor.get(path).status_code == 401, path
    for path, body in _writes(case):
        assert foreigner.refused(path, body) == (404, "TND-NOT-FOUND"), path
        assert drafter.refused(path, body) == (403, "HTTP-RIGHT-MISSING"), path


def test_what_is_not_published_is_not_found(
    person: Callable[..., Person],
    visitor: Person,
    draft_of: Callable[..., dict[str, Any]],
    open_bids: Callable[..., Opened],
) -> None:
    assert len(visitor.get("/tenders/price-formulas").json()["items"]) == len(PriceFormula)
    case, foreigner = open_bids(draft_of()), person(siret=FOREIGN_BUYER)
    method, schedule = f"{case.path}/evaluation-method", f"{case.path}/lots/{case.lot}/price-schedule"
    for path in (method, schedule):
        assert visitor.get(path).json()["code"] == "TND-NOT-FOUND", path
        assert foreigner.get(path).json()["code"] == "TND-NOT-FOUND", path
    offer = f"{case.path}/lots/{case.lot}/priced-offers/{case.responses[0]}"
    stolen = [
        foreigner.put(method, {}, If_Match='"0"'),
        foreigner.replace(schedule, b"rien", If_Match='"0"'),
        foreigner.replace(offer, b"rien"),
        foreigner.get(offer),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in stolen] == [(404, "TND-NOT-FOUND")] * 4


def test_a_report_too_long_for_a_file_is_still_data(
    agent: Person,
    draft_of: Callable[..., dict[str, Any]],
    open_bids: Callable[..., Opened],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = open_bids(draft_of())
    limits = {each["name"]: each["value"] for each in agent.get("/tenders/limits").json()["limits"]}
    assert limits["report_lines"] == REPORT_LINES.value
    path = f"{case.path}/analysis-report"
    lines = sum(
        1 + sum(len(shown["rows"]) for shown in section["tables"]) for section in agent.get(path).json()["sections"]
    )
    for greatest, status in ((lines, 200), (lines - 1, 422)):
        monkeypatch.setattr(evaluations, "REPORT_LINES", replace(REPORT_LINES, value=greatest))
        assert agent.get(f"{path}?format=odt").status_code == status
    assert agent.get(f"{path}?format=pdf").json()["code"] == "TND-REPORT-LARGE"
    assert agent.get(f"{path}?format=json").status_code == 200


def test_two_evaluators_at_once_lose_nothing(
    agent: Person, draft_of: Callable[..., dict[str, Any]], open_bids: Callable[..., Opened]
) -> None:
    case = open_bids(draft_of())
    bodies = [{"lot_id": case.lot, "scores": [case.note(number, "7")]} for number in (0, 1)] * 2
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda body: agent.post(f"{case.path}/evaluations", body), bodies))
    assert {answer.status_code for answer in answers} == {200}
    grid = agent.get(case.grid).json()
    assert grid["version"] == 4
    assert [sheet["scores"] for sheet in grid["sheets"]] == [{"quality": "7"}] * 2
    assert len(agent.get(f"{case.grid}/notes").json()["items"]) == 4
