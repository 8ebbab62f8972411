"""Les candidatures et les demandes aux entreprises par l'API publique : rien n'est exclu d'office."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from shared.kernel.clock import FixedClock
from shared.kernel.principal import Right
from tests.integration.tenders.opened import Opened
from tests.integration.tenders.platform import Person
from tests.unit.tenders.builders import ACME


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
