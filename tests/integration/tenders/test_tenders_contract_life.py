"""La vie du marché par l'API publique : modifications, sous-traitance, ordres de service, fin, échéances."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.tenders.wiring import App
from services.tenders.wiring.duties import apply_silences
from shared.kernel.clock import FixedClock
from shared.kernel.ids import TimeOrderedIds
from shared.kernel.principal import Right
from shared.kernel.siret import Siret
from tests.integration.tenders.award_ground import Ground
from tests.integration.tenders.platform import Person, announced
from tests.unit.tenders.builders import FOREIGN_BUYER

DAY = timedelta(days=1)


@pytest.fixture
def ground(app: App, ids: TimeOrderedIds, clock: FixedClock, agent: Person, custodians: list[str]) -> Ground:
    return Ground(app, ids, clock, agent, custodians)


@pytest.fixture
def contract(ground: Ground) -> dict[str, Any]:
    """A contract of 120,000 euros, transmitted and notified on 20 November 2026."""
    agent, award = ground.agent, ground.informed()
    ground.clock.advance(11 * DAY)
    signed = agent.done(f"{ground.path}/contracts", {"award_id": award["award_id"]})
    place = f"/tenders/contracts/{signed['contract_id']}"
    agent.done(f"{place}/transmission", {"acknowledgement": {"reference": "035-1", "received_on": "2026-11-20"}})
    return agent.done(f"{place}/notification")


def a_change(amount: str = "6000.00", **more: Any) -> dict[str, Any]:
    body = {"ground": "low_amount", "object": "Vitrerie", "reason": "École agrandie", "amount": {"value": amount}}
    return {**body, **more}


def the_subcontractor(**more: Any) -> dict[str, Any]:
    return {
        "subcontractor": {"siret": "55208131766522", "name": "Peintres réunis"},
        "address": "1 rue de Paris, 35000 Rennes",
        "services": "Vitrerie",
        "most_incl_vat": {"value": "7200.00"},
        "payment_terms": "30 jours",
        "no_exclusion_declared": True,
        "claims_free": True,
        **more,
    }


def the_status(agent: Person, file: str, code: str) -> list[tuple[str, str | None]]:
    items = agent.get(f"/tenders/{file}/duties").json()["items"]
    return [(duty["status"], duty["due_on"]) for duty in items if duty["code"] == code]


def test_a_modification_is_advised_signed_transmitted_and_notified(ground: Ground, contract: dict[str, Any]) -> None:
    agent, place = ground.agent, f"/tenders/contracts/{contract['contract_id']}/modifications"
    advised = agent.done(f"{place}/advice", a_change("12000.00"))["advices"]
    warned = [each["code"] for each in advised if each["level"] == "warning"]
    assert warned == ["modification_low_amount"]
    assert agent.refused(place, a_change("12000.00")) == (409, "TND-ADVICE-UNACKNOWLEDGED")
    first = agent.done(place, a_change("12000.00", acknowledged=warned))
    one = f"{place}/{first['modification_id']}"
    assert agent.refused(f"{one}/notification") == (409, "TND-MODIFICATION-LEGALITY")
    assert the_status(agent, ground.tender["id"], "modification_transmission") == [("due", "2026-12-05")]
    agent.done(f"{one}/acknowledgement", {"reference": "035-2", "received_on": "2026-11-20"})
    assert agent.done(f"{one}/notification")["status"] == "notified"
    assert agent.refused(f"{one}/notification") == (409, "TND-ACTION-IMPOSSIBLE")
    read = agent.get(place).json()
    assert (read["initial_amount"]["value"], read["present_amount"]["value"]) == ("120000.00", "132000.00")
    assert ("contract_modified.v1", 5) in announced(ground.app)
    told = agent.get("/tenders/messages?box=sent").json()["items"]
    assert any("Modification n° 1" in each["subject"] for each in told)


def test_the_contractor_declares_and_the_buyer_answers(
    ground: Ground, contract: dict[str, Any], person: Callable[..., Person]
) -> None:
    company = person(
        siret=Siret.parse(contract["contractor"]["siret"]), rights=(Right.SUBMIT,), kind="economic_operator"
    )
    place = f"/tenders/contracts/{contract['contract_id']}/subcontracts"
    declared = company.done(place, the_subcontractor())
    assert (declared["status"], declared["silent_until"], declared["pays_directly"]) == ("declared", "2026-12-11", True)
    answer = f"{place}/{declared['subcontract_id']}/answer"
    assert company.refused(answer, {"accepted": True}) == (403, "HTTP-RIGHT-MISSING")
    assert ground.agent.refused(answer, {"accepted": False}) == (422, "TND-SUBCONTRACT-REASON")
    assert ground.agent.done(answer, {"accepted": True})["status"] == "accepted"
    assert company.get(place).json()["items"][0]["status"] == "accepted"
    assert announced(ground.app)[-1][0] == "subcontract_accepted.v1"
    itself = the_subcontractor(subcontractor={"siret": contract["contractor"]["siret"], "name": "Moi"})
    assert company.refused(place, itself) == (422, "TND-SUBCONTRACT-SELF")
    other = person(siret=Siret.parse("73282932000074"), rights=(Right.SUBMIT,), kind="economic_operator")
    assert other.refused(place, the_subcontractor()) == (404, "TND-NOT-FOUND")
    assert other.get(place).status_code == 404


def test_silence_accepts_once_its_days_have_run(ground: Ground, contract: dict[str, Any]) -> None:
    agent, place = ground.agent, f"/tenders/contracts/{contract['contract_id']}/subcontracts"
    agent.done(place, the_subcontractor(received_on="2026-11-20"))
    ground.clock.advance(21 * DAY)
    assert apply_silences(ground.app.open_uow, clock=ground.clock) == 0
    ground.clock.advance(DAY)
    assert apply_silences(ground.app.open_uow, clock=ground.clock) == 1
    assert apply_silences(ground.app.open_uow, clock=ground.clock) == 0
    found = agent.get(place).json()["items"][0]
    assert (found["status"], found["decided_on"]) == ("tacitly_accepted", "2026-12-12")
    assert announced(ground.app)[-1][0] == "subcontract_accepted.v1"


def test_orders_are_numbered_and_the_end_is_dated(ground: Ground, contract: dict[str, Any]) -> None:
    agent, place = ground.agent, f"/tenders/contracts/{contract['contract_id']}"
    order = {"kind": "start", "subject": "Démarrage", "content": "Commencez le 1er décembre."}
    assert [agent.done(f"{place}/service-orders", order)["number"] for _ in range(2)] == [1, 2]
    assert len(agent.get(f"{place}/service-orders").json()["items"]) == 2
    assert agent.refused(f"{place}/end", {"kind": "fault", "ended_on": "2026-12-01"}) == (
        422,
        "TND-CONTRACT-END-REASON",
    )
    ended = agent.done(f"{place}/end", {"kind": "public_interest", "ended_on": "2026-12-01", "reason": "École fermée"})
    assert ended["status"] == "terminated"
    assert announced(ground.app)[-1][0] == "contract_ended.v1"
    assert agent.refused(f"{place}/service-orders", order) == (409, "TND-ACTION-IMPOSSIBLE")
    assert agent.refused(f"{place}/modifications", a_change()) == (409, "TND-ACTION-IMPOSSIBLE")
    assert the_status(agent, ground.tender["id"], "keep_contract") == [("running", "2031-12-01")]


def test_every_duty_is_shown_and_those_done_elsewhere_are_recorded(ground: Ground, contract: dict[str, Any]) -> None:
    agent, tender = ground.agent, ground.tender["id"]
    shown = {duty["code"]: duty for duty in agent.get(f"/tenders/{tender}/duties").json()["items"]}
    assert {"rejection_letters", "transmission", "notification", "award_notice", "essential_data", "keep_bids"} <= set(
        shown
    )
    assert (shown["award_notice"]["status"], shown["award_notice"]["due_on"]) == ("due", "2026-12-20")
    assert (shown["essential_data"]["status"], shown["essential_data"]["due_on"]) == ("due", "2027-01-20")
    assert all(duty["article"] and duty["confidence"] in {"A", "B", "C"} for duty in shown.values())
    record = {
        "code": "award_notice",
        "object_id": contract["contract_id"],
        "done_on": "2026-11-20",
        "reference": "26-123456",
    }
    assert agent.refused(f"/tenders/{tender}/duties", {**record, "done_on": "2026-11-21"}) == (422, "TND-DUTY-DATE")
    assert agent.refused(f"/tenders/{tender}/duties", {**record, "code": "transmission"}) == (422, "TND-DUTY-UNKNOWN")
    agent.done(f"/tenders/{tender}/duties", record)
    assert the_status(agent, tender, "award_notice") == [("done", "2026-12-20")]


def test_the_agenda_of_a_recorded_contract(agent: Person) -> None:
    body = {
        "regime": "earlier",
        "reference": "2026-ANC",
        "object": "Voirie",
        "kind": "works",
        "cpv": "45233140-2",
        "buyer_name": "Commune",
        "contractor_siret": "73282932000074",
        "contractor_name": "Acme",
        "amount_excl_vat": {"value": "250000.00", "currency": "EUR"},
        "launched_on": "2026-01-05",
        "signed_on": "2026-02-01",
        "notified_on": "2026-02-03",
    }
    recorded = agent.done("/tenders/contracts/recorded", body)
    assert the_status(agent, recorded["contract_id"], "essential_data") == [("late", "2026-04-03")]


def test_another_organisation_sees_and_changes_nothing(
    ground: Ground, contract: dict[str, Any], person: Callable[..., Person]
) -> None:
    foreigner, place = person(siret=FOREIGN_BUYER), f"/tenders/contracts/{contract['contract_id']}"
    order = {"kind": "start", "subject": "Démarrage", "content": "Commencez."}
    end = {"kind": "completed", "ended_on": "2026-11-20"}
    record = {"code": "award_notice", "object_id": contract["contract_id"], "done_on": "2026-11-20", "reference": "1"}
    for path, body in (
        (f"{place}/modifications", a_change()),
        (f"{place}/modifications/advice", a_change()),
        (f"{place}/subcontracts", the_subcontractor()),
        (f"{place}/service-orders", order),
        (f"{place}/end", end),
        (f"/tenders/{ground.tender['id']}/duties", record),
    ):
        assert foreigner.refused(path, body) == (404, "TND-NOT-FOUND"), path
    for path in ("modifications", "subcontracts", "service-orders"):
        assert foreigner.get(f"{place}/{path}").status_code == 404
    assert foreigner.get(f"/tenders/{ground.tender['id']}/duties").status_code == 404
