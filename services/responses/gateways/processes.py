"""This process among others: a name that no later process can take by chance, and whether its owner still lives."""

import os

import psutil


def process_name(node: str) -> str:
    """Name this process: node, number, start."""
    return f"{node}/{os.getpid()}/{_started(os.getpid())}"


def is_running(name: str) -> bool:
    """Say whether a process of this node, named by ``process_name``, still runs."""
    _, number, started = name.rsplit("/", 2)
    try:
        return _started(int(number)) == started
    except psutil.NoSuchProcess:
        return False


def _started(number: int) -> str:
    return str(int(psutil.Process(number).create_time() * 1000))
