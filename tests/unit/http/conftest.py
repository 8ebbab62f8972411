"""A small service with every kind of route, its issuer of identities and a client."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from shared.http.dev_issuer import DevelopmentIssuer
from shared.kernel.clock import FixedClock
from shared.settings import Settings
from tests.asgi import AsgiClient, asgi_client
from tests.unit.http.sample_service import sample_app


@pytest.fixture
def issuer(tmp_path: Path, clock: FixedClock) -> DevelopmentIssuer:
    settings = Settings(data_dir=tmp_path / "data", secrets_dir=tmp_path / "secrets", dev=True)
    return DevelopmentIssuer.load(settings, clock)


@pytest.fixture
def bearer(issuer: DevelopmentIssuer) -> Callable[[str], dict[str, str]]:
    """Headers of a persona, with a new idempotency key at each call unless one is given."""

    def headers(role: str, key: str = "cle-0001") -> dict[str, str]:
        return {"Authorization": f"Bearer {issuer.token_for(role)}", "Idempotency-Key": key}

    return headers


@pytest.fixture
def app(issuer: DevelopmentIssuer, clock: FixedClock) -> FastAPI:
    return sample_app(issuer, clock)


@pytest.fixture
def client(app: FastAPI) -> Iterator[AsgiClient]:
    with asgi_client(app) as opened:
        yield opened
