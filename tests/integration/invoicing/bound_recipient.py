"""A recipient bound to the State's portal: the stand-in behind its address, and the service connected to it."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.invoicing.api.app import create_app
from services.invoicing.gateways.chorus_pro_simulator.app import portal_simulator
from services.invoicing.gateways.chorus_pro_simulator.book import PortalBook
from services.invoicing.gateways.chorus_pro_simulator.faults import Faults
from services.invoicing.wiring import build
from shared.http.dev_issuer import DevelopmentIssuer
from shared.http.security import Security
from shared.http.tokens import TokenVerifier
from shared.kernel.clock import FixedClock, SystemClock
from shared.settings import Settings
from tests.asgi import asgi_client
from tests.integration.http.servers import serving
from tests.integration.invoicing.conftest import Service
from tests.unit.invoicing.builders import BUYER, SELLER
from tests.unit.invoicing.portal_standin import BUYER_ACCOUNT, SELLER_ACCOUNT, a_book, read_invoice

PORTAL = f"/recipients/{BUYER.siret}/state-portal"
MANDATE = f"/sellers/{SELLER.siret}/forwarding-mandate"
BOUND = {"name": "Commune de Plis-sur-Mer", "buyer_kind": "commune", "door": "state_portal"}


class Portal:
    """The stand-in behind its address, and the service that is connected to it."""

    def __init__(self, book: PortalBook, faults: Faults, service: Service) -> None:
        self.book, self.faults, self.service = book, faults, service

    def work(self, times: int = 3) -> None:
        for _ in range(times):
            self.service.app.portal.work_once()

    def later(self, minutes: int = 6) -> None:
        self.service.clock.advance(timedelta(minutes=minutes))
        self.work()

    def connect(self) -> None:
        declared = self.service.put(f"/recipients/{BUYER.siret}", BOUND, headers={"If-Match": '"0"'})
        assert declared.status_code == 200, declared.text
        connected = self.service.put(PORTAL, {}, headers={"If-Match": '"0"'})
        assert connected.status_code == 200, connected.text

    def state(self) -> dict[str, Any]:
        answer: dict[str, Any] = self.service.get(PORTAL).json()
        return answer

    def lines(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.service.get(f"{PORTAL}/invoices").json()["items"]
        return items

    def invoices(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.service.get("/invoices").json()["items"]
        return items


def write_secrets(folder: Path) -> None:
    for name, content in {
        "chorus_pro_piste.json": {"client_id": "plis", "client_secret": "secret"},
        f"chorus_pro_{BUYER.siret}.json": {"login": BUYER_ACCOUNT.login, "password": BUYER_ACCOUNT.password},
        f"chorus_pro_{SELLER.siret}.json": {"login": SELLER_ACCOUNT.login, "password": SELLER_ACCOUNT.password},
    }.items():
        (folder / name).write_text(json.dumps(content))


@pytest.fixture
def portal(numbering_allowed: Settings, clock: FixedClock, tmp_path: Path) -> Iterator[Portal]:
    secrets = tmp_path / "own-secrets"
    shutil.copytree(numbering_allowed.secrets_dir, secrets)
    write_secrets(secrets)
    book, faults = a_book(clock.now), Faults()
    with serving(portal_simulator(book, read=read_invoice, faults=faults)) as port:
        base = f"http://127.0.0.1:{port}"
        urls = {"chorus_pro_url": f"{base}/cpro", "chorus_pro_token_url": f"{base}/api/oauth/token"}
        app = build(replace(numbering_allowed, secrets_dir=secrets, dev=True, **urls), clock=clock)
        issuer_settings = Settings(data_dir=tmp_path / "issuer", secrets_dir=tmp_path / "secrets", dev=True)
        issuer = DevelopmentIssuer.load(issuer_settings, SystemClock())
        api = create_app(app, Security(TokenVerifier([issuer.trusted()], clock=SystemClock())))
        with asgi_client(api) as client:
            service = Service(app, client, issuer, clock)
            service.learn_contract()
            yield Portal(book, faults, service)
        app.close()


def present(portal: Portal, document: bytes, role: str = "entreprise-a") -> httpx.Response:
    return portal.service.post("/invoices", document, role=role)
