"""`plis serve` as a process: its start, its second start, its mistakes."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from services.demo.platform import free_port
from tests.waiting import wait_for

_START_SECONDS = 90
_SAYS_ENGLISH = "Usage"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Folders of its own, and nothing of the caller's settings."""
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(folder.stat().st_mode | 0o011)  # the server's own user may enter, even when root runs the tests
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PLIS_")}
    return {**kept, "PLIS_DATA_DIR": str(tmp_path / "data"), "PLIS_SECRETS_DIR": str(tmp_path / "secrets")}


@contextmanager
def serving(environment: dict[str, str], port: int) -> Iterator["subprocess.Popen[str]"]:
    """Start the platform; kill it at the end if the test did not stop it."""
    command = [sys.executable, "-m", "services.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=60)


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/tenders/consultations").is_success
    except httpx.TransportError:
        return False


def test_it_answers_greets_stops_with_ctrl_c_and_finds_its_data_again(environment: dict[str, str]) -> None:
    issuers = []
    for _ in range(2):
        port = free_port()
        with serving(environment, port) as process:
            wait_for(lambda port=port: _answers(port), within=_START_SECONDS, what="the first answer")
            issuers.append(httpx.get(f"http://127.0.0.1:{port}/dev/jwks").text)
            process.send_signal(signal.SIGINT)
            said, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        assert f"Plis écoute : http://127.0.0.1:{port}" in said
        assert "Plis est arrêté ; les données restent." in said
    assert issuers[0] == issuers[1]


def test_a_port_that_is_taken_is_said_in_french(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, serving(environment, taken.getsockname()[1]) as process:
        said, _ = process.communicate(timeout=_START_SECONDS)
    assert process.returncode == 1
    assert "Erreur : La plateforme ne démarre pas" in said


def test_a_wrong_setting_is_a_mistake_of_usage(environment: dict[str, str]) -> None:
    with serving({**environment, "PLIS_DEV": "peut-être"}, free_port()) as process:
        said, _ = process.communicate(timeout=_START_SECONDS)
    assert process.returncode == 2
    assert "PLIS_DEV" in said
    assert _SAYS_ENGLISH not in said
