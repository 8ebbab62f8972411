"""Bidders who deposit at the same instant, in one event loop, with prepared requests on raw connections.

On two cores a comfortable client costs more than the server. Each bidder declares, sends its file in two pieces, waits
for its receipt, and notes when; some are cut in the middle of a piece, and resume where the service says.
"""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tests.integration.responses.crowd import Bidder

_HOST: Final = "127.0.0.1"
_BUSY: Final = frozenset({423, 503})
_PAUSE: Final = 0.2  # where the service says no delay of its own
_TUS: Final = "Tus-Resumable: 1.0.0\r\n"


@dataclass
class Deposited:
    """What one bidder saw, in seconds after the start."""

    bidder: Bidder
    busy: int = 0
    declared: float = 0.0
    last_byte: float = 0.0
    acknowledged: float = 0.0
    received: float = 0.0
    document: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the service."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:  # noqa: ANN401 - a document
        """Read the body."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Manner:
    """How one bidder behaves."""

    is_cut: bool = False
    wants_receipt: bool = True


class Line:
    """One connection of one bidder."""

    def __init__(self, port: int, token: str) -> None:
        self._port, self._token = port, token
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, headers: str = "", body: bytes = b"") -> Reply:
        """Send a request and read its whole answer."""
        reader, writer = await self._open()
        writer.write(self._head(method, path, headers, len(body)) + body)
        await writer.drain()
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        found = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
        length = 0 if method == "HEAD" else int(found.get("content-length", "0"))
        content = await reader.readexactly(length)
        if found.get("connection") == "close":
            self.cut()
        return Reply(int(lines[0].split()[1]), found, content)

    async def ask_and_leave(self, path: str, headers: str, body: bytes) -> None:
        """Send half of a body and disappear, as a lost line does."""
        _, writer = await self._open()
        writer.write(self._head("PATCH", path, headers, len(body)) + body[: len(body) // 2])
        await writer.drain()
        self.cut()

    def cut(self) -> None:
        """Close the connection."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(_HOST, self._port)
        return self._streams

    def _head(self, method: str, path: str, headers: str, length: int) -> bytes:
        return (
            f"{method} {path} HTTP/1.1\r\nHost: {_HOST}\r\nAuthorization: Bearer {self._token}\r\n"
            f"{headers}Content-Length: {length}\r\n\r\n"
        ).encode()


async def _deposit(deposited: Deposited, port: int, start: asyncio.Event, how: Manner) -> None:
    bidder, line = deposited.bidder, Line(port, deposited.bidder.token)
    body, content = json.dumps(bidder.declaration).encode(), bidder.sealed.read_bytes()
    await start.wait()
    began = time.perf_counter()
    key = f"Content-Type: application/json\r\nIdempotency-Key: {bidder.key}\r\n"
    declared = (await _insist(deposited, line, "POST", "/responses/deposits", key, body)).json()
    deposited.declared = time.perf_counter() - began
    upload, path = declared["files"][0]["upload"], f"/responses/deposits/{declared['deposit_id']}"
    middle = len(content) // 2
    await _send(deposited, line, upload, 0, content[:middle])
    if how.is_cut:
        await line.ask_and_leave(upload, _piece(middle), content[middle:])
        middle = await _offset(deposited, line, upload)
    deposited.last_byte = time.perf_counter() - began
    if middle < len(content):
        await _send(deposited, line, upload, middle, content[middle:])
    deposited.acknowledged = time.perf_counter() - began
    if how.wants_receipt:
        while (reply := await _insist(deposited, line, "GET", f"{path}/receipt?wait=20")).status == 202:
            pass
        deposited.received, deposited.document = time.perf_counter() - began, reply.json()
    line.cut()


def _piece(offset: int) -> str:
    return f"{_TUS}Content-Type: application/offset+octet-stream\r\nUpload-Offset: {offset}\r\n"


async def _send(deposited: Deposited, line: Line, upload: str, offset: int, content: bytes) -> None:
    await _insist(deposited, line, "PATCH", upload, _piece(offset), content)


async def _offset(deposited: Deposited, line: Line, upload: str) -> int:
    return int((await _insist(deposited, line, "HEAD", upload, _TUS)).headers["upload-offset"])


async def _insist(
    deposited: Deposited, line: Line, method: str, path: str, headers: str = "", body: bytes = b""
) -> Reply:
    """Ask until the service has time; count how often."""
    while True:
        reply = await line.ask(method, path, headers, body)
        if reply.status not in _BUSY and b"HTTP-IDEMPOTENCY-IN-PROGRESS" not in reply.body:
            assert reply.status < 300, (method, path, reply)
            return reply
        deposited.busy += 1
        await asyncio.sleep(float(reply.headers.get("retry-after", _PAUSE)))


def rush(
    bidders: Sequence[Bidder], *, ports: Sequence[int], cut_every: int = 0, with_receipts: bool = True
) -> tuple[list[Deposited], float]:
    """Let all deposit from the same instant, in turn at each port, as a proxy would; give what each saw, and the time.

    The time is that of the last receipt, in seconds.
    """
    found = [Deposited(bidder) for bidder in bidders]

    async def run() -> float:
        start = asyncio.Event()
        manners = [Manner(bool(cut_every) and number % cut_every == 0, with_receipts) for number in range(len(found))]
        tasks = [
            asyncio.create_task(_deposit(one, ports[number % len(ports)], start, how))
            for number, (one, how) in enumerate(zip(found, manners, strict=True))
        ]
        await asyncio.sleep(0.1)
        began = time.perf_counter()
        start.set()
        await asyncio.gather(*tasks)
        return time.perf_counter() - began

    return found, asyncio.run(run())
