"""This process among others: a name that no later process can take by chance, and whether its owner still lives."""

import os
from typing import Final

import psutil

# The start of a process is computed from the hour of the boot, which moves a little when the clock is set.
_TOLERANCE_MILLISECONDS: Final = 5000


def process_name(node: str) -> str:
    """Name this process: node, number, start."""
    return f"{node}/{os.getpid()}/{_started(os.getpid())}"


def is_running(name: str) -> bool:
    """Say whether a process of this node, named by ``process_name``, still runs."""
    _, number, started = name.rsplit("/", 2)
    try:
        return abs(_started(int(number)) - int(started)) < _TOLERANCE_MILLISECONDS
    except psutil.NoSuchProcess:
        return False


def _started(number: int) -> int:
    return int(psutil.Process(number).create_time() * 1000)
