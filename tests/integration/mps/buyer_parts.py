"""What the tests of the buyer's side do again and again: open responses, ask, read, list what was announced."""

import json
from typing import Any

import httpx

from services.mps.storage.tables import SERVICE_TABLES
from shared.contracts.envelope import Envelope
from shared.contracts.responses import OpenedFileFact, RecordedResponseFact, ResponsesOpenedV1
from shared.http.dev_issuer import claims_of
from shared.http.personas import PERSONAS
from shared.kernel.ids import DepositId, EventId, OpeningId, TenderId
from shared.kernel.siret import Siret
from tests.integration.mps.conftest import Platform

OTHER_BUYER = Siret("00890123300018")


def headers_of_buyer(platform: Platform, *, key: str | None = None, siret: Siret | None = None) -> dict[str, str]:
    given = platform.headers(role="acheteur", key=key)
    if siret is None:
        return given
    claims = claims_of("acheteur", PERSONAS["acheteur"]) | {"siret": str(siret)}
    return {**given, "Authorization": f"Bearer {platform.issuer.issue(claims)}"}


def events_of(platform: Platform, event_type: str) -> list[dict[str, Any]]:
    """The data of what was announced, in their order."""
    with platform.app.database.reader() as connection:
        rows = connection.execute(SERVICE_TABLES.outbox.select().order_by(SERVICE_TABLES.outbox.c.id)).all()
    envelopes = [json.loads(row.envelope) if isinstance(row.envelope, str) else row.envelope for row in rows]
    return [envelope["data"] for envelope, row in zip(envelopes, rows, strict=True) if row.type == event_type]


def open_responses(platform: Platform, tender_id: TenderId, *sirets: Siret) -> None:
    """Have the service hear that responses were opened, after the deadline."""
    at = platform.clock.now()
    responses = tuple(
        RecordedResponseFact(
            deposit_id=str(platform.ids.new(DepositId)),
            tenderer_siret=str(siret),
            tenderer_name=f"Entreprise {siret}",
            lots=(),
            standing="in_time",
            completed_at=at,
            legal_completed_at=at,
            files=(
                OpenedFileFact(file_id="f", role="candidacy", lot_number=None, sealed_sha256="0" * 64, opened=True),
            ),
        )
        for siret in sirets
    )
    event = ResponsesOpenedV1(
        aggregate_id=str(tender_id),
        aggregate_version=1,
        tender_id=str(tender_id),
        opening_id=str(platform.ids.new(OpeningId)),
        deadline=at,
        deadline_version=1,
        custodian_ids=(),
        responses=responses,
    )
    platform.app.consumer.deliver(
        Envelope.wrap(event, event_id=platform.ids.new(EventId), time=at, correlation_id="test")
    )


def ask(platform: Platform, tender_id: TenderId, siret: Siret, *, key: str, **body: str) -> httpx.Response:
    path = f"/mps/consultations/{tender_id}/examinations"
    return platform.client.post(path, headers=headers_of_buyer(platform, key=key), json={"siret": str(siret), **body})


def reading_of(platform: Platform, examination: str) -> dict[str, Any]:
    response = platform.client.get(f"/mps/examinations/{examination}?wait=20", headers=headers_of_buyer(platform))
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    assert not body["has_pending"]
    return body
