"""The invoicing service on a real PostgreSQL, asked through its HTTP application."""

import json
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from services.invoicing.api.app import create_app
from services.invoicing.storage.tables import SERVICE_TABLES
from services.invoicing.wiring import App, build
from shared.contracts.envelope import Envelope
from shared.http.dev_issuer import DevelopmentIssuer
from shared.http.security import Security
from shared.http.tokens import TokenVerifier
from shared.kernel.clock import FixedClock, SystemClock
from shared.kernel.ids import EventId, TimeOrderedIds
from shared.settings import Settings
from shared.storage.sequencer import number_pending
from tests.asgi import AsgiClient, asgi_client
from tests.unit.invoicing.builders import CONTRACT_ID, a_notified_contract


class Service:
    """The service with its clock, a client for each role, and its own events delivered on request."""

    def __init__(self, app: App, client: AsgiClient, issuer: DevelopmentIssuer, clock: FixedClock) -> None:
        self.app = app
        self.client = client
        self.issuer = issuer
        self.clock = clock
        self._keys = count(1)

    def get(self, path: str, role: str = "acheteur") -> httpx.Response:
        return self.client.get(f"/invoicing{path}", headers=self._headers(role))

    def post(self, path: str, body: Any = None, *, role: str = "acheteur", key: str | None = None) -> httpx.Response:
        headers = {**self._headers(role), "Idempotency-Key": key or f"essai-{next(self._keys):04d}"}
        content: dict[str, Any] = {"content": body} if isinstance(body, bytes) else {"json": body}
        if body is None:
            content = {}
        return self.client.post(f"/invoicing{path}", headers=headers, **content)

    def put(self, path: str, body: Any, *, headers: dict[str, str], role: str = "acheteur") -> httpx.Response:
        key = {"Idempotency-Key": f"essai-{next(self._keys):04d}"}
        return self.client.put(f"/invoicing{path}", headers={**self._headers(role), **key, **headers}, json=body)

    def learn_contract(self, **changes: Any) -> None:
        self.learn(a_notified_contract(**changes))

    def deliver_own_events(self) -> list[str]:
        """Number the outbox and deliver what the service wants to hear, as the dispatcher does."""
        with self.app.database.begin() as connection:
            number_pending(connection, SERVICE_TABLES)
        consumer = self.app.consumer
        wanted = [envelope for envelope in self.events() if envelope.type in consumer.event_types]
        delivered = [consumer.deliver(envelope).value for envelope in wanted]
        with self.app.database.begin() as connection:
            number_pending(connection, SERVICE_TABLES)
        return delivered

    def events(self) -> list[Envelope]:
        outbox = SERVICE_TABLES.outbox
        with self.app.database.reader() as connection:
            rows = connection.execute(outbox.select().order_by(outbox.c.ordinal)).all()
        return [Envelope.from_json(row.envelope) for row in rows]

    def learn(self, event: Any) -> None:
        ids = TimeOrderedIds(self.clock)
        envelope = Envelope.wrap(event, event_id=ids.new(EventId), time=self.clock.now(), correlation_id="essai")
        self.app.consumer.deliver(Envelope.from_json(json.dumps(json.loads(envelope.to_json()))))

    def _headers(self, role: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.issuer.token_for(role)}"}


@pytest.fixture
def numbering_allowed(fresh_database: Settings) -> Settings:
    """Let the service's own role number its outbox: the relay's role does it in production."""
    assert fresh_database.database_url is not None
    with psycopg.connect(fresh_database.database_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("GRANT UPDATE (position, feed_position) ON invoicing.outbox TO plis_invoicing")
    return fresh_database


@pytest.fixture
def service(numbering_allowed: Settings, clock: FixedClock, tmp_path: Path) -> Iterator[Service]:
    app = build(numbering_allowed, clock=clock)
    issuer_settings = Settings(data_dir=tmp_path / "issuer", secrets_dir=tmp_path / "secrets", dev=True)
    issuer = DevelopmentIssuer.load(issuer_settings, SystemClock())
    api = create_app(app, Security(TokenVerifier([issuer.trusted()], clock=SystemClock())))
    with asgi_client(api) as client:
        yield Service(app, client, issuer, clock)
    app.close()


@pytest.fixture
def order_body() -> Callable[..., dict[str, Any]]:
    def body(**changes: Any) -> dict[str, Any]:
        lines = [
            {
                "description": "Écran 24 pouces",
                "quantity": "12",
                "unit_price_excl_vat": {"value": "149.90", "currency": "EUR"},
                "vat_rate": "20",
            },
            {
                "description": "Manuel",
                "quantity": "3",
                "unit_price_excl_vat": {"value": "10.333", "currency": "EUR"},
                "vat_rate": "5.5",
            },
        ]
        return {"contract_id": str(CONTRACT_ID), "number": "BC-2026-001", "lines": lines, **changes}

    return body
