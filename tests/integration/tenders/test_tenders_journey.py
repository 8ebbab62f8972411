"""De la publication à la notification, par l'API publique, sur une vraie base."""

from datetime import timedelta
from typing import Any

from services.tenders.gateways.legality_simulator import LegalityControlSimulator
from services.tenders.wiring import App
from services.tenders.wiring.duties import close_due_tenders, fetch_acknowledgements
from shared.kernel.clock import FixedClock
from shared.kernel.ids import TimeOrderedIds
from shared.messaging.subscriptions import Delivery
from tests.integration.tenders.platform import (
    DEADLINE,
    Person,
    announced,
    deliver,
    journal,
    opened_event,
    published,
)

MILLISECOND = timedelta(milliseconds=1)
EVENTS = [
    ("tender_published.v3", 3),
    ("submission_closed.v1", 4),
    ("contract_awarded.v1", 2),
    ("contract_signed.v1", 1),
    ("contract_transmitted.v1", 3),
    ("contract_notified.v1", 4),
]
ACTS = [
    "tender_drafted",
    "document_added",
    "tender_published",
    "submission_closed",
    "opening_recorded",
    "evaluation_entered",
    "lot_awarded",
    "message_sent",
    "message_sent",
    "rejections_sent",
    "contract_signed",
    "transmission_requested",
    "transmission_acknowledged",
    "message_sent",
    "contract_notified",
]


def opened(app: App, ids: TimeOrderedIds, clock: FixedClock, tender: dict[str, Any]) -> list[str]:
    """Close a consultation at its deadline and hear of its opening; give the responses."""
    clock.advance(DEADLINE - clock.now())
    assert close_due_tenders(app.open_uow, clock=clock) == 0
    clock.advance(MILLISECOND)
    assert close_due_tenders(app.open_uow, clock=clock) == 1
    assert close_due_tenders(app.open_uow, clock=clock) == 0
    event = opened_event(ids, tender["id"])
    assert deliver(app, ids, event) is Delivery.APPLIED
    return [response.deposit_id for response in event.responses]


def entries(lot_id: str, responses: list[str], scores: tuple[str, str]) -> dict[str, Any]:
    """The same amount for everybody, and these scores."""
    return {
        "lot_id": lot_id,
        "amounts": [{"response_id": each, "amount": {"value": "120000.00", "currency": "EUR"}} for each in responses],
        "scores": [
            {"response_id": each, "criterion_id": "quality", "score": score}
            for each, score in zip(responses, scores, strict=True)
        ],
    }


def awarded(agent: Person, path: str, lot: str, **body: Any) -> dict[str, Any]:
    """Award a lot and send its letters."""
    decided = agent.done(f"{path}/awards", {"lot_id": lot, **body})
    return agent.done(f"{path}/awards/{decided['award_id']}/rejections")


def test_a_contract_from_publication_to_notification(
    app: App, ids: TimeOrderedIds, clock: FixedClock, agent: Person, custodians: list[str]
) -> None:
    tender = published(agent, custodians)
    path, lot = f"/tenders/consultations/{tender['id']}", tender["lots"][0]["lot_id"]
    assert tender["advices"]
    responses = opened(app, ids, clock, tender)
    grid = agent.done(f"{path}/evaluations", entries(lot, responses, ("8", "9")))
    assert [(bid["response_id"], bid["rank"], bid["total"]) for bid in grid["ranking"]] == [
        (responses[1], 1, "96.00"),
        (responses[0], 2, "92.00"),
    ]
    award = agent.done(f"{path}/awards", {"lot_id": lot})
    assert (award["winner"]["response_id"], award["notices"][0]["rank"]) == (responses[1], 2)
    assert (award["status"], award["standstill"]) == ("decided", None)
    sign = {"award_id": award["award_id"]}
    assert agent.refused(f"{path}/contracts", sign) == (409, "TND-AWARD-ORDER")
    informed = agent.done(f"{path}/awards/{award['award_id']}/rejections")
    assert (informed["standstill"]["ends_on"], informed["standstill"]["basis"]) == ("2026-11-19", "required")
    assert agent.get(f"{path}/awards").json()["items"] == [informed]

    clock.advance(timedelta(days=10))
    assert agent.refused(f"{path}/contracts", sign) == (409, "TND-STANDSTILL-RUNNING")
    clock.advance(timedelta(days=1))
    contract = agent.done(f"{path}/contracts", sign)
    contract_path = f"/tenders/contracts/{contract['contract_id']}"
    assert (contract["signed_on"], contract["legality"]["applies"]) == ("2026-11-20", True)
    assert agent.refused(f"{contract_path}/notification") == (409, "TND-LEGALITY-MISSING")

    assert agent.done(f"{contract_path}/transmission")["status"] == "awaiting_acknowledgement"
    assert fetch_acknowledgements(app.open_uow, LegalityControlSimulator(), clock=clock) == 1
    acknowledged = agent.get(contract_path).json()
    assert acknowledged["transmission_acknowledgement"].startswith("SIMULATION-213502388-20261120-")
    notified = agent.done(f"{contract_path}/notification")
    assert (notified["status"], notified["notified_on"]) == ("notified", "2026-11-20")
    assert agent.get(contract_path).json() == notified

    assert announced(app) == EVENTS
    assert journal(app) == ACTS


def test_a_repeated_or_late_event_changes_nothing(
    app: App, ids: TimeOrderedIds, clock: FixedClock, agent: Person, custodians: list[str]
) -> None:
    tender = published(agent, custodians)
    responses = opened(app, ids, clock, tender)
    older = opened_event(ids, tender["id"]).model_copy(update={"aggregate_version": 0})
    assert deliver(app, ids, older) is Delivery.APPLIED
    lot = tender["lots"][1]["lot_id"]
    grid = agent.done(f"/tenders/consultations/{tender['id']}/evaluations", entries(lot, responses, ("5", "5")))
    assert grid["responses"] == sorted(responses)
    assert [bid["tied"] for bid in grid["ranking"]] == [True, True]
    path = f"/tenders/consultations/{tender['id']}/awards"
    assert agent.refused(path, {"lot_id": lot}) == (409, "TND-AWARD-TIE")
    chosen = {"lot_id": lot, "response_id": responses[1], "reason": "Tirage au sort en présence des deux sociétés"}
    assert agent.done(path, chosen)["reason"] == chosen["reason"]


def test_a_bid_set_aside_is_told_why(
    app: App, ids: TimeOrderedIds, clock: FixedClock, agent: Person, custodians: list[str]
) -> None:
    tender = published(agent, custodians)
    responses = opened(app, ids, clock, tender)
    path, lot = f"/tenders/consultations/{tender['id']}", tender["lots"][0]["lot_id"]
    aside = {"response_id": responses[0], "ground": "irregular", "reason": "Acte d'engagement absent"}
    body = {**entries(lot, responses, ("9", "1")), "set_aside": [aside]}
    assert [bid["response_id"] for bid in agent.done(f"{path}/evaluations", body)["ranking"]] == [responses[1]]
    notice = agent.done(f"{path}/awards", {"lot_id": lot})["notices"][0]
    assert (notice["response_id"], notice["rank"]) == (responses[0], None)
    assert notice["set_aside"] == {"ground": "irregular", "reason": "Acte d'engagement absent"}


def test_an_acknowledgement_received_elsewhere_is_recorded(
    app: App, ids: TimeOrderedIds, clock: FixedClock, agent: Person, custodians: list[str]
) -> None:
    tender = published(agent, custodians, procedure="adapted", kind="works")
    responses = opened(app, ids, clock, tender)
    path, lot = f"/tenders/consultations/{tender['id']}", tender["lots"][0]["lot_id"]
    agent.done(f"{path}/evaluations", entries(lot, responses, ("8", "9")))
    award = awarded(agent, path, lot)
    assert award["standstill"]["basis"] == "adapted_procedure"
    contract = agent.done(f"{path}/contracts", {"award_id": award["award_id"], "reference": "2026-07"})
    assert contract["reference"] == "2026-07"
    other = agent.done(f"{path}/evaluations", entries(tender["lots"][1]["lot_id"], responses, ("8", "9")))
    second = awarded(agent, path, other["lot_id"])
    same_reference = {"award_id": second["award_id"], "reference": "2026-07"}
    assert agent.refused(f"{path}/contracts", same_reference) == (409, "TND-CONTRACT-REFERENCE")
    transmission = f"/tenders/contracts/{contract['contract_id']}/transmission"
    wrong = {"acknowledgement": {"reference": "035-1", "received_on": "2026-11-08"}}
    assert agent.refused(transmission, wrong) == (422, "TND-LEGALITY-DATE")
    right = {"acknowledgement": {"reference": "035-1", "received_on": "2026-11-09"}}
    assert agent.done(transmission, right)["transmitted_on"] == "2026-11-09"
