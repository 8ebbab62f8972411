"""A consultation whose two responses are opened, ready to be evaluated."""

from datetime import timedelta
from typing import Any

from services.tenders.wiring import App
from services.tenders.wiring.duties import close_due_tenders
from shared.kernel.clock import FixedClock
from shared.kernel.ids import Ids
from shared.messaging.subscriptions import Delivery
from tests.integration.tenders.platform import DEADLINE, Person, deliver, opened_event


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


def open_responses(app: App, ids: Ids, clock: FixedClock, *, agent: Person, tender: dict[str, Any]) -> Opened:
    """Close a consultation at its deadline and hear of its opening."""
    clock.advance(DEADLINE - clock.now() + timedelta(milliseconds=1))
    assert close_due_tenders(app.open_uow, clock=clock) == 1
    event = opened_event(ids, tender["id"])
    assert deliver(app, ids, event) is Delivery.APPLIED
    return Opened(agent, tender, [response.deposit_id for response in event.responses])
