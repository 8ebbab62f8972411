"""A client that stays silent in the middle of its body gives its place back."""

import anyio
import pytest
from anyio.from_thread import start_blocking_portal
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from shared.http.body_limit import BodyLimitMiddleware
from shared.http.errors import Problem
from shared.http.limits import BODY_PACE


async def _reads_its_body(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await PlainTextResponse(str(len(body)))(scope, receive, send)


def _scope(**headers: str) -> Scope:
    fields = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": "POST", "path": "/", "headers": fields, "query_string": b""}


async def _ask(scope: Scope, pieces: list[Message]) -> list[Message]:
    sent: list[Message] = []

    async def receive() -> Message:
        if not pieces:
            await anyio.sleep_forever()
        return pieces.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    await BodyLimitMiddleware(_reads_its_body, limit=10, pause_seconds=0.05)(scope, receive, send)
    return sent


def _piece(body: bytes, *, more: bool) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def test_silence_in_the_middle_of_a_body_is_refused() -> None:
    with start_blocking_portal() as portal, pytest.raises(Problem) as refused:
        portal.call(_ask, _scope(content_length="9"), [_piece(b"abc", more=True)])
    assert refused.value.refusal.code == "HTTP-BODY-TOO-SLOW"
    assert refused.value.status_code == 408


@pytest.mark.parametrize("size", [0, 9, 10])
def test_a_body_within_its_limit_arrives_whole(size: int) -> None:
    pieces = [_piece(b"x", more=True) for _ in range(size)] + [_piece(b"", more=False)]
    with start_blocking_portal() as portal:
        sent = portal.call(_ask, _scope(transfer_encoding="chunked"), pieces)
    assert sent[1]["body"] == str(size).encode()


def test_one_byte_more_is_refused() -> None:
    with start_blocking_portal() as portal, pytest.raises(Problem) as refused:
        portal.call(_ask, _scope(transfer_encoding="chunked"), [_piece(b"x" * 11, more=False)])
    assert refused.value.status_code == 413


def test_a_body_that_drips_is_cut_after_a_minute() -> None:
    """A byte now and then is no silence; less than the published least in a minute still gives the place back."""

    async def drip() -> None:
        async def receive() -> Message:
            await anyio.sleep(0.02)
            return _piece(b"x", more=True)

        async def send(_message: Message) -> None:
            return

        await BodyLimitMiddleware(_reads_its_body, limit=10_000, pause_seconds=0.1)(
            _scope(transfer_encoding="chunked"), receive, send
        )

    with start_blocking_portal() as portal, pytest.raises(Problem) as refused:
        portal.call(drip)
    assert refused.value.refusal.code == "HTTP-BODY-TOO-SLOW"


def test_a_body_at_the_least_pace_goes_on() -> None:
    pieces = [_piece(b"x" * BODY_PACE.value, more=True) for _ in range(4)]

    async def slow() -> None:
        async def receive() -> Message:
            await anyio.sleep(0.06)
            return pieces.pop(0) if pieces else _piece(b"", more=False)

        async def send(_message: Message) -> None:
            return

        await BodyLimitMiddleware(_reads_its_body, limit=100_000, pause_seconds=0.1)(
            _scope(transfer_encoding="chunked"), receive, send
        )

    with start_blocking_portal() as portal:
        portal.call(slow)
