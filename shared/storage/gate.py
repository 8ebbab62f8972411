"""The gate of the closing: an opening waits until every reception that began before it is committed (design 8.1).

A reception passes the gate before it reads the clock and leaves it after its commit; an opening closes the gate for an
instant. What passes later reads a later clock, hence is late. Locks of files: a killed process frees its own, and what
it stated on disk is committed by the recovery that follows.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.kernel.ids import TenderId


class ClosingGate:
    """One gate for each consultation, as files of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    @contextmanager
    def passing(self, tender_id: TenderId) -> Iterator[None]:
        """Pass: receptions of one consultation never wait for one another."""
        with self._held(tender_id, fcntl.LOCK_SH):
            yield

    def wait_until_passed(self, tender_id: TenderId) -> None:
        """Wait until everything that was passing is through."""
        with self._held(tender_id, fcntl.LOCK_EX):
            pass

    @contextmanager
    def _held(self, tender_id: TenderId, mode: int) -> Iterator[None]:
        with (self._folder / f"{tender_id}.gate").open("ab") as file:
            fcntl.flock(file, mode)
            yield
