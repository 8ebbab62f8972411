"""Routes whose every request leaves a trace: received, refused or broken off, with its author, its times, its answer.

A trace is evidence for whoever must show what happened (CE 23/09/2021, n° 449250). It is written after the answer has
left, or when the request breaks off; a trace that cannot be written is told in the log and fails no request.
"""

import json
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, Self

import anyio
from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from shared.http.concurrency import in_handler_thread
from shared.http.errors import Problem
from shared.http.routing import UncountedRoute
from shared.kernel.principal import Principal
from shared.kernel.refusal import InvalidValue, Refused
from shared.observability import logger
from shared.proof.evidence import KeptTrace

_HEADERS: Final = ("upload-offset", "content-length", "content-range", "user-agent", "tus-resumable")
_LONGEST: Final = 200
_log = logger(__name__)


Keep = Callable[[KeptTrace], None]


def traced_router(keep: Keep, *, node: str, tags: list[str]) -> APIRouter:
    """An empty router whose requests are kept, and whose successes enter no figure."""

    class TracedRoute(UncountedRoute):
        """A route that keeps what became of each request."""

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            """Wrap the whole handling, the reading of the body and of the token included."""
            handle, route = super().get_route_handler(), self.path

            async def traced(request: Request) -> Response:
                """Keep a trace whatever happens."""
                async with _Tracing(request, route, keep, node) as tracing:
                    return tracing.answered(await handle(request))

            return traced

    return APIRouter(route_class=TracedRoute, tags=list(tags))


class _Tracing:
    """The time of one request."""

    def __init__(self, request: Request, route: str, keep: Keep, node: str) -> None:
        self._request, self._route, self._keep, self._node = request, route, keep, node
        self._started_at = datetime.now(UTC)

    def answered(self, response: Response) -> Response:
        """Have the trace written once the answer has left."""
        outcome = _code(response) if response.status_code >= 400 else "answered"
        trace = self._trace(response.status_code, outcome, response.headers)
        response.background = BackgroundTask(self._kept, trace)
        return response

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        if fault is not None:
            with anyio.CancelScope(shield=True):  # a request that was cancelled is traced like any other
                await in_handler_thread(self._kept, self._trace(_status(fault), _outcome(fault), {}))

    def _kept(self, trace: KeptTrace) -> None:
        try:
            self._keep(trace)
        except (SQLAlchemyError, OSError) as fault:
            _log.error("trace_lost", route=self._route, outcome=trace.outcome, fault=type(fault).__name__)

    def _trace(self, status: int | None, outcome: str, answer: Mapping[str, str]) -> KeptTrace:
        request = self._request
        given = {name: request.headers[name][:_LONGEST] for name in _HEADERS if name in request.headers}
        told = {name: answer[name] for name in ("upload-offset",) if name in answer}
        made = answer.get("location", "").rpartition("/")[2]
        names = (*request.path_params.values(), made, *_named(request))
        principal: Principal | None = getattr(request.state, "principal", None)
        return KeptTrace(
            started_at=self._started_at,
            ended_at=datetime.now(UTC),
            organisation=None if principal is None or principal.organisation is None else str(principal.organisation),
            subject=None if principal is None else principal.subject,
            method=request.method,
            route=self._route,
            objects=tuple(dict.fromkeys(str(name) for name in names if name)),
            status=status,
            outcome=outcome,
            facts=given | {f"answered-{name}": value for name, value in told.items()},
            request_id=str(request.scope.get("plis.request_id", "")),
            node=self._node,
        )


def _named(request: Request) -> tuple[str, ...]:
    """Give the tender that a JSON body names, if the body was read."""
    body = getattr(request, "_body", b"")
    if not body or request.method != "POST":
        return ()
    try:
        found = json.loads(body)
    except ValueError:
        return ()
    named = found.get("tender_id") if isinstance(found, dict) else None
    return (named,) if isinstance(named, str) and len(named) == 36 else ()


def _code(response: Response) -> str:
    try:
        return str(json.loads(bytes(response.body))["code"])
    except (AttributeError, ValueError, LookupError, TypeError):
        return "refused"


def _status(fault: BaseException) -> int | None:
    return fault.status_code if isinstance(fault, HTTPException) else None


def _outcome(fault: BaseException) -> str:
    match fault:
        case Refused() | Problem():
            return fault.refusal.code
        case InvalidValue():
            return "HTTP-VALUE-INVALID"
        case RequestValidationError():
            return "HTTP-BODY-INVALID"
        case ClientDisconnect():
            return "interrupted"
        case HTTPException():
            return f"HTTP-{fault.status_code}"
        case _:
            return f"fault {type(fault).__name__}"
