"""One whole procurement in each mode, played once and looked at by many tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.demo.identities import DevelopmentTokens
from services.demo.platform import OwnPlatform, free_port
from shared.http.dev_issuer import LAUNCH_SECRET
from tests.e2e.playing import play


class Played:
    """A demonstration that was played: its folder and its summary."""

    def __init__(self, folder: Path, summary: dict[str, Any], amqp_url: str | None = None) -> None:
        self.folder = folder
        self.summary = summary
        self.amqp_url = amqp_url


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The demonstration on the embedded default."""
    folder = tmp_path_factory.mktemp("demo-embedded")
    return Played(folder, play(folder))


@pytest.fixture(scope="session")
def brokered(tmp_path_factory: pytest.TempPathFactory, amqp_url: str) -> Played:
    """The demonstration over RabbitMQ."""
    folder = tmp_path_factory.mktemp("demo-broker")
    return Played(folder, play(folder, amqp_url=amqp_url), amqp_url)


@pytest.fixture(scope="module")
def platform(embedded: Played) -> Iterator[OwnPlatform]:
    """The platform of the demonstration played on the embedded default, started again."""
    own = OwnPlatform(embedded.folder, port=free_port())
    own.ensure_running()
    yield own
    own.stop()


@pytest.fixture(scope="module")
def issuer(platform: OwnPlatform) -> Iterator[DevelopmentTokens]:
    """Whoever gives tokens on that platform."""
    with httpx.Client(base_url=platform.url) as http:
        yield DevelopmentTokens(http, platform.secrets_dir / LAUNCH_SECRET)
