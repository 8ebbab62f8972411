"""Faults that the simulator plays on demand: slow, garbage, errors, wrong forms, 10 MB, bombs, redirects, cut answers.

A fault is chosen for the paths that a pattern finds, for so many calls or until it is withdrawn; by the command line,
by ``PUT /__simulateur/pannes``, or by a test in the same process.
"""

import asyncio
import gzip
import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Final

from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse

from services.mps.gateways.api_entreprise_simulator import errors
from services.mps.gateways.api_entreprise_simulator.operations import Operation

_HUGE: Final = 10 * 1024 * 1024
_INFLATED: Final = 64 * 1024 * 1024
_DEPTH: Final = 100_000
_SLOW_SECONDS: Final = 30.0
_JSON: Final = "application/json"


class FaultMode(StrEnum):
    """What goes wrong."""

    SLOW = "slow"
    GARBAGE = "garbage"
    ERROR = "500"
    QUOTA = "429"
    HTML = "html"
    HUGE = "10mb"
    WRONG_TYPE = "wrong-type"
    DISCONNECT = "disconnect"
    TRUNCATED = "truncated"
    EMPTY = "empty"
    REDIRECT = "redirect"
    GZIP_BOMB = "gzip-bomb"
    DUPLICATED_KEYS = "duplicated-keys"
    NESTED = "nested"
    OTHER_COMPANY = "other-company"


@dataclass(slots=True)
class Fault:
    """A fault for the paths that a pattern finds; ``times`` is None when it lasts."""

    mode: FaultMode
    pattern: str
    times: int | None = None


class Faults:
    """The faults of a simulator, the latest first."""

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


async def play(mode: FaultMode, operation: Operation) -> Response | None:
    """Give the answer of a fault; None for one that only takes time: the ordinary answer follows it."""
    if mode is FaultMode.SLOW:
        await asyncio.sleep(_SLOW_SECONDS)
        return None
    if mode is FaultMode.ERROR:
        return JSONResponse({"errors": [errors.out_of_order(operation)]}, 500)
    return _PLAYED[mode]()


async def _cut() -> AsyncIterator[bytes]:
    yield b'{"data": {'  # fewer bytes than announced: the server closes the connection


def _bomb() -> Response:
    """Give some kilobytes that would become 64 MiB for a client that inflates what it did not ask to be compressed."""
    return Response(gzip.compress(b"[" * _INFLATED), media_type=_JSON, headers={"Content-Encoding": "gzip"})


def _redirect() -> Response:
    """Send the caller, and its token, somewhere else."""
    return RedirectResponse("http://127.0.0.1:1/ailleurs", status_code=302)


_PLAYED: Final[Mapping[FaultMode, Callable[[], Response]]] = {
    FaultMode.GARBAGE: lambda: Response(b'{"data": {"siren": \xff\xfe\x00', media_type=_JSON),
    FaultMode.QUOTA: lambda: JSONResponse({"errors": [errors.too_many()]}, 429, headers={"Retry-After": "20"}),
    FaultMode.HTML: lambda: HTMLResponse("<!doctype html><title>Maintenance</title><p>Le service revient bientôt."),
    FaultMode.HUGE: lambda: Response(b'{"data": "' + b"x" * _HUGE + b'"}', media_type=_JSON),
    FaultMode.WRONG_TYPE: lambda: Response(b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, media_type="image/png"),
    FaultMode.DISCONNECT: lambda: StreamingResponse(_cut(), media_type=_JSON, headers={"Content-Length": "4096"}),
    FaultMode.TRUNCATED: lambda: Response(b'{"data": [{"data": {"domaine": "Isolation", "nom_certif', media_type=_JSON),
    FaultMode.EMPTY: lambda: Response(b"", media_type=_JSON),
    FaultMode.REDIRECT: _redirect,
    FaultMode.GZIP_BOMB: _bomb,
    FaultMode.DUPLICATED_KEYS: lambda: Response(b'{"data": {}, "data": [], "meta": {}}', media_type=_JSON),
    FaultMode.NESTED: lambda: Response(b'{"data": ' + b"[" * _DEPTH + b"]" * _DEPTH + b"}", media_type=_JSON),
    FaultMode.OTHER_COMPANY: lambda: JSONResponse({"data": {"siren": "009000002"}, "links": {}, "meta": {}}),
}
