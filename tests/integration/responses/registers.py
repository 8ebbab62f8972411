"""What the tests of registers do again and again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from services.clients.responses import ResponsesClient
from services.clients.sealing import ToSeal, declaration_of, deposit, seal
from shared.kernel.principal import Right
from shared.kernel.siret import Siret
from shared.sealing.manifest import Role, Slot
from tests.integration.responses.platform import ACME, BUYER, OTHER_BUYER, Platform, a_key


def post(client: httpx.Client, path: str, body: dict[str, Any], *, version: int | None = None) -> httpx.Response:
    headers = {"Idempotency-Key": a_key()}
    if version is not None:
        headers["If-Match"] = f'"{version}"'
    return client.post(f"/responses{path}", json=body, headers=headers)


def agent(platform: Platform, siret: Siret = BUYER) -> httpx.Client:
    rights = (Right.CUSTODIAN, Right.EVALUATE, Right.SIGN, Right.PUBLISH)
    return platform.http(subject="greffe", siret=siret, rights=rights, kind="agent")


def an_envelope(siret: Siret, **changes: Any) -> dict[str, Any]:
    received = datetime.now(UTC) - timedelta(minutes=5)
    facts = {"kind": "backup_copy", "medium": "paper", "siret": str(siret), "name": "Société"}
    return {**facts, "received_at": received.isoformat(), **changes}


def decide(client: httpx.Client, envelope: dict[str, Any], action: str, **more: Any) -> httpx.Response:
    body = {"action": action, "note": "Décision de l'agent.", **more}
    return post(client, f"/envelopes/{envelope['envelope_id']}/decisions", body, version=envelope["version"])


def code(answer: httpx.Response) -> str:
    return str(answer.json()["code"])


def begin(company: ResponsesClient, *sealed: Any) -> dict[str, Any]:
    """Declare and send nothing yet."""
    return company.declare(declaration_of(sealed), key=a_key())


def allow(platform: Platform) -> None:
    """Say that the documents admit electronic copies; another buyer cannot."""
    path, stated = f"/consultations/{platform.tender_id}/copies/permission", {"stated_in": "RC, article 5.3"}
    assert code(post(agent(platform, OTHER_BUYER), path, stated)) == "RSP-CONSULTATION-UNKNOWN"
    assert post(agent(platform), path, stated).status_code == 204


def send_copy(platform: Platform, place: dict[str, Any], content: bytes) -> dict[str, Any]:
    out = platform.folder / f"copie-{place['tender_id']}"
    sealed = seal(place, ToSeal(ACME, Slot(Role.BID, 1), platform.documents(content)), out)
    return deposit(platform.company(), [sealed], key=a_key())
