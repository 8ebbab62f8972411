"""What the measures stand on: a database of their own in a temporary folder, migrated, and the whole platform."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from services.demo.platform import free_port, is_ready
from shared.settings import Settings
from shared.storage.embedded import EmbeddedPostgres
from shared.storage.migrate import migrate
from shared.storage.roles import admin_url

_START_SECONDS = 120.0


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder that PostgreSQL's own user may enter, even when root runs the measures."""
    made = Path(tempfile.mkdtemp(prefix="plis-bench-"))
    made.chmod(0o755)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def database() -> Iterator[Settings]:
    """The embedded PostgreSQL with every service at its head."""
    with folder() as home:
        settings = Settings(data_dir=home / "data", secrets_dir=home / "secrets", dev=True)
        server = EmbeddedPostgres(settings.data_dir, settings.secrets_dir)
        server.start()
        try:
            migrate(admin_url(settings), settings)
            yield settings
        finally:
            server.stop()


@dataclass(frozen=True, slots=True)
class RunningPlatform:
    """A `plis serve` and how long it took to answer."""

    process: subprocess.Popen[bytes]
    url: str
    seconds: float


@contextmanager
def platform(home: Path) -> Iterator[RunningPlatform]:
    """Run `plis serve` in a folder, from the start of its process to its first ready answer, then stop it."""
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PLIS_")},
        "PLIS_DATA_DIR": str(home / "data"),
        "PLIS_SECRETS_DIR": str(home / "secrets"),
    }
    command = [sys.executable, "-m", "services.cli", "serve", "--port", str(port), "--quiet"]
    with (home / "platform.log").open("ab") as log:
        began = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_ready(process, url, home / "platform.log")
            yield RunningPlatform(process, url, time.perf_counter() - began)
        finally:
            process.terminate()
            process.wait(60)


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    with httpx.Client(base_url=url, timeout=5) as http:
        while not is_ready(http):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"plis serve does not answer:\n{log.read_text('utf-8')[-2000:]}")
            time.sleep(0.02)
