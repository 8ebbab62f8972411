"""`plis simulate api-entreprise` as a process of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx

from services.demo.platform import free_port
from tests.unit.mps.builders import BUYER, WHOLE
from tests.waiting import wait_for


def test_the_simulator_answers_and_stops_when_asked(tmp_path: Path) -> None:
    port = free_port()
    environment = {**os.environ, "PLIS_DATA_DIR": str(tmp_path / "data")}
    command = [sys.executable, "-m", "services.cli", "simulate", "api-entreprise", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:

        def answer() -> httpx.Response | None:
            try:
                return httpx.get(
                    f"http://127.0.0.1:{port}/v4/insee/sirene/etablissements/diffusibles/{WHOLE}",
                    params={"context": "essai", "object": "essai", "recipient": str(BUYER)},
                    headers={"Authorization": "Bearer essai"},
                )
            except httpx.TransportError:
                return None

        assert wait_for(answer, within=30).json()["data"]["siret"] == str(WHOLE)
    finally:
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert str(WHOLE) in output
