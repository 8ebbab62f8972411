"""Outgoing calls against a real local peer that misbehaves in every way."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from ipaddress import ip_address

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from shared.http.dev_issuer import DevelopmentIssuer
from shared.http.key_sources import RemoteKeys
from shared.http.outbound import Outbound, OutboundFailed, OutboundRefused
from shared.http.tokens import TokenVerifier, TrustedIssuer
from shared.http.trust import published_keys
from shared.kernel.clock import SystemClock
from tests.integration.http.servers import serving

NAME = "peer.example"


async def _echo(request: Request) -> Response:
    body = await request.body()
    return JSONResponse({"method": request.method, "body": body.decode(), "headers": dict(request.headers)})


async def _large(_request: Request) -> Response:
    return Response(b"x" * 20_000)


async def _endless(_request: Request) -> Response:
    async def drip() -> AsyncIterator[bytes]:
        while True:
            yield b"x"
            await asyncio.sleep(0.05)

    return StreamingResponse(drip())


async def _silent(_request: Request) -> Response:
    await asyncio.sleep(30)
    return Response()


async def _who(request: Request) -> Response:
    assert request.client is not None
    headers = {"Connection": "close"} if "last" in request.query_params else {}
    return JSONResponse({"port": request.client.port}, headers=headers)


ROUTES = [
    Route("/who", _who),
    Route("/echo", _echo, methods=["GET", "POST"]),
    Route("/large", _large),
    Route("/endless", _endless),
    Route("/silent", _silent),
    Route("/redirect", lambda _request: RedirectResponse("http://127.0.0.1:1/secret")),
]


@pytest.fixture
def peer() -> Iterator[str]:
    with serving(Starlette(routes=ROUTES)) as port:
        yield f"127.0.0.1:{port}"


def test_an_allowed_local_peer_is_read(peer: str) -> None:
    reply = Outbound(allow_loopback=[peer]).get(f"http://{peer}/echo", headers={"Accept": "text/x"})
    assert reply.status == 200
    assert b'"accept":"text/x"' in reply.content
    assert b'"accept-encoding":"identity"' in reply.content


def test_content_is_sent_whole(peer: str) -> None:
    reply = Outbound(allow_loopback=[peer]).post(f"http://{peer}/echo", "pli scellé".encode())
    assert "pli scellé".encode() in reply.content
    assert reply.headers["content-type"] == "application/json"


def test_a_local_peer_that_is_not_allowed_is_not_reached(peer: str) -> None:
    with pytest.raises(OutboundRefused):
        Outbound().get(f"http://{peer}/echo")
    with pytest.raises(OutboundRefused):
        Outbound(allow_loopback=["127.0.0.1:1"]).get(f"http://{peer}/echo")
    with pytest.raises(OutboundRefused, match="address"):
        Outbound().get(f"https://{peer}/echo")


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "::ffff:127.0.0.1"])
def test_a_name_that_leads_inside_is_refused(address: str) -> None:
    outbound = Outbound(resolver=lambda _host, _port: [ip_address(address)])
    with pytest.raises(OutboundRefused):
        outbound.get(f"https://{NAME}/")


def test_a_name_with_one_inner_address_among_public_ones_is_refused() -> None:
    outbound = Outbound(resolver=lambda _host, _port: [ip_address("8.8.8.8"), ip_address("10.0.0.1")])
    with pytest.raises(OutboundRefused):
        outbound.get(f"https://{NAME}/")


def test_a_name_is_resolved_once_so_it_cannot_change_its_mind(peer: str) -> None:
    port = int(peer.rpartition(":")[2])
    asked: list[str] = []

    def resolver(host: str, _port: int) -> list[object]:
        asked.append(host)
        return [ip_address("127.0.0.1") if len(asked) == 1 else ip_address("10.0.0.1")]

    outbound = Outbound(allow_loopback=[f"{NAME}:{port}"], resolver=resolver)  # type: ignore[arg-type]
    reply = outbound.get(f"http://{NAME}:{port}/echo")
    assert asked == [NAME]
    assert f'"host":"{NAME}:{port}"'.encode() in reply.content


def test_an_allowed_name_that_leaves_this_machine_is_refused() -> None:
    outbound = Outbound(allow_loopback=[f"{NAME}:80"], resolver=lambda _host, _port: [ip_address("10.0.0.1")])
    with pytest.raises(OutboundRefused):
        outbound.get(f"http://{NAME}/")


@pytest.mark.parametrize(
    "url",
    [
        "http://peer.example/", "ftp://peer.example/", "file:///etc/passwd", "https://user:pass@peer.example/",
        "https:///x", "", "https://peer.example:99999/", "gopher://x", "https://[::1",
    ],
)  # fmt: skip
def test_a_url_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(OutboundRefused):
        Outbound(resolver=lambda _host, _port: [ip_address("8.8.8.8")]).get(url)


def test_a_redirect_is_not_followed(peer: str) -> None:
    reply = Outbound(allow_loopback=[peer]).get(f"http://{peer}/redirect")
    assert reply.status == 307


@pytest.mark.parametrize(("limit", "is_read"), [(20_000, True), (19_999, False)])
def test_the_size_of_an_answer_is_limited(peer: str, limit: int, *, is_read: bool) -> None:
    outbound = Outbound(allow_loopback=[peer], max_bytes=limit)
    if is_read:
        assert len(outbound.get(f"http://{peer}/large").content) == limit
    else:
        with pytest.raises(OutboundFailed, match="larger"):
            outbound.get(f"http://{peer}/large")


@pytest.mark.parametrize("path", ["endless", "silent"])
def test_the_whole_call_has_one_deadline(peer: str, path: str) -> None:
    started = time.monotonic()
    with pytest.raises(OutboundFailed):
        Outbound(allow_loopback=[peer], seconds=0.5).get(f"http://{peer}/{path}")
    assert time.monotonic() - started < 3


def test_a_free_connection_serves_the_next_call_where_it_is_asked(peer: str) -> None:
    def ports(outbound: Outbound, *paths: str) -> list[bytes]:
        return [outbound.get(f"http://{peer}/{path}").content for path in paths]

    kept = Outbound(allow_loopback=[peer], keep_seconds=30)
    first, second, last, after = ports(kept, "who", "who", "who?last", "who")
    assert first == second == last
    assert after != last  # the peer closed it: another one is opened, and nothing fails
    assert len(set(ports(Outbound(allow_loopback=[peer]), "who", "who"))) == 2


def test_on_a_kept_connection_each_call_has_its_own_deadline_and_limit(peer: str) -> None:
    outbound = Outbound(allow_loopback=[peer], max_bytes=19_999, keep_seconds=30)
    assert outbound.get(f"http://{peer}/who", seconds=20).status == 200
    started = time.monotonic()
    with pytest.raises(OutboundFailed):
        outbound.get(f"http://{peer}/silent", seconds=0.5)
    with pytest.raises(OutboundFailed, match="larger"):
        outbound.get(f"http://{peer}/large")
    with pytest.raises(OutboundFailed):
        outbound.get(f"http://{peer}/endless", seconds=0.5)
    assert time.monotonic() - started < 5
    assert outbound.get(f"http://{peer}/who").status == 200
    with pytest.raises(OutboundRefused):
        outbound.get("http://127.0.0.1:1/who")


def test_nobody_at_the_address_is_a_failure_not_a_crash() -> None:
    with pytest.raises(OutboundFailed):
        Outbound(allow_loopback=["127.0.0.1:1"]).get("http://127.0.0.1:1/")


def test_an_unknown_name_is_a_failure() -> None:
    def unknown(_host: str, _port: int) -> list[object]:
        raise OSError("no such name")

    with pytest.raises(OutboundFailed, match="resolved"):
        Outbound(resolver=unknown).get("https://nowhere.example/")  # type: ignore[arg-type]


def test_keys_are_found_through_discovery(issuer: DevelopmentIssuer) -> None:
    async def configuration(request: Request) -> Response:
        base = str(request.base_url).rstrip("/")
        return JSONResponse({"issuer": base, "jwks_uri": f"{base}/jwks"})

    async def key_set(_request: Request) -> Response:
        return JSONResponse(issuer.key_set())

    routes = [Route("/.well-known/openid-configuration", configuration), Route("/jwks", key_set)]
    with serving(Starlette(routes=routes)) as port:
        outbound = Outbound(allow_loopback=[f"127.0.0.1:{port}"])
        keys = RemoteKeys(published_keys(f"http://127.0.0.1:{port}", outbound), clock=SystemClock())
        verifier = TokenVerifier([TrustedIssuer(issuer.name, "plis", keys)], clock=SystemClock())
        assert verifier.may_block
        assert verifier.verify(issuer.token_for("acheteur")).subject == "dev:acheteur"
        with pytest.raises(OutboundFailed, match="another name"):
            published_keys(f"http://127.0.0.1:{port}/", outbound)()
