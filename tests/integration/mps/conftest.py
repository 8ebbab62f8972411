"""The mps service whole: real PostgreSQL, the simulator over HTTP, events carried in process, a clock of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest

from services.mps.api.app import create_app
from services.mps.gateways.api_entreprise_simulator.app import create_simulator
from services.mps.gateways.api_entreprise_simulator.companies import company_fixtures
from services.mps.gateways.api_entreprise_simulator.fixtures import FixtureBook
from services.mps.gateways.api_entreprise_simulator.server import SimulatorServer
from services.mps.wiring import App, build
from shared.contracts.envelope import Envelope
from shared.contracts.tenders import PartyFact, TenderPublishedV1, TimelineFact
from shared.http.dev_issuer import DevelopmentIssuer, claims_of
from shared.http.outbound import Outbound
from shared.http.personas import PERSONAS
from shared.http.trust import security_from
from shared.kernel.clock import FixedClock
from shared.kernel.ids import EventId, TenderId, TimeOrderedIds
from shared.kernel.siret import Siret
from shared.messaging.background import run_backgrounds
from shared.messaging.dispatcher import InProcessDispatcher
from shared.messaging.outbox import Outbox
from shared.messaging.sequencing import SequencerLoop
from shared.messaging.signal import WakeUp
from shared.settings import Settings
from tests.asgi import AsgiClient, asgi_client
from tests.unit.mps.builders import BUYER, NOW, WHOLE


@dataclass
class Platform:
    """What a test acts on."""

    app: App
    client: AsgiClient
    clock: FixedClock
    issuer: DevelopmentIssuer
    ids: TimeOrderedIds
    settings: Settings

    def headers(self, siret: Siret = WHOLE, *, key: str | None = None, role: str = "entreprise-a") -> dict[str, str]:
        """Headers of a person; a company is of the establishment `siret`."""
        claims = claims_of(role, PERSONAS[role])
        if role.startswith("entreprise"):
            claims["siret"] = str(siret)
        given = {"Authorization": f"Bearer {self.issuer.issue(claims)}"}
        return given if key is None else {**given, "Idempotency-Key": key}

    def publish_tender(self) -> TenderId:
        """Have the service hear of a published consultation."""
        tender_id = self.ids.new(TenderId)
        self.app.consumer.deliver(
            Envelope.wrap(
                published(tender_id), event_id=self.ids.new(EventId), time=self.clock.now(), correlation_id="test"
            )
        )
        return tender_id

    def request(self, tender_id: TenderId, siret: Siret = WHOLE, *, key: str = "cle-000001") -> httpx.Response:
        """Ask for a candidacy."""
        body = {"siret": str(siret), "tender_id": str(tender_id)}
        return self.client.post("/mps/candidacies", json=body, headers=self.headers(siret, key=key))

    def read(self, candidacy_id: str, siret: Siret = WHOLE, *, wait: int = 10) -> dict[str, Any]:
        """Read a candidacy once every source has been heard."""
        path = f"/mps/candidacies/{candidacy_id}?wait={wait}"
        response = self.client.get(path, headers=self.headers(siret))
        assert response.status_code == 200, response.text
        body: dict[str, Any] = response.json()
        return body


@pytest.fixture
def mps_clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def book() -> FixtureBook:
    """What the simulator answers; a test that plants answers of its own overrides it."""
    return FixtureBook(company_fixtures())


@pytest.fixture
def open_platform(
    fresh_database: Settings, mps_clock: FixedClock, book: FixtureBook
) -> Iterator[Callable[..., Platform]]:
    """Starts the service and its simulator; nothing runs before the call."""
    with ExitStack() as open_things:

        def start(**changes: Any) -> Platform:
            simulator = open_things.enter_context(SimulatorServer(create_simulator(book, clock=mps_clock)))
            settings = replace(fresh_database, dev=True, api_entreprise_url=simulator.url, **changes)
            outboxes = {
                name: _within_this_process(Outbox.open(settings, name)) for name in ("mps", "responses", "tenders")
            }
            for outbox in outboxes.values():
                open_things.callback(outbox.close)
            app = build(settings, clock=mps_clock, on_commit=outboxes["mps"].committed.signal)
            open_things.callback(app.close)
            backgrounds = [SequencerLoop(outboxes["mps"]).background(), *app.backgrounds]
            backgrounds += InProcessDispatcher([app.consumer], outboxes).backgrounds()
            open_things.enter_context(run_backgrounds(outboxes["mps"].database, backgrounds))
            issuer = DevelopmentIssuer.load(settings, mps_clock)
            security = security_from(settings, clock=mps_clock, outbound=Outbound())
            client = open_things.enter_context(asgi_client(create_app(app, security)))
            return Platform(app, client, mps_clock, issuer, TimeOrderedIds(mps_clock), settings)

        yield start


@pytest.fixture
def platform(open_platform: Callable[[], Platform]) -> Platform:
    return open_platform()


def _within_this_process(outbox: Outbox) -> Outbox:
    """Wake the loops of this process only: no thread is left that would notify others after the end of a test."""
    return replace(outbox, committed=WakeUp(), numbered=WakeUp())


def published(tender_id: TenderId) -> TenderPublishedV1:
    """An ordinary publication."""
    return TenderPublishedV1(
        aggregate_id=str(tender_id),
        aggregate_version=1,
        buyer=PartyFact(siret=str(BUYER), name="Commune de Valmoresque"),
        title="Réfection de l'école",
        object="Travaux",
        kind="works",
        procedure="adapted",
        launched_on="2026-10-01",
        lots=(),
        criteria=(),
        documents=(),
        deadline=NOW.replace(month=11),
        deadline_version=1,
        timeline=TimelineFact(started_at=NOW, legal_start=NOW, factor=1),
        custodians=(),
        opening_threshold=2,
        max_file_bytes=1,
        max_deposit_bytes=1,
        sandbox=False,
    )
