"""The platform that the demonstration plays on: one of its own, started and restarted as needed, or a running one."""

import fcntl
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import httpx

SERVICES = ("tenders", "responses", "mps", "invoicing")
_START_SECONDS = 120.0
_STOP_SECONDS = 45.0
_LEAVE_SECONDS = 60.0


class PlatformFailed(RuntimeError):
    """The platform does not start; the message is French and says where its log is."""


class OwnPlatform:
    """A sandbox platform in a folder of its own, on a free port of this machine."""

    def __init__(self, folder: Path, *, port: int) -> None:
        self._folder = folder
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Address of the platform."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def secrets_dir(self) -> Path:
        """Folder of its secrets, beside its data."""
        return self._folder / "secrets"

    @property
    def data_dir(self) -> Path:
        """Folder of its data."""
        return self._folder / "data"

    @property
    def log_file(self) -> Path:
        """Where its log goes."""
        return self._folder / "platform.log"

    def ensure_running(self) -> None:
        """Start the platform, or start it again when it was killed; return when it answers.

        Raises:
            PlatformFailed: it ends at once, or does not answer within two minutes.
        """
        if self._process is not None and self._process.poll() is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._place() as lock, self.log_file.open("ab") as log:
            command = [sys.executable, "-m", "services.cli", "serve", "--port", str(self._port), "--quiet"]
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment(),
                start_new_session=True,
                pass_fds=(lock.fileno(),),
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """Stop the platform as Ctrl-C would."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    @contextmanager
    def _place(self) -> Iterator[IO[str]]:
        """Take the folder's only place; the platform inherits the lock, which the system frees however it ends.

        A killed demonstration leaves a platform that is on its way out: the next one waits for it here.
        """
        give_up_at = time.monotonic() + _LEAVE_SECONDS
        with (self._folder / "platform.lock").open("w", encoding="utf-8") as lock:
            while not _is_taken(lock):
                if time.monotonic() > give_up_at:
                    raise PlatformFailed(f"Une autre démonstration tourne dans ce dossier : {self._folder}")
                time.sleep(0.1)
            yield lock

    def _environment(self) -> dict[str, str]:
        own = {
            "PLIS_PARENT": str(os.getpid()),  # a killed demonstration leaves no platform behind
            "PLIS_DATA_DIR": str(self.data_dir),
            "PLIS_SECRETS_DIR": str(self.secrets_dir),
            "PLIS_SANDBOX": "1",
            "PLIS_DEV": "1",
        }
        return {**os.environ, **own}

    def _wait_until_ready(self) -> None:
        give_up_at = time.monotonic() + _START_SECONDS
        with httpx.Client(base_url=self.url, timeout=5) as http:
            while time.monotonic() < give_up_at:
                if self._process is None or self._process.poll() is not None:
                    break
                if is_ready(http):
                    return
                time.sleep(0.1)
        raise PlatformFailed(f"La plateforme n'a pas démarré ; son journal : {self.log_file}")


class RunningPlatform:
    """A platform that somebody else runs, known by its address."""

    def __init__(self, url: str) -> None:
        self.url = url

    def ensure_running(self) -> None:
        """Wait until every service of the platform answers.

        Raises:
            PlatformFailed: it does not answer within two minutes.
        """
        give_up_at = time.monotonic() + _START_SECONDS
        with httpx.Client(base_url=self.url, timeout=5) as http:
            while not is_ready(http):
                if time.monotonic() > give_up_at:
                    raise PlatformFailed(f"La plateforme {self.url} ne répond pas.")
                time.sleep(0.5)

    def stop(self) -> None:
        """Leave it running: it is not ours."""


def _is_taken(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_ready(http: httpx.Client) -> bool:
    """Say whether every service answers that it is ready."""
    try:
        return all(http.get(f"/{service}/readyz").status_code == httpx.codes.OK for service in SERVICES)
    except httpx.TransportError:
        return False


def free_port() -> int:
    """Give a port that is free now on the loopback address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
