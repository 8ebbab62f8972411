"""What nobody should send about an award: days out of reach, huge amounts, unknown names; each is refused as such."""

from typing import Any

import pytest

from services.tenders.wiring import App
from shared.kernel.clock import FixedClock
from shared.kernel.ids import TimeOrderedIds
from tests.integration.tenders.award_ground import Ground
from tests.integration.tenders.platform import Person

NOBODY = "00000000-0000-7000-8000-000000000000"
FAR = ("0001-01-01", "9999-12-31", "1899-12-31", "2201-01-01")


@pytest.fixture
def ground(app: App, ids: TimeOrderedIds, clock: FixedClock, agent: Person, custodians: list[str]) -> Ground:
    return Ground(app, ids, clock, agent, custodians)


def hostile_bodies(ground: Ground, award: str) -> list[tuple[str, dict[str, Any]]]:
    one, lot, response = f"{ground.path}/awards/{award}", ground.lot, ground.responses[0]
    check = {"lot_id": lot, "response_id": response, "documents": ["Attestation"]}
    money = {"value": "9" * 60, "currency": "EUR"}
    bodies: list[tuple[str, dict[str, Any]]] = []
    for day in FAR:
        bodies += [
            (f"{ground.path}/awards", {"lot_id": lot, "organ": {"kind": "person", "decided_on": day}}),
            (f"{one}/rejections", {"posted": [{"response_id": response, "sent_on": day}]}),
            (f"{ground.path}/winner-checks", {**check, "deadline": f"{day}T12:00:00Z"}),
            (f"{ground.path}/contracts", {"award_id": award, "signed_on": day}),
            (f"{ground.path}/reason-requests", {"rejection_id": NOBODY, "received_on": day}),
        ]
    return [
        *bodies,
        (f"{one}/adjustments", {"part": "price", "before": "a", "after": "b", "amount": money}),
        (f"{one}/adjustments", {"part": "roi", "before": "a", "after": "b"}),
        (f"{one}/withdrawal", {"ground": "refusal", "reason": "   "}),
        (f"{one}/withdrawal", {"ground": "abandoned", "reason": "Sans suite"}),
        (f"{one}/rejections", {"posted": [{"response_id": "x", "sent_on": "2026-11-09"}]}),
        (f"{ground.path}/awards", {"lot_id": lot, "response_ids": [response] * 1001}),
        (f"{ground.path}/awards", {"lot_id": "x"}),
        (f"{ground.path}/contracts", {"award_id": award, "reference": "une référence bien trop longue"}),
        (f"{ground.path}/awards/{NOBODY}/rejections", {}),
        (f"{ground.path}/contracts", {"award_id": NOBODY}),
    ]


def test_nothing_that_makes_no_sense_is_kept_or_breaks_the_service(ground: Ground) -> None:
    award = ground.award()["award_id"]
    for path, body in hostile_bodies(ground, award):
        answer = ground.agent.post(path, body)
        assert answer.status_code == 422, (path, body, answer.text)
    nul = ground.agent.post(f"{ground.path}/awards/{award}/withdrawal", {"ground": "refusal", "reason": "a\x00b"})
    assert nul.status_code == 400
    assert [each["status"] for each in ground.agent.get(f"{ground.path}/awards").json()["items"]] == ["decided"]


def test_a_letter_as_long_as_allowed_leaves_and_a_longer_one_is_refused(ground: Ground) -> None:
    award = ground.award()
    letter = award["notices"][0]
    place = f"{ground.path}/awards/{award['award_id']}/rejections"
    long = "x" * 15_001
    assert ground.agent.put(f"{place}/{letter['response_id']}", {"text": long}, If_Match='"1"').status_code == 422
    kept = ground.agent.put(f"{place}/{letter['response_id']}", {"text": "y" * 15_000}, If_Match='"1"')
    assert kept.status_code == 200
    assert ground.agent.done(place)["status"] == "informed"
