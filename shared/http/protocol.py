"""The connection of one HTTP client, with limits that the server's own protocol lacks: size and duration of the head.

Without them one client could send headers without end, or one byte a minute, and hold memory or a connection for ever.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shared.http.limits import HEADERS
from shared.http.problems import MEDIA_TYPE, problem_document
from shared.http.texts import HTTP_TEXTS
from shared.kernel.refusal import Refusal

_HEAD_SECONDS = 15.0


def _too_large() -> bytes:
    """The answer to a head above the limit, ready to be written: no application ever sees such a request."""
    refusal = Refusal("HTTP-HEADERS-TOO-LARGE", None, {"limit": str(HEADERS.value)})
    body = problem_document(refusal, HTTP_TEXTS, request_id=None).to_json()
    head = f"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: {MEDIA_TYPE}\r\n"
    return f"{head}content-length: {len(body)}\r\nconnection: close\r\n\r\n".encode() + body


class BoundedProtocol(HttpToolsProtocol):
    """Parses with httptools; cuts a head that is too large (431) or too slow."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - the server's own options
        super().__init__(*args, **options)
        self._in_head = True
        self._head_bytes = 0
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a first head."""
        super().connection_made(transport)
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timer."""
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what belongs to a head before it is parsed, since an endless field is buffered by the parser."""
        if self._in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._in_head and self._head_bytes > HEADERS.value and not self.transport.is_closing():
            self.transport.write(_too_large())
            self.transport.close()

    def on_message_begin(self) -> None:
        """A new head begins."""
        super().on_message_begin()
        self._in_head = True
        self._field_bytes = 0
        if self._head_timer is None:
            self._start_timer()

    def on_url(self, url: bytes) -> None:
        """Count the address."""
        self._count_field(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a field."""
        self._count_field(len(name) + len(value) + 4)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._in_head = False
        self._head_bytes = 0
        self._stop_timer()
        super().on_headers_complete()

    def _count_field(self, size: int) -> None:
        self._field_bytes += size
        if self._field_bytes > HEADERS.value:
            raise ValueError("head too large")  # the parser turns it into a 400 and the connection closes

    def _start_timer(self) -> None:
        self._head_timer = self.loop.call_later(_HEAD_SECONDS, self._give_up)

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _give_up(self) -> None:
        self._head_timer = None
        if self._in_head and not self.transport.is_closing():
            self.transport.close()
