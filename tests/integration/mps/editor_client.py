"""An editor as another company would write it: raw HTTP after the published documentation, and a real receiver."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx

from tests.asgi import AsgiClient
from tests.integration.mps.conftest import Platform

V1 = "/mps/api/v1"


@dataclass
class Receiver:
    """A server of an editor: keeps what it receives, answers what it is told to."""

    url: str = ""
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def bodies(self) -> list[dict[str, Any]]:
        """Give what was received, read."""
        return [json.loads(body) for _, body in self.calls]


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Run a receiver on this machine."""
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            kept.calls.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(kept.statuses.pop(0) if kept.statuses else 200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_port}/retour"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class EditorClient:
    """The client of an editor."""

    client: AsgiClient
    client_id: str
    client_secret: str
    webhook_secret: str

    def token(self) -> str:
        """Ask for an access token, form-encoded."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "scope": "api_access",
        }
        answered = self.client.post(f"{V1}/oauth/token", data=form)
        assert answered.status_code == 200, answered.text
        found = answered.json()
        assert (found["token_type"], found["scope"]) == ("Bearer", "api_access")
        return str(found["access_token"])

    def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """Ask the business API."""
        headers = {"Authorization": f"Bearer {self.token()}"}
        return self.client.request(method, f"{V1}{path}", headers=headers, json=body)

    def is_signed(self, headers: dict[str, str], body: bytes) -> bool:
        """Verify a signature as the documentation of receivers says."""
        expected = "sha256=" + hmac.new(self.webhook_secret.encode(), body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(expected, headers["x-webhook-signature-sha256"])


def an_editor(platform: Platform, *, webhook_url: str | None = None, name: str = "Éditeur") -> EditorClient:
    """Have the operator declare an editor."""
    body = {"name": name, "webhook_url": webhook_url}
    made = platform.client.post(
        "/mps/editors", json=body, headers=platform.headers(role="operateur", key=f"cle-{name.encode().hex()}")
    )
    assert made.status_code == 201, made.text
    client_id = made.json()["client_id"]
    shown = platform.client.post(f"/mps/editors/{client_id}/secret", headers=platform.headers(role="operateur"))
    assert shown.headers["cache-control"] == "no-store"
    secrets = shown.json()
    return EditorClient(platform.client, client_id, secrets["client_secret"], secrets["webhook_secret"])


def a_market(**changes: Any) -> dict[str, Any]:
    """The declaration of the documentation's example."""
    market = {
        "name": "Fourniture de matériel informatique",
        "lots": [
            {"name": "Lot 1 - Ordinateurs portables", "cpv_code": "30213100-6", "lot_type_code": "supplies"},
            {"name": "Lot 2 - Serveurs et infrastructure", "lot_type_code": "services"},
        ],
        "deadline": "2027-12-31T23:59:59Z",
        "siret": "98765432400019",
        "market_type_codes": ["supplies", "services"],
        "provider_user_id": "user-acheteur-42",
    }
    return {"public_market": {**market, **changes}}
