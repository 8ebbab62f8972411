"""Questions that carry a whole file: each file stands once in memory, so that few are read at once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

import anyio
from anyio import Semaphore
from fastapi import Request

from shared.http.errors import Problem
from shared.http.limits import MIB

_HEAVY: Final = 8 * MIB
_PLACES: Final = 2
_PATIENCE: Final = timedelta(seconds=20)


class Heavy:
    """The places for heavy questions; a light one needs none."""

    def __init__(self, places: int = _PLACES, *, patience: timedelta = _PATIENCE) -> None:
        self._places = Semaphore(places)
        self._patience = patience

    @asynccontextmanager
    async def place_for(self, request: Request) -> AsyncIterator[None]:
        """Hold a place while the question is read and dealt with.

        Raises:
            Problem: ``HTTP-BUSY`` when none became free in time.
        """
        if 0 <= _announced(request) <= _HEAVY:
            yield
            return
        with anyio.move_on_after(self._patience.total_seconds()) as waiting:
            await self._places.acquire()
        if waiting.cancelled_caught:
            raise Problem("HTTP-BUSY", headers={"Retry-After": "10"})
        try:
            yield
        finally:
            self._places.release()


def _announced(request: Request) -> int:
    """Give the announced length; -1 when a body comes without any."""
    length = request.headers.get("content-length", "")
    if "transfer-encoding" in request.headers:
        return -1
    return int(length) if length.isascii() and length.isdigit() else 0
