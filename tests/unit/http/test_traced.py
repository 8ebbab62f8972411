"""Traces of requests: one for each, whatever became of it, and none that delays or breaks an answer."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest
from fastapi import Body, FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import OperationalError

from shared.http.errors import ErrorAnswers
from shared.http.texts import HTTP_TEXTS
from shared.http.traced import arrived_at, traced_router
from shared.kernel.clock import FixedClock
from shared.kernel.refusal import InvalidValue, refuse
from shared.proof.evidence import KeptTrace
from tests.asgi import asgi_client
from tests.waiting import wait_for

TENDER = "0199f1f0-0000-7000-8000-000000000001"


class Kept:
    """What was kept; ``fault`` is raised instead, ``gate`` holds the writing."""

    def __init__(self) -> None:
        self.traces: list[KeptTrace] = []
        self.fault: Exception | None = None
        self.gate = Event()
        self.gate.set()

    def keep(self, found: Sequence[KeptTrace]) -> None:
        self.gate.wait(10)
        if self.fault is not None:
            raise self.fault
        self.traces += found

    def only(self) -> KeptTrace:
        return wait_for(lambda: self.traces[0] if self.traces else None, what="a trace")


def an_app(kept: Kept) -> FastAPI:
    router = traced_router(kept.keep, node="node-1", clock=FixedClock(datetime(2026, 11, 23, tzinfo=UTC)), tags=["x"])

    @router.post("/things/{name}")
    async def make(name: str, body: Any = Body(None)) -> JSONResponse:
        match name:
            case "refused":
                refuse("HTTP-NOT-FOUND")
            case "invalid":
                raise InvalidValue("thing", "Non.")
            case "answered-no":
                return JSONResponse({"code": "RSP-LOT-UNKNOWN"}, 422)
        return JSONResponse({"body": body}, 201, {"Location": f"/things/{TENDER}"})

    app = FastAPI()
    ErrorAnswers(HTTP_TEXTS).install(app)
    app.include_router(router)
    return app


@pytest.mark.parametrize(
    ("name", "outcome", "status"),
    [
        ("refused", "HTTP-NOT-FOUND", 404),
        ("invalid", "HTTP-VALUE-INVALID", 422),
        ("answered-no", "RSP-LOT-UNKNOWN", 422),
        ("made", "answered", 201),
    ],
)
def test_every_request_leaves_a_trace(name: str, outcome: str, status: int) -> None:
    kept = Kept()
    with asgi_client(an_app(kept)) as http:
        http.post(f"/things/{name}", json={"tender_id": TENDER}, headers={"user-agent": "essai " * 100})
    trace = kept.only()
    assert (trace.outcome, trace.status, trace.organisation, trace.method) == (outcome, status, None, "POST")
    assert set(trace.objects) == {name, TENDER}
    assert len(trace.facts["user-agent"]) == 200


@pytest.mark.parametrize("fault", [OSError("plein"), OperationalError("x", None, OSError("absente"))])
def test_a_trace_that_cannot_be_written_breaks_no_answer(fault: Exception) -> None:
    kept = Kept()
    kept.fault = fault
    with asgi_client(an_app(kept)) as http:
        for _ in range(3):
            assert http.post("/things/made", json=None).status_code == 201
        assert http.post("/things/refused", json=None).status_code == 404


def test_nobody_waits_for_traces_and_floods_are_bounded() -> None:
    kept = Kept()
    kept.gate.clear()
    with asgi_client(an_app(kept)) as http:
        for _ in range(130):
            assert http.post("/things/made", json=None).status_code == 201
        kept.gate.set()
        wait_for(lambda: len(kept.traces) >= 100, what="what was waiting")
    assert len(kept.traces) <= 102


def test_a_name_too_long_is_not_kept() -> None:
    kept = Kept()
    with asgi_client(an_app(kept)) as http:
        assert http.post("/things/" + "x" * 3_000, json=None).status_code == 201
    assert kept.only().objects == (TENDER,)


def test_a_request_that_waited_came_in_when_it_came_in() -> None:
    came_in, clock = datetime(2026, 11, 23, 11, tzinfo=UTC), FixedClock(datetime(2026, 11, 23, 11, tzinfo=UTC))
    router = traced_router(Kept().keep, node="node-1", clock=clock, tags=["x"])

    @router.post("/things")
    async def make(request: Request) -> JSONResponse:
        clock.advance(timedelta(seconds=30))
        return JSONResponse({"arrived_at": arrived_at(request).isoformat(), "now": clock.now().isoformat()})

    app = FastAPI()
    app.include_router(router)
    with asgi_client(app) as http:
        said = http.post("/things").json()
    assert (said["arrived_at"], said["now"]) == (came_in.isoformat(), (came_in + timedelta(seconds=30)).isoformat())


def test_a_body_nested_without_end_is_refused_and_traced() -> None:
    kept = Kept()
    with asgi_client(an_app(kept)) as http:
        answer = http.post("/things/made", content=b"[" * 100_000, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert kept.only().status == 400
