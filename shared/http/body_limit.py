"""The size of a request's body, enforced while it streams, whatever its ``Content-Length`` says.

A declared length above the limit is refused before one byte is read; a lying or chunked body is cut at the first byte
too many. The unread rest is drained for a short time after the answer, so that the client can read the answer before
the connection closes (RFC 9112, section 9.6).
"""

from collections.abc import Awaitable, Callable

import anyio
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http.errors import Problem
from shared.http.limits import BODY_PACE, BODY_PAUSE

BUDGET = "plis.body_budget"
_DRAIN_SECONDS = 2.0
_DRAIN_BYTES = 4 * 1024 * 1024
_SMALL = 64 * 1024  # a rest this small is read whole, and the connection stays open


class BodyBudget:
    """How many bytes the body of one request may still have; a route of uploads raises it before it reads."""

    def __init__(self, headers: Headers, limit: int) -> None:
        self.limit = limit
        self.received = 0
        self.started = False
        self.expects_continue = headers.get("expect", "").lower() == "100-continue"
        self.declared = _declared_length(headers)
        self.complete = self.declared == 0
        self._minute_began, self._minute_first = anyio.current_time(), 0

    def check_declared(self) -> None:
        """Refuse before reading when the announced length is already too great."""
        if self.declared is not None and self.declared > self.limit:
            raise self._too_large()

    def count(self, message: Message) -> None:
        """Count a piece of the body.

        Raises:
            Problem: ``HTTP-BODY-TOO-LARGE``, at the first byte above the limit.
        """
        self.received += len(message.get("body", b""))
        self.complete = not message.get("more_body", False)
        if self.received > self.limit:
            raise self._too_large()

    def check_pace(self, *, minute: float) -> None:
        """Let nobody hold a connection by sending a byte now and then; what arrived stays, and the client resumes.

        Raises:
            Problem: ``HTTP-BODY-TOO-SLOW``: fewer bytes in a minute than the published least.
        """
        now = anyio.current_time()
        if self.complete or now - self._minute_began < minute:
            return
        if self.received - self._minute_first < BODY_PACE.value:
            raise too_slow()
        self._minute_began, self._minute_first = now, self.received

    def _too_large(self) -> Problem:
        return Problem("HTTP-BODY-TOO-LARGE", limit=str(self.limit))


def too_slow() -> Problem:
    """The refusal of a body that comes too slowly, which also closes the connection."""
    return Problem("HTTP-BODY-TOO-SLOW", headers={"Connection": "close"}, limit=str(BODY_PAUSE.value))


def _declared_length(headers: Headers) -> int | None:
    """The announced length; 0 when there is no body, None when the body is chunked."""
    if "transfer-encoding" in headers:
        return None
    declared = headers.get("content-length", "0")
    return int(declared) if declared.isascii() and declared.isdigit() else 0


class BodyLimitMiddleware:
    """Gives every request a budget and settles the connection when a body was not read whole."""

    def __init__(self, app: ASGIApp, *, limit: int, pause_seconds: float = BODY_PAUSE.value) -> None:
        self._app = app
        self._limit = limit
        self._pause = pause_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection of the server (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        budget = BodyBudget(Headers(scope=scope), self._limit)
        scope[BUDGET] = budget

        async def counted_receive() -> Message:
            if not budget.started:
                budget.started = True
                budget.check_declared()
            if budget.complete:
                return await receive()  # only the end of the connection can come now, and it may be awaited for long
            message = await self._piece(receive)
            if message["type"] == "http.request":
                budget.count(message)
                budget.check_pace(minute=self._pause)
            return message

        await self._app(scope, counted_receive, _settling_send(budget, receive, send))

    async def _piece(self, receive: Receive) -> Message:
        """The next piece of a body; a client that stays silent too long gives its place back."""
        with anyio.move_on_after(self._pause):
            return await receive()
        raise too_slow()


def _settling_send(budget: BodyBudget, receive: Receive, send: Send) -> Callable[[Message], Awaitable[None]]:
    lingering = False

    async def settling_send(message: Message) -> None:
        nonlocal lingering
        if message["type"] == "http.response.start" and not budget.complete:
            if budget.declared is not None and budget.declared - budget.received <= _SMALL:
                await _drain(budget, receive)
            if not budget.complete:
                lingering = True
                message = {**message, "headers": [*message.get("headers", []), (b"connection", b"close")]}
        if lingering and message["type"] == "http.response.body" and not message.get("more_body", False):
            await send({**message, "more_body": True})
            await _drain(budget, receive)
            message = {"type": "http.response.body", "body": b""}
        await send(message)

    return settling_send


async def _drain(budget: BodyBudget, receive: Receive) -> None:
    """Read and forget the rest of the body, within a short time and a small size."""
    if budget.expects_continue and not budget.started:
        return  # the client was never told to send its body
    forgotten = 0
    with anyio.move_on_after(_DRAIN_SECONDS):
        while not budget.complete and forgotten < _DRAIN_BYTES:
            message = await receive()
            forgotten += len(message.get("body", b""))
            budget.complete = message["type"] == "http.disconnect" or not message.get("more_body", False)
