"""Routes whose every request leaves a trace: received, refused or broken off, with its author, its times, its answer.

A trace is evidence for whoever must show what happened (CE 23/09/2021, n° 449250). One thread writes traces behind the
requests, which never wait for it; a trace that cannot be written is told in the log.
"""

import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime
from threading import BoundedSemaphore
from types import TracebackType
from typing import Any, Final, Self

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from shared.http.errors import Problem
from shared.http.gathering import Gathering
from shared.http.problems import ProblemText
from shared.http.routing import UncountedRoute
from shared.http.texts import HTTP_TEXTS
from shared.kernel.clock import Clock
from shared.kernel.principal import Principal
from shared.kernel.refusal import InvalidValue, Refused
from shared.observability import logger
from shared.proof.evidence import KeptTrace

_HEADERS: Final = ("upload-offset", "content-length", "content-range", "user-agent", "tus-resumable")
_LONGEST: Final = 200
_MOST_WAITING: Final = 10_000
_MOST_UNKNOWN: Final = 100
_LONGEST_NAME: Final = 64
_PAUSE_SECONDS: Final = 0.05
_log = logger(__name__)


Keep = Callable[[Sequence[KeptTrace]], None]


def traced_router(keep: Keep, *, node: str, clock: Clock, tags: list[str]) -> APIRouter:
    """An empty router whose requests are kept, and whose successes enter no figure."""
    keeper = _Keeper(keep)

    class TracedRoute(UncountedRoute):
        """A route that keeps what became of each request."""

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            """Wrap the whole handling, the reading of the body and of the token included."""
            handle, route = super().get_route_handler(), self.path

            async def traced(request: Request) -> Response:
                """Keep a trace whatever happens."""
                with _Tracing(request, route, keeper, node=node, clock=clock) as tracing:
                    return tracing.answered(await handle(request))

            return traced

    return APIRouter(route_class=TracedRoute, tags=list(tags))


class _Keeper:
    """Has the traces of a router written, many at a time; what waits is bounded."""

    def __init__(self, keep: Keep) -> None:
        self._gathering = Gathering(keep, name="traces", pause=_PAUSE_SECONDS)
        # A flood of requests by nobody must not push out the traces of those who are somebody.
        self._known, self._unknown = BoundedSemaphore(_MOST_WAITING), BoundedSemaphore(_MOST_UNKNOWN)

    def put(self, trace: KeptTrace) -> None:
        """Have a trace written soon; when too many wait it is lost, and the log says so."""
        waiting = self._unknown if trace.organisation is None else self._known
        if not waiting.acquire(blocking=False):
            _lost(trace, "TooMany")
            return

        def done(fault: Exception | None) -> None:
            """Give the place back."""
            waiting.release()
            if fault is not None:
                _lost(trace, type(fault).__name__)

        self._gathering.put(trace, done)


def arrived_at(request: Request) -> datetime:
    """Give the instant at which a kept request came in, before it waited for anything."""
    found = request.state.arrived_at
    if not isinstance(found, datetime):
        raise TypeError("only the routes of a traced router know when a request came in")
    return found


def _lost(trace: KeptTrace, fault: str) -> None:
    _log.error("trace_lost", route=trace.route, outcome=trace.outcome, fault=fault)


class _Tracing:
    """The time of one request."""

    def __init__(self, request: Request, route: str, keeper: _Keeper, *, node: str, clock: Clock) -> None:
        self._request, self._route, self._keeper, self._node = request, route, keeper, node
        self._clock, self._started_at = clock, clock.now()
        request.state.arrived_at = self._started_at

    def answered(self, response: Response) -> Response:
        """Keep the answer that is about to leave."""
        outcome = _code(response) if response.status_code >= 400 else "answered"
        self._keeper.put(self._trace(response.status_code, outcome, response.headers))
        return response

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        if fault is not None:
            texts: Mapping[str, ProblemText] = getattr(self._request.app.state, "texts", HTTP_TEXTS)
            code = _outcome(fault)
            known = texts.get(code) or HTTP_TEXTS.get(code)
            status = known.status if known is not None else _status(fault)
            self._keeper.put(self._trace(status, code, {}))

    def _trace(self, status: int | None, outcome: str, answer: Mapping[str, str]) -> KeptTrace:
        request = self._request
        given = {name: request.headers[name][:_LONGEST] for name in _HEADERS if name in request.headers}
        told = {name: answer[name] for name in ("upload-offset",) if name in answer}
        made = answer.get("location", "").rpartition("/")[2]
        names = (*request.path_params.values(), made, *_named(request))
        principal: Principal | None = getattr(request.state, "principal", None)
        return KeptTrace(
            started_at=self._started_at,
            ended_at=self._clock.now(),
            organisation=None if principal is None or principal.organisation is None else str(principal.organisation),
            subject=None if principal is None else principal.subject,
            method=request.method,
            route=self._route,
            objects=tuple(dict.fromkeys(str(name) for name in names if name and len(str(name)) <= _LONGEST_NAME)),
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
    except (ValueError, RecursionError):  # what is nested without end names nothing either
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
