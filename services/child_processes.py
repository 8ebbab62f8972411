"""The processes that ``plis serve`` runs beside itself when a broker carries the events: one relay, four workers.

They end with their parent, however it ends: each receives its parent's number and leaves when it is an orphan.
"""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from threading import Event, Thread
from types import TracebackType
from typing import Final, Self

from shared.messaging.background import Stop
from shared.messaging.backoff import Backoff
from shared.observability import logger
from shared.settings import Settings
from shared.storage.roles import SERVICES

_STOP_SECONDS: Final = 30.0
_WATCH_SECONDS: Final = 0.5
_HEALTHY_WATCHES: Final = 60
_log = logger(__name__)


@dataclass(slots=True)
class _Child:
    """One process: its command, and how often it has just failed."""

    arguments: tuple[str, ...]
    process: "subprocess.Popen[bytes]"
    failures: int = 0
    watches: int = 0


class ChildProcesses:
    """Starts the relay and the workers, restarts the one that dies, stops them all at the end."""

    def __init__(self, settings: Settings) -> None:
        self._environment = _environment(settings)
        self._stop = Stop()
        self._children: list[_Child] = []
        self._watcher = Thread(target=self._watch, name="children.watch", daemon=True)

    def __enter__(self) -> Self:
        commands = [("relay",), *(("worker", service) for service in SERVICES)]
        self._children = [_Child(command, self._start(command)) for command in commands]
        self._watcher.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._watcher.join()
        for child in self._children:
            child.process.terminate()
        for child in self._children:
            try:
                child.process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()

    def _start(self, command: tuple[str, ...]) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "services.cli", *command], stdin=subprocess.DEVNULL, env=self._environment
        )

    def _watch(self) -> None:
        pause = Backoff(first=0.5, ceiling=30.0)
        while not self._stop.wait(_WATCH_SECONDS):
            for child in self._children:
                self._look_after(child, pause)

    def _look_after(self, child: _Child, pause: Backoff) -> None:
        child.watches += 1
        if child.process.poll() is None:
            if child.watches > _HEALTHY_WATCHES:
                child.failures = 0
            return
        child.failures += 1
        seconds = pause.seconds(child.failures)
        _log.error("child_ended", command=" ".join(child.arguments), status=child.process.returncode, pause=seconds)
        if not self._stop.wait(seconds):
            child.process, child.watches = self._start(child.arguments), 0


def _environment(settings: Settings) -> dict[str, str]:
    """What the children must know beyond our own environment: folders, modes, the parent, the gateway."""
    given = {
        "PLIS_DATA_DIR": str(settings.data_dir),
        "PLIS_SECRETS_DIR": str(settings.secrets_dir),
        "PLIS_DEV": "1" if settings.dev else "0",
        "PLIS_SANDBOX": "1" if settings.sandbox else "0",
        "PLIS_PARENT": str(os.getpid()),
        "PLIS_METRICS_PORT": "",  # one listener for each machine: the parent's
    }
    if settings.api_entreprise_url is not None:
        given["PLIS_API_ENTREPRISE_URL"] = settings.api_entreprise_url
    if settings.company_directory_url is not None:
        given["PLIS_COMPANY_DIRECTORY_URL"] = settings.company_directory_url
    if settings.dume_url is not None and settings.dume_technical_id is not None:
        given |= {"PLIS_DUME_URL": settings.dume_url, "PLIS_DUME_TECHNICAL_ID": settings.dume_technical_id}
    return {**os.environ, **given}


def leave_with_parent(parent: int) -> None:
    """Have this process end when ``parent`` is no longer its parent: politely first, then for good."""
    Thread(target=_leave_when_orphan, args=(parent,), name="orphan.watch", daemon=True).start()


def _leave_when_orphan(parent: int) -> None:
    pause = Event()
    while os.getppid() == parent:
        pause.wait(_WATCH_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    pause.wait(_STOP_SECONDS)
    os._exit(1)
