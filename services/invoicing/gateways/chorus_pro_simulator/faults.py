"""Faults that the stand-in plays on demand, for the paths that a pattern finds, so many times or until withdrawn."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Final

from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse

_HUGE: Final = 10 * 1024 * 1024
_SLOW_SECONDS: Final = 30
_JSON: Final = "application/json"


class FaultMode(StrEnum):
    """What goes wrong."""

    SLOW = "slow"
    ERROR = "500"
    BUSY = "429"
    TOKEN = "401"  # noqa: S105 - a status, no secret
    HTML = "html"
    GARBAGE = "garbage"
    EMPTY = "empty"
    HUGE = "10mb"
    TRUNCATED = "truncated"
    BUSINESS = "business"
    LOST_ANSWER = "lost-answer"  # the act is done, its answer is not given


@dataclass(slots=True)
class Fault:
    """A fault for the paths that a pattern finds; ``times`` is None when it lasts."""

    mode: FaultMode
    pattern: str
    times: int | None = None


class Faults:
    """The faults of a stand-in, the latest first."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = Lock()

    def add(self, mode: FaultMode, pattern: str = "", *, times: int | None = None) -> None:
        """Play a fault from now on."""
        re.compile(pattern)
        with self._lock:
            self._faults.insert(0, Fault(mode, pattern, times))

    def clear(self) -> None:
        """Play no fault any more."""
        with self._lock:
            self._faults.clear()

    def take(self, path: str) -> FaultMode | None:
        """Give the fault to play for a call, counting it."""
        with self._lock:
            for fault in self._faults:
                if fault.times != 0 and re.search(fault.pattern, path):
                    fault.times = None if fault.times is None else fault.times - 1
                    return fault.mode
        return None


async def play(mode: FaultMode) -> Response | None:
    """Give the answer of a fault; None for one that only takes time or that comes after the act."""
    if mode is FaultMode.SLOW:
        await asyncio.sleep(_SLOW_SECONDS)
    return _PLAYED[mode]() if mode in _PLAYED else None


def half_an_answer() -> Response:
    """Announce more bytes than are sent."""
    return StreamingResponse(_cut(), media_type=_JSON, headers={"Content-Length": "4096"})


async def _cut() -> AsyncIterator[bytes]:
    yield b'{"codeRetour": 0, "listeFactures": ['


_PLAYED: Final[Mapping[FaultMode, Callable[[], Response]]] = {
    FaultMode.ERROR: lambda: JSONResponse({"error": "internal"}, 500),
    FaultMode.BUSY: lambda: Response(status_code=429, headers={"Retry-After": "20"}),
    FaultMode.TOKEN: lambda: Response(status_code=401),
    FaultMode.HTML: lambda: HTMLResponse("<!doctype html><title>Maintenance</title><p>Chorus Pro revient bientôt."),
    FaultMode.GARBAGE: lambda: Response(b'{"codeRetour": 0, "x": \xff\xfe\x00', media_type=_JSON),
    FaultMode.EMPTY: lambda: Response(b"", media_type=_JSON),
    FaultMode.HUGE: lambda: Response(b'{"codeRetour": 0, "x": "' + b"x" * _HUGE + b'"}', media_type=_JSON),
    FaultMode.TRUNCATED: half_an_answer,
    FaultMode.BUSINESS: lambda: JSONResponse({"codeRetour": 20002, "libelle": "Changement de statut incohérent"}),
}
