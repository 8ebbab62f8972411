"""The processes of one demonstration: which there are, when each lives, how to find one and kill it.

Each is found by its command line and by the data folder that it, or its parent, was given: several demonstrations
and the platforms of other tests may run on the same machine.
"""

import contextlib
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from shared.storage.embedded_home import MAJOR_VERSION, server_home
from shared.storage.roles import SERVICES
from tests.rabbit import PrivateBroker
from tests.waiting import wait_for

EMBEDDED = ("platform", "postgres", "validator", "opening-worker", "demo")
BROKERED = ("platform", "relay", *(f"worker-{service}" for service in SERVICES), "broker", "postgres", "demo")
# Started when it is needed and ended after it: at the other steps there is nothing to kill.
ALIVE_ONLY_AT = {"validator": ("invoice", "payment"), "opening-worker": ("opening",)}
_CHILDREN = {
    "validator": "shared.xml.validator_process",
    "opening-worker": "shared.unsealing.worker",
}


def lives_at(process: str, step: str) -> bool:
    """Say whether a process lives at a step of the demonstration."""
    return step in ALIVE_ONLY_AT.get(process, (step,))


def find(name: str, folder: Path, demo: "subprocess.Popen[str]") -> psutil.Process | None:
    """Find a process of the demonstration in a folder; None when it does not live now."""
    if name == "demo":
        return psutil.Process(demo.pid) if demo.poll() is None else None
    found = [process for process in psutil.process_iter() if _fits(name, process, folder)]
    return max(found, key=psutil.Process.create_time) if found else None


def of_folder(folder: Path) -> Iterator[psutil.Process]:
    """Every process of the demonstration in a folder, but the demonstration itself."""
    names = dict.fromkeys(name for name in (*EMBEDDED, *BROKERED) if name not in {"demo", "broker"})
    for process in psutil.process_iter():
        if any(_fits(name, process, folder) for name in names):
            yield process


def kill(name: str, found: psutil.Process | None, broker: PrivateBroker | None) -> None:
    """Kill a process as the system does when memory is short; the broker is then started again, as its keeper would."""
    if name == "broker":
        assert broker is not None
        broker.kill()
        broker.start()
        return
    assert found is not None
    found.kill()
    wait_for(lambda: _is_dead(found), within=30, what=f"the death of {name}")


def _is_dead(process: psutil.Process) -> bool:
    """Say whether a process has ended, even if its parent has not yet taken note."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _fits(name: str, process: psutil.Process, folder: Path) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
        return _test_of(name)(process, process.cmdline(), folder)
    return False


def _test_of(name: str) -> Callable[[psutil.Process, list[str], Path], bool]:
    if name == "postgres":
        return _is_postmaster
    if name in _CHILDREN:
        module = _CHILDREN[name]
        return lambda process, words, folder: module in words and _is_of(process.parent(), folder)
    command = {"platform": ["serve"], "relay": ["relay"]}.get(name) or name.split("-", 1)
    return lambda process, words, folder: (
        "services.cli" in words
        and words[words.index("services.cli") + 1 :][: len(command)] == command
        and _is_of(process, folder)
    )


def _is_postmaster(_process: psutil.Process, words: list[str], folder: Path) -> bool:
    return words[1:3] == ["-D", str(server_home(folder / "data") / str(MAJOR_VERSION))]


def _is_of(process: psutil.Process | None, folder: Path) -> bool:
    return process is not None and process.environ().get("PLIS_DATA_DIR") == str(folder / "data")
