"""L'analyse des offres par l'API publique : méthode, notes, calculs, demandes, rapport, confidentialité."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from odfdo import Document
from pypdf import PdfReader

from services.tenders.api import evaluations
from services.tenders.api.evaluations import REPORT_LINES
from services.tenders.wiring import App
from services.tenders.wiring.duties import close_due_tenders
from shared.kernel.clock import FixedClock
from shared.kernel.ids import TimeOrderedIds
from shared.kernel.principal import Right
from shared.messaging.subscriptions import Delivery
from tests.integration.tenders.platform import DEADLINE, Person, deliver, journal, opened_event, published
from tests.unit.tenders.builders import ACME, FOREIGN_BUYER

TERMS = {
    "criteria": {
        "sub_criteria": [
            {"code": "team", "criterion": "quality", "title": "Équipe", "weight": "30"},
            {"code": "method", "criterion": "quality", "title": "Méthode", "weight": "70"},
        ]
    }
}


class Opened:
    """A consultation whose two responses are opened."""

    def __init__(self, agent: Person, tender: dict[str, Any], responses: list[str]) -> None:
        self.agent, self.responses = agent, responses
        self.path = f"/tenders/consultations/{tender['id']}"
        self.lot = tender["lots"][0]["lot_id"]

    @property
    def grid(self) -> str:
        return f"{self.path}/evaluations/{self.lot}"

    def enter(self, **entries: Any) -> dict[str, Any]:
        return self.agent.done(f"{self.path}/evaluations", {"lot_id": self.lot, **entries})

    def amounts(self, *texts: str) -> list[dict[str, Any]]:
        pairs = zip(self.responses, texts, strict=True)
        return [{"response_id": each, "amount": {"value": text, "currency": "EUR"}} for each, text in pairs]

    def note(self, number: int, score: str, *, part: str | None = None, why: str | None = None) -> dict[str, Any]:
        entry = {"response_id": self.responses[number], "criterion_id": "quality", "score": score}
        return {**entry, "sub_criterion_id": part, "justification": why}


@pytest.fixture
def draft_of(agent: Person, custodians: list[str]) -> Callable[..., dict[str, Any]]:
    return lambda **changes: published(agent, custodians, **changes)


@pytest.fixture
def open_bids(app: App, ids: TimeOrderedIds, clock: FixedClock, agent: Person) -> Callable[[dict[str, Any]], Opened]:
    def opened(tender: dict[str, Any]) -> Opened:
        clock.advance(DEADLINE - clock.now() + timedelta(milliseconds=1))
        assert close_due_tenders(app.open_uow, clock=clock) == 1
        event = opened_event(ids, tender["id"])
        assert deliver(app, ids, event) is Delivery.APPLIED
        return Opened(agent, tender, [response.deposit_id for response in event.responses])

    return opened


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


def test_a_low_bid_is_rejected_only_after_its_tenderer_could_justify_it(
    agent: Person,
    person: Callable[..., Person],
    clock: FixedClock,
    draft_of: Callable[..., dict[str, Any]],
    open_bids: Callable[..., Opened],
) -> None:
    case = open_bids(draft_of())
    low, other = case.responses
    case.enter(amounts=case.amounts("40000", "120000"), scores=[case.note(0, "5"), case.note(1, "5")])
    signs = agent.get(f"{case.grid}/computation").json()["low_bids"]
    assert [(sign["response_id"], sign["indicator"]) for sign in signs] == [(low, "below_estimate")]
    aside = {"lot_id": case.lot, "set_aside": [{"response_id": low, "ground": "abnormally_low", "reason": "Prix"}]}
    assert agent.refused(f"{case.path}/evaluations", aside) == (409, "TND-LOW-NOT-ASKED")

    due = clock.now() + timedelta(days=7)
    ask = {"lot_id": case.lot, "kind": "justification", "text": "Justifiez votre prix.", "due_at": due.isoformat()}
    assert agent.refused(f"{case.path}/inquiries", ask) == (422, "TND-INQUIRY-NOBODY")
    past = {**ask, "due_at": clock.now().isoformat(), "response_ids": [low]}
    assert agent.refused(f"{case.path}/inquiries", past) == (422, "TND-INQUIRY-DUE")
    asked = agent.done(f"{case.path}/inquiries", {**ask, "response_ids": [low]})
    assert agent.refused(f"{case.path}/evaluations", aside) == (409, "TND-LOW-RUNNING")
    company = person(siret=ACME, kind="economic_operator", rights=[Right.SUBMIT])
    inbox = company.get("/tenders/messages").json()["items"]
    assert [message["kind"] for message in inbox] == ["justification"]

    clock.advance(timedelta(hours=1))
    _answer_badly_then_well(case, f"{case.path}/inquiries/{asked['inquiry_id']}/answers", clock)
    state = agent.done(f"{case.path}/evaluations", aside)
    assert [bid["response_id"] for bid in state["ranking"]] == [other]
    regularise = {**ask, "kind": "regularisation", "response_ids": [low]}
    assert agent.refused(f"{case.path}/inquiries", regularise) == (409, "TND-REGULARISATION-LOW")


def _answer_badly_then_well(case: Opened, path: str, clock: FixedClock) -> None:
    agent, (low, other) = case.agent, case.responses
    answer = {
        "response_id": low,
        "received_at": clock.now().isoformat(),
        "summary": "Procédé nouveau",
        "conclusion": "unsatisfactory",
        "reason": "Aucun détail du coût de la main-d'œuvre",
    }
    assert agent.refused(path, {**answer, "response_id": other}) == (422, "TND-INQUIRY-STRANGER")
    assert agent.refused(path, {**answer, "conclusion": "substantial_change"}) == (422, "TND-INQUIRY-CONCLUSION")
    later = (clock.now() + timedelta(seconds=1)).isoformat()
    assert agent.refused(path, {**answer, "received_at": later}) == (422, "TND-INQUIRY-DATE")
    assert agent.done(path, answer)["answers"][0]["late"] is False
    assert agent.refused(path, answer) == (409, "TND-INQUIRY-ANSWERED")


def test_a_regularisation_is_asked_of_all_and_changes_nothing_substantial(
    agent: Person, clock: FixedClock, draft_of: Callable[..., dict[str, Any]], open_bids: Callable[..., Opened]
) -> None:
    case = open_bids(draft_of())
    asides = [{"response_id": each, "ground": "irregular", "reason": "Bordereau absent"} for each in case.responses]
    case.enter(set_aside=asides)
    due = (clock.now() + timedelta(days=3)).isoformat()
    ask = {"lot_id": case.lot, "kind": "regularisation", "text": "Complétez.", "due_at": due}
    partial = {**ask, "response_ids": case.responses[:1]}
    assert agent.refused(f"{case.path}/inquiries", partial) == (422, "TND-INQUIRY-PARTIAL")
    asked = agent.done(f"{case.path}/inquiries", ask)
    assert sorted(asked["response_ids"]) == sorted(case.responses)
    answer = {
        "response_id": case.responses[0],
        "received_at": clock.now().isoformat(),
        "summary": "Nouveau bordereau, plus cher",
        "conclusion": "substantial_change",
        "reason": "Le prix change",
    }
    agent.done(f"{case.path}/inquiries/{asked['inquiry_id']}/answers", answer)
    back = {"lot_id": case.lot, "restored": [case.responses[0]]}
    assert agent.refused(f"{case.path}/evaluations", back) == (409, "TND-REGULARISATION-SUBSTANTIAL")
    case.enter(restored=[case.responses[1]])


def test_a_rejected_candidacy_takes_its_bid_out_of_the_ranking(
    agent: Person, clock: FixedClock, draft_of: Callable[..., dict[str, Any]], open_bids: Callable[..., Opened]
) -> None:
    case = open_bids(draft_of())
    first, second = case.responses
    case.enter(amounts=case.amounts("100", "120"), scores=[case.note(0, "5"), case.note(1, "5")])
    path = f"{case.path}/candidacies/{case.lot}"
    shown = agent.get(path).json()
    assert [each["check_id"] for each in shown["asked"]] == ["declaration", "exclusions", "powers"]
    checks = [{"response_id": each, "check_id": "declaration", "state": "incomplete"} for each in case.responses]
    agent.done(path, {"order": "after_bids", "checks": checks})
    unknown = {"checks": [{**checks[0], "check_id": "casier"}]}
    assert agent.refused(path, unknown) == (422, "TND-CANDIDACY-CHECK")
    bare = {"decisions": [{"response_id": first, "status": "rejected"}]}
    assert agent.refused(path, bare) == (422, "TND-CANDIDACY-REASON")

    due = (clock.now() + timedelta(days=3)).isoformat()
    ask = {"lot_id": case.lot, "kind": "completion", "text": "Joignez le DC1.", "due_at": due}
    partial = {**ask, "response_ids": [first]}
    assert agent.refused(f"{case.path}/inquiries", partial) == (422, "TND-INQUIRY-PARTIAL")
    with_reason = agent.done(f"{case.path}/inquiries", {**partial, "partial_reason": "L'autre vient de compléter"})
    assert with_reason["partial_reason"]
    assert sorted(agent.done(f"{case.path}/inquiries", ask)["response_ids"]) == sorted(case.responses)

    decisions = [
        {"response_id": first, "status": "rejected", "ground": "not_completed", "reason": "DC1 absent"},
        {"response_id": second, "status": "admitted"},
    ]
    decided = agent.done(path, {"decisions": decisions})
    assert decided["candidacies"][0]["article"] == "R2144-2, R2144-7"
    assert [each["response_id"] for each in decided["ranking"]] == [second]
    grid = agent.get(case.grid).json()
    assert [bid["response_id"] for bid in grid["ranking"]] == [second]
    assert grid["sheets"][0]["set_aside"] == {"ground": "inadmissible", "reason": "DC1 absent"}
    chosen = agent.done(f"{path}/selection", {})
    assert (chosen["selection"]["invited"], len(chosen["selection"]["companies"])) == ([second], 1)
    assert agent.refused(f"{path}/selection", {"response_ids": [first]}) == (422, "TND-SELECTION-UNKNOWN")


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
