"""A real HTTP server that receives webhooks, told how to answer; it verifies nothing, the tests do."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.integration.http.servers import serving
from tests.integration.tenders.platform import Person

HOOKS = "/tenders/webhooks"


@dataclass(frozen=True)
class Call:
    """One request, as received."""

    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, object]:
        return dict(json.loads(self.body))


@dataclass
class Receiver:
    """What it answers: ``statuses`` first, one for each call, then 204; a challenge is repeated unless told not to."""

    statuses: list[int] = field(default_factory=list)
    echoes: bool = True
    redirects: bool = False
    calls: list[Call] = field(default_factory=list)
    challenges: list[Call] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/plis"

    def types(self) -> list[object]:
        return [call.event["type"] for call in self.calls]

    async def answer(self, request: Request) -> Response:
        call = Call({name.lower(): value for name, value in request.headers.items()}, await request.body())
        with self.lock:
            if call.event.get("type") == "plis.webhook.challenge":
                self.challenges.append(call)
                challenge = call.event["challenge"] if self.echoes else "autre"
                return JSONResponse({"challenge": challenge})
            self.calls.append(call)
            if self.redirects:
                return RedirectResponse(self.url, 307)
            return Response(status_code=self.statuses.pop(0) if self.statuses else 204)


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Serve on a free port of this machine."""
    receiver = Receiver()
    with serving(Starlette(routes=[Route("/plis", receiver.answer, methods=["POST"])])) as port:
        receiver.port = port
        yield receiver


def made(agent: Person, receiver: Receiver, **changes: Any) -> dict[str, Any]:
    return agent.done(HOOKS, {"url": receiver.url, **changes})


def state(agent: Person, webhook: dict[str, Any]) -> dict[str, Any]:
    return dict(agent.get(f"{HOOKS}/{webhook['id']}").json())
