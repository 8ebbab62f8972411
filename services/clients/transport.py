"""A transport that keeps asking while a platform restarts, so that a client survives the kill of any process.

Repeating is safe because every write carries its ``Idempotency-Key`` (design: the same key gives the same answer and
one effect) and because reads and tus offsets change nothing.
"""

import time
from collections.abc import Callable

import httpx

RETRIED_STATUSES = frozenset({502, 503, 504})
IN_PROGRESS_CODE = b"HTTP-IDEMPOTENCY-IN-PROGRESS"


class RetryingTransport(httpx.BaseTransport):
    """Repeats a request while the peer is away (connection refused or cut, 502, 503, 504), up to a limit in seconds."""

    def __init__(
        self,
        inner: httpx.BaseTransport,
        *,
        patience_seconds: float,
        on_absence: Callable[[], None] | None = None,
    ) -> None:
        self._inner = inner
        self._patience = patience_seconds
        self._on_absence = on_absence

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request until it is answered for good or patience ends.

        Raises:
            httpx.TransportError: the peer stayed away longer than the patience.
        """
        request.read()  # The body must be there again for a second try.
        give_up_at = time.monotonic() + self._patience
        pause = 0.1
        while True:
            try:
                response = self._inner.handle_request(request)
                if not self._should_repeat(response) or time.monotonic() > give_up_at:
                    return response
                response.close()
            except httpx.TransportError:
                if time.monotonic() > give_up_at:
                    raise
                if self._on_absence is not None:
                    self._on_absence()
            time.sleep(pause)
            pause = min(pause * 2, 1.0)

    def close(self) -> None:
        """Close the connections underneath."""
        self._inner.close()

    @staticmethod
    def _should_repeat(response: httpx.Response) -> bool:
        if response.status_code in RETRIED_STATUSES:
            return True
        if response.status_code != httpx.codes.CONFLICT:
            return False
        return IN_PROGRESS_CODE in response.read()
