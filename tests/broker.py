"""The RabbitMQ of the tests, by the first means that works: an address, containers, a private node.

``PLIS_TEST_AMQP_URL`` names a running broker (use an empty virtual host: queues of the tests are deleted). Otherwise
pytest-docker starts one where an engine with compose answers and the image is present. Otherwise a private node of
the installed ``rabbitmq-server`` runs on random loopback ports. Otherwise the tests are skipped and say why.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pika
import pytest
from pika.exceptions import AMQPError
from pytest_docker.plugin import get_docker_services

from tests.rabbit import BrokerUnavailable, PrivateBroker
from tests.waiting import wait_for

IMAGE = os.environ.get("PLIS_TEST_RABBITMQ_IMAGE", "rabbitmq:3.13")


@dataclass(frozen=True, slots=True)
class Broker:
    """The broker of this run; ``node`` only where the tests may kill it."""

    url: str
    node: PrivateBroker | None = None


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """One broker for the whole run."""
    if url := os.environ.get("PLIS_TEST_AMQP_URL"):
        yield Broker(url)
        return
    no_docker = _why_no_docker()
    if no_docker is None:
        with _in_docker(tmp_path_factory.mktemp("rabbit")) as url:
            yield Broker(url)
        return
    try:
        node = PrivateBroker()
        node.start()
    except BrokerUnavailable as error:
        pytest.skip(f"no RabbitMQ: PLIS_TEST_AMQP_URL is not set; {no_docker}; {error}")
    yield Broker(node.url, node)
    node.stop()


@pytest.fixture(scope="session")
def amqp_url(broker: Broker) -> str:
    """Address of the broker of this run."""
    return broker.url


@pytest.fixture
def private_broker(broker: Broker) -> PrivateBroker:
    """The node itself, for tests that kill it."""
    if broker.node is None:
        pytest.skip("the broker of this run is not ours to kill (PLIS_TEST_AMQP_URL or containers)")
    return broker.node


def _why_no_docker() -> str | None:
    """Say what is missing for pytest-docker, or None when nothing is."""
    if shutil.which("docker") is None:
        return "no docker command"
    if not _succeeds("docker", "info"):
        return "no docker engine answers"
    if not _succeeds("docker", "compose", "version"):
        return "docker has no compose plugin"
    if not _succeeds("docker", "image", "inspect", IMAGE):
        return f"image {IMAGE} is not present"
    return None


def _succeeds(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 0


@contextmanager
def _in_docker(folder: Path) -> Iterator[str]:
    compose = folder / "compose.yaml"
    compose.write_text(f'services:\n  rabbitmq:\n    image: {IMAGE}\n    ports: ["127.0.0.1::5672"]\n')
    with get_docker_services("docker compose", str(compose), "plis-tests", ["up -d"], ["down -v"]) as services:
        url = f"amqp://guest:guest@127.0.0.1:{services.port_for('rabbitmq', 5672)}/%2F"
        wait_for(lambda: _answers(url), within=120, what="RabbitMQ")
        yield url


def _answers(url: str) -> bool:
    try:
        pika.BlockingConnection(pika.URLParameters(url)).close()
    except (AMQPError, OSError):
        return False
    return True
