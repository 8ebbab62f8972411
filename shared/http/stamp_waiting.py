"""Waiting for a time stamp: one question to the database for all who wait, and no thread while nothing has changed."""

import anyio
from anyio import CapacityLimiter, to_thread

from shared.proof.latest_stamp import LatestStamp

_POLL_SECONDS = 0.1


class StampWaiting:
    """Those who wait, in one process, until a log is stamped further."""

    def __init__(self, stamps: LatestStamp) -> None:
        self._stamps = stamps
        self._one = CapacityLimiter(1)

    async def beyond(self, size: int, *, until: float) -> bool:
        """Wait until the stamped size exceeds ``size``; False when the time of the event loop reaches ``until``."""
        while (left := until - anyio.current_time()) > 0:
            await anyio.sleep(min(_POLL_SECONDS, left))
            if self._stamps.is_due():  # whoever comes first asks, for all
                await to_thread.run_sync(self._stamps.ask, limiter=self._one)
            if self._stamps.known > size:
                return True
        return False
