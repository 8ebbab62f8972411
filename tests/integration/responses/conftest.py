"""The responses service on a database of its own, behind a real HTTP server, with people who hold tokens and keys."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from services.responses.api.app import create_app
from services.responses.wiring import App, build
from shared.http.dev_issuer import DevelopmentIssuer
from shared.http.security import Security
from shared.http.tokens import TokenVerifier
from shared.kernel.clock import SystemClock
from shared.messaging.background import run_backgrounds
from shared.settings import Settings
from tests.integration.http.servers import serving
from tests.integration.responses.platform import Platform


@pytest.fixture
def settings(fresh_database: Settings, tmp_path: Path) -> Settings:
    """Settings with secrets of their own: what a log signed once is never forgotten by its secrets folder."""
    secrets = tmp_path / "secrets"
    secrets.mkdir(mode=0o700)
    for path in fresh_database.secrets_dir.glob("database_*"):
        shutil.copy2(path, secrets / path.name)
    return replace(fresh_database, dev=True, sandbox=True, secrets_dir=secrets, data_dir=tmp_path / "data")


@pytest.fixture
def issuer(settings: Settings) -> DevelopmentIssuer:
    return DevelopmentIssuer.load(settings, SystemClock())


@pytest.fixture
def app(settings: Settings) -> Iterator[App]:
    built = build(settings)
    yield built
    built.close()


@pytest.fixture
def platform(app: App, issuer: DevelopmentIssuer, tmp_path: Path) -> Iterator[Platform]:
    """The service, served, with its loops running."""
    security = Security(TokenVerifier([issuer.trusted()], clock=SystemClock()))
    with serving(create_app(app, security)) as port, run_backgrounds(app.database, app.backgrounds):
        platform = Platform(app, issuer, port, tmp_path)
        yield platform
        platform.leave()
