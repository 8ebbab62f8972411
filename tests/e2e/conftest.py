"""One whole procurement in each mode, played once and looked at by many tests."""

from pathlib import Path
from typing import Any

import pytest

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
