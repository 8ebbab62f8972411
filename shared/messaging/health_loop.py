"""The loop by which a machine says how it is, every ten seconds: cheap facts, kept as evidence."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol, TypeVar

import psutil

from shared.kernel.clock import Clock
from shared.messaging.background import Background, Stop
from shared.proof.evidence import HEALTH_EVERY, Observation, Traces

_MIB: Final = 1 << 20


class HealthWork(Protocol):
    """A unit of work that keeps observations."""

    @property
    def traces(self) -> Traces:
        """Traces and observations."""

    @property
    def clock(self) -> Clock:
        """Our clock."""


U = TypeVar("U", bound=HealthWork)
Work = Callable[[Callable[[U], object]], object]


def health_loop(service: str, node: str, work: Work[U], folder: Path) -> Background:
    """Make the loop of one machine: load, memory, room on the disk, and how long the database takes to answer."""

    def run(stop: Stop) -> None:
        while not stop.wait(HEALTH_EVERY.total_seconds()):
            observe_health(node, work, folder)

    return Background(f"{service}.health", run, singleton=False)


def observe_health(node: str, work: Work[U], folder: Path) -> None:
    """Observe once; whole numbers only, so that they can be signed."""
    began = time.monotonic()

    def keep(uow: U) -> None:
        uow.traces.observed(uow.clock.now(), uow.clock.now())
        facts = {
            "database_microseconds": int((time.monotonic() - began) * 1_000_000),
            "load_percent": int(os.getloadavg()[0] * 100),
            "processors": os.cpu_count() or 1,
            "memory_free_mib": psutil.virtual_memory().available // _MIB,
            "disk_free_mib": psutil.disk_usage(str(folder)).free // _MIB,
        }
        uow.traces.observe(Observation(uow.clock.now(), node, "health", facts))

    work(keep)
