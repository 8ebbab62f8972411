"""The outer edge of every request: its id, its trace, its log context, its figures, and the last safety net.

This is one of the two places where every exception is caught: what nobody foresaw becomes a 500 with a request id;
the traceback goes to the log alone.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http.concurrency import Limiters, use_limiters
from shared.http.problems import problem_document, problem_response
from shared.http.request_metrics import observe_request, route_template
from shared.http.texts import HTTP_TEXTS
from shared.kernel.refusal import Refusal
from shared.observability import continue_trace, log_context, logger

_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_CLIENT_LEFT = 499
_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class Banner:
    """What every answer says of the platform: sandbox, development identities (design sections 4 and 5)."""

    sandbox: bool = False
    development: bool = False

    def write(self, headers: MutableHeaders) -> None:
        """Add the headers that say so."""
        if self.sandbox:
            headers["Plis-Sandbox"] = "1"
        if self.development:
            headers["Plis-Development"] = "1"


def request_id_of(headers: Headers) -> str:
    """The caller's request id when it is short and plain, else a new one."""
    given = headers.get("x-request-id", "")
    return given if _SAFE_ID.fullmatch(given) else secrets.token_hex(16)


class EdgeMiddleware:
    """Wraps a service's application."""

    def __init__(self, app: ASGIApp, *, service: str, limiters: Limiters, banner: Banner) -> None:
        self._app = app
        self._service = service
        self._limiters = limiters
        self._banner = banner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI); other kinds of messages pass through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        scope["plis.request_id"] = request_id_of(headers)
        use_limiters(self._limiters)
        answer = _Answer(send, scope["plis.request_id"], self._banner)
        with (
            log_context(request_id=scope["plis.request_id"]),
            continue_trace(headers.get("traceparent"), f"{scope['method']} /{self._service}"),
            self._measured(scope, answer),
        ):
            await self._serve(scope, receive, answer)

    async def _serve(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        try:
            if b"%00" in scope.get("raw_path", b"") or b"%00" in scope.get("query_string", b""):
                await _problem(Refusal("HTTP-NOT-FOUND"), scope, receive, answer)
                return
            await self._app(scope, receive, answer.send)
        except ClientDisconnect:
            answer.status = answer.status or _CLIENT_LEFT
        except Exception as fault:
            # The HTTP edge: nothing may leave without an answer and a request id.
            _log.error("request_failed", method=scope["method"], route=route_template(scope), exc_info=fault)
            if answer.status is None:
                refusal = Refusal("HTTP-UNEXPECTED", None, {"request_id": scope["plis.request_id"]})
                await _problem(refusal, scope, receive, answer)
            else:
                raise  # the answer has begun: only cutting the connection tells the client that it is not whole

    @contextmanager
    def _measured(self, scope: Scope, answer: "_Answer") -> Iterator[None]:
        started = perf_counter()
        try:
            yield
        finally:
            seconds = perf_counter() - started
            observe_request(scope, service=self._service, status=answer.status or 500, seconds=seconds)


class _Answer:
    """What is being answered; adds the headers that every answer has."""

    def __init__(self, send: Send, request_id: str, banner: Banner) -> None:
        self._send = send
        self._request_id = request_id
        self._banner = banner
        self.status: int | None = None

    async def send(self, message: Message) -> None:
        """Pass a message on to the server."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(raw=message.setdefault("headers", []))
            headers["X-Request-Id"] = self._request_id
            headers["X-Content-Type-Options"] = "nosniff"
            headers.setdefault("Cache-Control", "no-store")
            self._banner.write(headers)
        await self._send(message)


async def _problem(refusal: Refusal, scope: Scope, receive: Receive, answer: _Answer) -> None:
    document = problem_document(refusal, HTTP_TEXTS, request_id=scope["plis.request_id"])
    await problem_response(document)(scope, receive, answer.send)
