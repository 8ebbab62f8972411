"""A consultation opened and evaluated, by the public API, on which the tests of awards stand."""

from typing import Any

from services.tenders.wiring import App
from services.tenders.wiring.duties import close_due_tenders
from shared.kernel.clock import FixedClock
from shared.kernel.ids import TimeOrderedIds
from tests.integration.tenders.platform import DEADLINE, Person, deliver, opened_event, published


class Ground:
    """One consultation with two lots, two companies, and its grid filled: the second company wins by its quality."""

    def __init__(self, app: App, ids: TimeOrderedIds, clock: FixedClock, agent: Person, custodians: list[str]) -> None:
        self.app, self.clock, self.agent = app, clock, agent
        self.tender = published(agent, custodians)
        self.path = f"/tenders/consultations/{self.tender['id']}"
        self.lot: str = self.tender["lots"][0]["lot_id"]
        clock.advance(DEADLINE - clock.now())
        close_due_tenders(app.open_uow, clock=clock)
        clock.advance(DEADLINE.resolution * 1000)
        assert close_due_tenders(app.open_uow, clock=clock) == 1
        event = opened_event(ids, self.tender["id"])
        deliver(app, ids, event)
        self.responses = [response.deposit_id for response in event.responses]
        self.sirets = [response.tenderer_siret for response in event.responses]
        self.evaluate(self.lot)

    def evaluate(self, lot: str) -> None:
        """Fill the grid of a lot."""
        amounts = [
            {"response_id": each, "amount": {"value": "120000.00", "currency": "EUR"}} for each in self.responses
        ]
        scores = [
            {"response_id": each, "criterion_id": "quality", "score": score}
            for each, score in zip(self.responses, ("8", "9"), strict=True)
        ]
        self.agent.done(f"{self.path}/evaluations", {"lot_id": lot, "amounts": amounts, "scores": scores})

    def award(self, **body: Any) -> dict[str, Any]:
        """Award the first lot."""
        return self.agent.done(f"{self.path}/awards", {"lot_id": self.lot, **body})

    def informed(self, **body: Any) -> dict[str, Any]:
        """Award the first lot and send its letters."""
        award = self.award()
        return self.agent.done(f"{self.path}/awards/{award['award_id']}/rejections", body)
