"""The sample service on a real port, with its issuer."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shared.http.dev_issuer import DevelopmentIssuer
from shared.kernel.clock import SystemClock
from shared.settings import Settings
from tests.integration.http.servers import serving
from tests.unit.http.sample_service import sample_app


@pytest.fixture
def issuer(tmp_path: Path) -> DevelopmentIssuer:
    settings = Settings(data_dir=tmp_path / "data", secrets_dir=tmp_path / "secrets", dev=True)
    return DevelopmentIssuer.load(settings, SystemClock())


@pytest.fixture
def port(issuer: DevelopmentIssuer) -> Iterator[int]:
    with serving(sample_app(issuer, SystemClock())) as opened:
        yield opened


@pytest.fixture
def head(issuer: DevelopmentIssuer) -> Callable[..., bytes]:
    """The head of an authenticated upload or command, with these further fields."""
    token = issuer.token_for("acheteur")

    def write(target: str, **fields: str) -> bytes:
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
        fixed = ["Host: 127.0.0.1", f"Authorization: Bearer {token}", "Idempotency-Key: cle-00001"]
        return "\r\n".join([f"{target} HTTP/1.1", *fixed, *lines, "", ""]).encode()

    return write
