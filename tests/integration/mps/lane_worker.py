"""A process that works in the lanes until it is killed; its clock may be ahead of the machine's.

``dies_at`` names the step of which the first occurrence kills it, as a power cut would: no handler runs.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import wraps
from pathlib import Path
from threading import Event
from typing import Any

from services.mps.gateways.bodacc import SourceDirectory
from services.mps.storage.certificates import SqlCertificates
from services.mps.storage.fetch_tasks import SqlFetchTasks
from services.mps.storage.gates import SqlGates
from services.mps.storage.unit_of_work import MpsUnitOfWork
from services.mps.wiring import build, lanes
from shared.kernel.clock import SystemClock
from shared.settings import Settings
from shared.storage.blob_files import BlobFiles
from tests.integration.mps.lane_parts import lanes_at_work


class Step(StrEnum):
    """Where a process may die between a task and its kept answer."""

    CLAIMED = "claimed"
    PREPARED = "prepared"
    COUNTED = "counted"
    ANSWERED = "answered"
    STORED = "stored"
    WRITTEN = "written"
    COMMITTED = "committed"


@dataclass(frozen=True)
class LaterClock:
    """The clock of the machine, some seconds ahead."""

    ahead: timedelta

    def now(self) -> datetime:
        return SystemClock().now() + self.ahead


def _die(*_arguments: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _after(owner: Any, name: str, *, when: Callable[[Any], bool] = lambda _given: True) -> None:
    original = getattr(owner, name)

    @wraps(original)
    def dying(*arguments: Any, **options: Any) -> Any:
        given = original(*arguments, **options)
        if when(given):
            _die()
        return given

    setattr(owner, name, dying)


def _commits_of_answers() -> None:
    """Die after the commit of the transaction that kept answers, and of no other one."""
    keep, commit = SqlCertificates.keep, MpsUnitOfWork.commit
    kept: set[int] = set()

    def keeping(self: SqlCertificates, answers: Any) -> None:
        keep(self, answers)
        kept.add(id(self))

    def committing(self: MpsUnitOfWork) -> None:
        commit(self)
        if id(self.certificates) in kept:
            _die()

    SqlCertificates.keep = keeping  # type: ignore[method-assign]
    MpsUnitOfWork.commit = committing  # type: ignore[method-assign]


_PLANTED: dict[Step, Callable[[], None]] = {
    Step.CLAIMED: lambda: _after(SqlFetchTasks, "claim", when=bool),
    Step.PREPARED: lambda: _after(lanes, "prepare_all", when=bool),
    Step.COUNTED: lambda: _after(SqlGates, "enter", when=lambda wait: wait is None),
    Step.ANSWERED: lambda: _after(SourceDirectory, "ask"),
    Step.STORED: lambda: _after(BlobFiles, "put"),
    Step.WRITTEN: lambda: _after(SqlCertificates, "keep"),
    Step.COMMITTED: _commits_of_answers,
}


def main() -> None:
    asked = json.loads(sys.argv[1])
    settings = Settings(
        data_dir=Path(asked["data_dir"]),
        secrets_dir=Path(asked["secrets_dir"]),
        database_url=asked["database_url"],
        api_entreprise_url=asked["api_entreprise_url"],
        dev=True,
    )
    if asked.get("dies_at"):
        _PLANTED[Step(asked["dies_at"])]()
    app = build(settings, clock=LaterClock(timedelta(seconds=asked["seconds_later"])))
    with lanes_at_work(app):
        Event().wait()


if __name__ == "__main__":
    main()
