"""Processes that believe in another time (libfaketime), while databases, authorities and clients keep the right one."""

import os
import threading
import time
from pathlib import Path

import pytest

_FOLDERS = ("/usr/lib/*-linux-gnu/faketime", "/usr/lib64/faketime", "/usr/local/lib/faketime", "/usr/lib/faketime")
_LIBRARY = "libfaketimeMT.so.1"  # the one for programs with threads


def shifted_clock(seconds: int) -> dict[str, str]:
    """Give the environment of a process whose clock is wrong by that many seconds; skips where libfaketime is absent.

    Only the time of day is shifted, as on a machine that was set wrong: how long something lasts stays true. Such a
    process calls ``mend_sleep`` first.
    """
    found = [path for folder in _FOLDERS for path in Path("/").glob(f"{folder[1:]}/{_LIBRARY}")]
    if not found:
        pytest.skip(f"no {_LIBRARY}: install the Debian package faketime")
    return {"LD_PRELOAD": str(found[0]), "FAKETIME": f"{seconds:+d}", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def mend_sleep() -> None:
    """Let a shifted process sleep: the library of Debian 12 refuses the way in which Python 3.11 asks (EINVAL)."""

    def sleep(seconds: float) -> None:
        threading.Event().wait(seconds)

    if "FAKETIME" in os.environ:
        time.sleep = sleep
