"""Processes of the responses service that a test may kill: an interface (``api``), its loops (``relay``), or both."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from services.demo.platform import free_port
from shared.messaging.clock_loop import MEASURE_SECONDS
from shared.settings import Settings
from tests.faketime import shifted_clock
from tests.waiting import wait_for

PROGRAM = ("-W", "ignore", "-m", "tests.integration.responses.killed_server")
ALL = ("api", "loops")


class ServerProcess:
    """One process on the platform of a test, at an address that it keeps from one life to the next."""

    def __init__(
        self,
        settings: Settings,
        *,
        parts: Sequence[str] = ALL,
        step: str = "never",
        file_bytes: int | None = None,
        amqp_url: str | None = None,
        shift_seconds: int = 0,
    ) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None
        self._command = [sys.executable, *PROGRAM]
        self._environment = {**os.environ, **(shifted_clock(shift_seconds) if shift_seconds else {})}
        self._asked: dict[str, object] = {
            "data_dir": str(settings.data_dir),
            "secrets_dir": str(settings.secrets_dir),
            "database_url": settings.database_url,
            "step": step,
            "parts": list(parts),
            "port": self.port,
            "file_bytes": file_bytes,
            "amqp_url": amqp_url,
            "measure_seconds": 1 if shift_seconds else MEASURE_SECONDS,
            "tsa_url": settings.tsa_url,
            "ntp_server": settings.ntp_server,
        }

    @property
    def url(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it serves."""
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(self._command, stdin=pipe, stdout=pipe, text=True, env=self._environment)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(self._asked) + "\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline().strip() == str(self.port)

    def is_dead(self) -> bool:
        """Say whether it has ended."""
        return self.process is None or self.process.poll() is not None

    def revive(self) -> None:
        """Wait until it has killed itself, then start it again for good."""
        assert self.process is not None
        assert self.process.wait(60) == -signal.SIGKILL
        self.kill()
        self._asked["step"] = "never"
        self.start()

    def kill(self) -> None:
        """Kill it as a power cut would."""
        if self.process is None:
            return
        process, self.process = self.process, None
        process.kill()
        wait_for(lambda: process.poll() is not None, within=20, what="its death")
        for stream in (process.stdin, process.stdout):
            assert stream is not None
            stream.close()

    def restart(self) -> None:
        """Kill it and start it again."""
        self.kill()
        self.start()


@contextmanager
def running(*servers: ServerProcess) -> Iterator[None]:
    """Run processes, and kill what is left of them."""
    try:
        for server in servers:
            server.start()
        yield
    finally:
        for server in servers:
            server.kill()
