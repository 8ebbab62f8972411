"""Un bac à sable : le temps légal court plus vite, et lui seul décide (section 5 de la conception)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.tenders.wiring import App
from services.tenders.wiring.duties import close_due_tenders
from shared.kernel.clock import FixedClock
from shared.kernel.ids import TimeOrderedIds
from shared.settings import Settings
from tests.integration.tenders.platform import Person, announced, deliver, opened_event, published

LEGAL_START = datetime(2025, 1, 13, 8, 0, tzinfo=UTC)
LEGAL_DEADLINE = datetime(2025, 2, 17, 11, 0, tzinfo=UTC)
DAY_PER_SECOND = 86_400


@pytest.fixture
def settings(fresh_database: Settings) -> Iterator[Settings]:
    return replace(fresh_database, dev=True, sandbox=True)


def test_an_accelerated_procedure_closes_awards_and_signs_in_legal_time(
    app: App, ids: TimeOrderedIds, clock: FixedClock, agent: Person, custodians: list[str]
) -> None:
    timeline = {"legal_start": LEGAL_START.isoformat(), "factor": DAY_PER_SECOND}
    tender = published(agent, custodians, timeline=timeline, submission_deadline=LEGAL_DEADLINE.isoformat())
    assert (tender["launched_on"], tender["sandbox"]) == ("2025-01-13", True)
    assert tender["timeline"]["factor"] == DAY_PER_SECOND
    clock.advance(timedelta(seconds=35))
    assert close_due_tenders(app.open_uow, clock=clock) == 0
    clock.advance(timedelta(seconds=1))
    assert close_due_tenders(app.open_uow, clock=clock) == 1
    event = opened_event(ids, tender["id"])
    deliver(app, ids, event)
    path, lot = f"/tenders/consultations/{tender['id']}", tender["lots"][0]["lot_id"]
    first, second = (response.deposit_id for response in event.responses)
    entries = {
        "lot_id": lot,
        "amounts": [{"response_id": each, "amount": {"value": "10"}} for each in (first, second)],
        "scores": [
            {"response_id": first, "criterion_id": "quality", "score": "5"},
            {"response_id": second, "criterion_id": "quality", "score": "4"},
        ],
    }
    agent.done(f"{path}/evaluations", entries)
    award = agent.done(f"{path}/awards", {"lot_id": lot})
    informed = agent.done(f"{path}/awards/{award['award_id']}/rejections")
    assert informed["standstill"]["signable_from"] == "2025-03-01"
    clock.advance(timedelta(seconds=10))
    assert agent.refused(f"{path}/contracts", {"award_id": award["award_id"]}) == (409, "TND-STANDSTILL-RUNNING")
    clock.advance(timedelta(seconds=1))
    contract = agent.done(f"{path}/contracts", {"award_id": award["award_id"]})
    assert contract["signed_on"] == "2025-03-01"
    # The threshold is that of the launch day in 2025 (221,000), not that of the real day in 2026 (216,000).
    assert contract["legality"]["threshold"]["value"].startswith("221000")
    assert [event_type for event_type, _ in announced(app)][-1] == "contract_signed.v1"


def test_a_sandbox_says_so_in_every_answer(visitor: Person) -> None:
    assert visitor.get("/tenders/consultations").headers["Plis-Sandbox"] == "1"
