"""The tenders service as its callers see it: real PostgreSQL, real HTTP application, people with tokens."""

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
from sqlalchemy import select

from services.tenders.storage.tables import SERVICE_TABLES
from services.tenders.wiring import App
from shared.contracts.envelope import Envelope
from shared.contracts.event import Event
from shared.contracts.responses import (
    CustodianRegisteredV1,
    OpenedFileFact,
    RecordedResponseFact,
    ResponsesOpenedV1,
)
from shared.http.dev_issuer import DevelopmentIssuer
from shared.kernel.ids import CustodianId, DepositId, EventId, FileId, Ids, OpeningId
from shared.kernel.principal import Right
from shared.kernel.siret import Siret
from shared.messaging.subscriptions import Delivery
from tests.asgi import AsgiClient
from tests.unit.tenders.builders import ACME, BOLT, BUYER

DEADLINE = datetime(2026, 11, 9, 11, 0, tzinfo=UTC)
EVERY_RIGHT = (Right.DRAFT, Right.PUBLISH, Right.EVALUATE, Right.AWARD, Right.SIGN)
_keys = itertools.count(1)


class Person:
    """Somebody who calls the API, with a fresh token and a fresh key for each call."""

    def __init__(
        self,
        client: AsgiClient,
        issuer: DevelopmentIssuer | None,
        siret: Siret = BUYER,
        rights: Any = EVERY_RIGHT,
        kind: str = "agent",
    ) -> None:
        self._client, self._issuer = client, issuer
        self._claims = {"sub": "essai", "name": "Essai", "kind": kind, "siret": siret.value, "rights": list(rights)}

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self._client.get(path, headers={**self._identity(), **headers})

    def post(self, path: str, body: Mapping[str, Any] | None = None, **headers: str) -> httpx.Response:
        return self._client.post(path, json=dict(body or {}), headers=self._headers(headers))

    def put(self, path: str, body: Mapping[str, Any], **headers: str) -> httpx.Response:
        return self._client.put(path, json=dict(body), headers=self._headers(headers))

    def delete(self, path: str, **headers: str) -> httpx.Response:
        return self._client.delete(path, headers=self._headers(headers))

    def send(self, path: str, content: bytes, **headers: str) -> httpx.Response:
        return self._client.post(path, content=content, headers=self._headers(headers))

    def replace(self, path: str, content: bytes, **headers: str) -> httpx.Response:
        return self._client.put(path, content=content, headers=self._headers(headers))

    def done(self, path: str, body: Mapping[str, Any] | None = None, **headers: str) -> dict[str, Any]:
        response = self.post(path, body, **headers)
        assert response.is_success, response.text
        return dict(response.json())

    def refused(self, path: str, body: Mapping[str, Any] | None = None, **headers: str) -> tuple[int, str]:
        response = self.post(path, body, **headers)
        return response.status_code, response.json()["code"]

    def _headers(self, given: Mapping[str, str]) -> dict[str, str]:
        names = {name.replace("_", "-"): value for name, value in given.items()}
        return {"Idempotency-Key": f"cle-{next(_keys):08}", **self._identity(), **names}

    def _identity(self) -> dict[str, str]:
        return {} if self._issuer is None else {"Authorization": f"Bearer {self._issuer.issue(self._claims)}"}


def a_draft(custodians: list[str], **changes: Any) -> dict[str, Any]:
    """The body of an ordinary draft: open procedure, two lots, price and quality."""
    lots = [
        {
            "number": number,
            "title": f"Secteur {number}",
            "cpv": "77310000-6",
            "estimated_value": {"value": "125000.00", "currency": "EUR"},
        }
        for number in (1, 2)
    ]
    return {
        "buyer_name": "Commune de Rennes",
        "title": "Entretien des écoles",
        "object": "Nettoyage des écoles communales",
        "kind": "services",
        "procedure": "open",
        "estimated_value": {"value": "250000.00", "currency": "EUR"},
        "lots": lots,
        "criteria": [
            {"code": "price", "title": "Prix", "kind": "price", "weight": "60"},
            {"code": "quality", "title": "Valeur technique", "kind": "environmental", "weight": "40"},
        ],
        "submission_deadline": DEADLINE.isoformat(),
        "custodians": {"ids": custodians, "threshold": 2},
        **changes,
    }


def deliver(app: App, ids: Ids, event: Event) -> Delivery:
    """Deliver an event as the broker or the dispatcher would."""
    now = datetime.now(UTC)
    envelope = Envelope.wrap(event, event_id=ids.new(EventId), time=now, correlation_id="essai")
    return app.consumer.deliver(Envelope.from_json(envelope.to_json()))


def register_custodians(app: App, ids: Ids, *, siret: Siret = BUYER) -> list[str]:
    """Announce three custodians of an organisation, as the responses service does."""
    registered = [str(ids.new(CustodianId)) for _ in range(3)]
    for custodian_id in registered:
        event = CustodianRegisteredV1(
            aggregate_id=custodian_id,
            aggregate_version=1,
            custodian_id=custodian_id,
            organisation_siret=siret.value,
            recipient=f"age1{custodian_id[-12:]}",
            label="Détenteur",
        )
        assert deliver(app, ids, event) is Delivery.APPLIED
    return registered


def published(agent: Person, custodians: list[str], **changes: Any) -> dict[str, Any]:
    """Draft a consultation, add a document, publish it."""
    tender = agent.done("/tenders/consultations", a_draft(custodians, **changes))
    path = f"/tenders/consultations/{tender['id']}"
    sent = agent.send(f"{path}/documents?name=RC.pdf&kind=procurement_rules", b"%PDF-1.7 reglement")
    assert sent.status_code == 201, sent.text
    return agent.done(f"{path}/publication")


def opened_event(ids: Ids, tender_id: str) -> ResponsesOpenedV1:
    """The minutes of an opening: two companies answered both lots in time."""
    opening = str(ids.new(OpeningId))
    responses = []
    for siret in (ACME, BOLT):
        bids = tuple(
            OpenedFileFact(
                file_id=str(ids.new(FileId)), role="bid", lot_number=number, sealed_sha256="00" * 32, opened=True
            )
            for number in (1, 2)
        )
        responses.append(
            RecordedResponseFact(
                deposit_id=str(ids.new(DepositId)),
                tenderer_siret=siret.value,
                tenderer_name=f"Société {siret.value[:3]}",
                lots=(1, 2),
                standing="in_time",
                completed_at=DEADLINE,
                legal_completed_at=DEADLINE,
                files=bids,
            )
        )
    return ResponsesOpenedV1(
        aggregate_id=opening,
        aggregate_version=1,
        tender_id=tender_id,
        opening_id=opening,
        deadline=DEADLINE,
        deadline_version=1,
        custodian_ids=(),
        responses=tuple(responses),
    )


def announced(app: App) -> list[tuple[str, int]]:
    """The events of the outbox with their versions, in the order of their writing."""
    outbox = SERVICE_TABLES.outbox
    with app.database.reader() as connection:
        rows = connection.execute(select(outbox.c.type, outbox.c.aggregate_version).order_by(outbox.c.ordinal))
        return [(row.type, row.aggregate_version) for row in rows]


def journal(app: App) -> list[str]:
    """The acts of the journal, in order."""
    table = SERVICE_TABLES.journal
    with app.database.reader() as connection:
        return list(connection.execute(select(table.c.action).order_by(table.c.id)).scalars())
