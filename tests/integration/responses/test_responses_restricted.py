"""Un appel d'offres restreint de bout en bout, consultations et plis ensemble : candidatures, invitation, offres."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from services.clients.sealing import deposit
from services.responses.storage.tables import common as responses_tables
from services.tenders.api.app import create_app
from services.tenders.storage.tables import SERVICE_TABLES as TENDERS_TABLES
from services.tenders.wiring import App as TendersApp
from services.tenders.wiring import build
from services.tenders.wiring.duties import close_due_tenders
from shared.contracts.envelope import Envelope
from shared.http.dev_issuer import DevelopmentIssuer
from shared.http.security import Security
from shared.http.tokens import TokenVerifier
from shared.kernel.clock import SystemClock
from shared.settings import Settings
from tests.asgi import asgi_client
from tests.integration.responses.platform import ACME, BOLT, Platform, a_key
from tests.integration.tenders.platform import Person
from tests.integration.tenders.stages_play import drafted, publish, version_of
from tests.waiting import wait_for

SECONDS = timedelta(seconds=1)
PATIENCE = 6 * SECONDS


class Both:
    """The two services, each hearing what the other announced."""

    def __init__(self, platform: Platform, tenders: TendersApp, agent: Person) -> None:
        self.platform, self.tenders, self.agent = platform, tenders, agent
        self._heard: set[Any] = set()

    def pass_on(self) -> None:
        """Deliver each new event of one to the other, in order."""
        ways = ((self.tenders, TENDERS_TABLES, self.platform.app), (self.platform.app, responses_tables, self.tenders))
        for source, tables, target in ways:
            outbox = tables.outbox
            with source.database.reader() as connection:
                rows = connection.execute(select(outbox.c.id, outbox.c.envelope).order_by(outbox.c.ordinal)).all()
            for row in rows:
                if row.id not in self._heard:
                    self._heard.add(row.id)
                    target.consumer.deliver(Envelope.from_json(row.envelope.encode()))

    def close(self) -> None:
        """Wait until the deadline has passed and the closing is announced."""
        wait_for(lambda: close_due_tenders(self.tenders.open_uow, clock=SystemClock()), what="the closing")
        self.pass_on()


@pytest.fixture
def both(platform: Platform, settings: Settings, issuer: DevelopmentIssuer) -> Iterator[Both]:
    tenders = build(settings)
    security = Security(TokenVerifier([issuer.trusted()], clock=SystemClock()))
    with asgi_client(create_app(tenders, security)) as client:
        yield Both(platform, tenders, Person(client, issuer))
    tenders.close()


def soon() -> str:
    return (datetime.now(UTC) + PATIENCE).isoformat()


def answer(platform: Platform, stage_id: str, *, siret: Any, lot: int | None) -> None:
    """Seal and deposit one part for a stage."""
    company = platform.company(siret)
    sealed = platform.seal(b"canari-phase", siret=siret, lot=lot, consultation=company.consultation(stage_id))
    deposit(company, [sealed], key=a_key(), company_name=f"Société {siret}")


def test_candidacies_then_the_offers_of_the_invited(both: Both) -> None:
    platform, agent = both.platform, both.agent
    platform.enrol_holders()
    both.pass_on()
    custodians = [holder.custodian_id for holder in platform.holders]
    path = drafted(agent, custodians, procedure="restricted", submission_deadline=soon())
    tender = publish(agent, path)
    both.pass_on()
    for siret in (ACME, BOLT):
        answer(platform, tender["id"], siret=siret, lot=None)
    both.close()
    platform.tender_id = tender["id"]
    platform.open(0, 2)
    both.pass_on()

    read = {"acknowledged": ["TND-ADVICE-STAGE-PERIOD"]}
    body = {"kind": "offers", "invited": [str(ACME)], "deadline": soon(), "passage": read}
    stage = agent.done(f"{path}/stages", body, If_Match=version_of(agent, path))["stage"]
    both.pass_on()
    with pytest.raises(httpx.HTTPStatusError, match="403"):
        answer(platform, stage["stage_id"], siret=BOLT, lot=1)
    answer(platform, stage["stage_id"], siret=ACME, lot=1)
    both.close()
    platform.tender_id = stage["stage_id"]
    platform.open(1, 2)
    both.pass_on()

    found = agent.get(path).json()
    assert found["status"] == "opened"
    assert [each["closed_at"] is not None for each in found["stages"]] == [True, True]
    assert rank(both, path, found["lots"][0]["lot_id"]) == [str(ACME)]


def rank(both: Both, path: str, lot_id: str) -> list[str]:
    """Evaluate the offers that were opened; give the ranking by SIRET."""
    sheets = both.agent.get(f"{path}/evaluations/{lot_id}").json()["sheets"]
    identifiers = [sheet["response_id"] for sheet in sheets]
    body = {
        "lot_id": lot_id,
        "amounts": [{"response_id": each, "amount": {"value": "99000.00", "currency": "EUR"}} for each in identifiers],
        "scores": [{"response_id": each, "criterion_id": "quality", "score": "7"} for each in identifiers],
    }
    return [each["tenderer_siret"] for each in both.agent.done(f"{path}/evaluations", body)["ranking"]]
