"""What a PostgreSQL server says of itself in `postmaster.pid`, and how a server left behind is stopped.

Source: PostgreSQL 18, `src/include/utils/pidfile.h` (one fact per line; the eighth says when the server is ready).
"""

import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

_READY_LINE: Final = 7
_PAUSE: Final = 0.02


@dataclass(frozen=True, slots=True)
class Postmaster:
    """The server that owns a data folder, or owned it before a crash."""

    pid: int
    is_ready: bool

    @classmethod
    def of(cls, data_folder: Path) -> "Postmaster | None":
        """Read the server's own file; None where no server runs or the file is still being written."""
        try:
            lines = (data_folder / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
            pid = int(lines[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None
        ready = len(lines) > _READY_LINE and lines[_READY_LINE].strip() == "ready"
        return cls(pid, ready)


def stop_leftover(data_folder: Path, *, patience: float) -> None:
    """Stop every server process that still works on a data folder, and forget a stale `postmaster.pid`.

    The supervisor of that server was killed: its children must be gone before a new server may open the same files.
    The number in the file alone proves nothing, since another program may have received it after a reboot.
    """
    left = _processes_in(data_folder)
    for steps in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate, none
        if not left:
            break
        for process in left:
            if steps is signal.SIGKILL or _is_postmaster(process, data_folder):
                _signal(process, steps)
        _, left = psutil.wait_procs(left, timeout=patience)
    (data_folder / "postmaster.pid").unlink(missing_ok=True)


def wait_without_children(data_folder: Path, *, patience: float) -> bool:
    """Wait until the children of a killed server have noticed its death and left; say whether they did."""
    deadline = time.monotonic() + patience
    while _processes_in(data_folder):
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE)
    return True


def _processes_in(data_folder: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if "postgres" in process.name() and Path(process.cwd()) == data_folder:
                found.append(process)
        except psutil.Error:
            continue  # gone meanwhile, or somebody else's: not ours in both cases
    return found


def _is_postmaster(process: psutil.Process, data_folder: Path) -> bool:
    recorded = Postmaster.of(data_folder)
    return recorded is not None and recorded.pid == process.pid


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return
