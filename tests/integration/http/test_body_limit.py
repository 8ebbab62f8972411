"""Limits hold on a real connection: limit − 1, limit, limit + 1; lies; bodies without end."""

import hashlib
from collections.abc import Callable

import httpx
import pytest

from shared.http.dev_issuer import DevelopmentIssuer
from tests.integration.http.servers import raw_client
from tests.unit.http.sample_service import UPLOAD_LIMIT

Head = Callable[..., bytes]
JSON_LIMIT = 1024 * 1024


def headers(issuer: DevelopmentIssuer) -> dict[str, str]:
    return {"Authorization": f"Bearer {issuer.token_for('acheteur')}", "Idempotency-Key": "cle-00001"}


@pytest.mark.parametrize(("size", "status"), [(UPLOAD_LIMIT - 1, 200), (UPLOAD_LIMIT, 200), (UPLOAD_LIMIT + 1, 413)])
@pytest.mark.parametrize("chunked", [False, True])
def test_an_upload_around_its_limit(
    port: int, issuer: DevelopmentIssuer, size: int, status: int, *, chunked: bool
) -> None:
    content = b"x" * size
    sent = iter([content[:1000], content[1000:]]) if chunked else content
    answer = httpx.post(f"http://127.0.0.1:{port}/sample/files", content=sent, headers=headers(issuer))
    assert answer.status_code == status
    if status == 200:
        assert answer.json()["said"] == hashlib.sha256(content).hexdigest()
    else:
        assert answer.json()["code"] == "HTTP-BODY-TOO-LARGE"
        assert answer.json()["facts"] == {"limit": str(UPLOAD_LIMIT)}


@pytest.mark.parametrize(("size", "status"), [(JSON_LIMIT, 422), (JSON_LIMIT + 1, 413)])
def test_a_json_body_around_its_limit(port: int, issuer: DevelopmentIssuer, size: int, status: int) -> None:
    body = b'{"title": "' + b"a" * (size - 13) + b'"}'
    assert len(body) == size
    json = headers(issuer) | {"Content-Type": "application/json"}
    assert httpx.post(f"http://127.0.0.1:{port}/sample/things", content=body, headers=json).status_code == status


def test_ten_gigabytes_announced_are_refused_before_one_byte_is_read(port: int, head: Head) -> None:
    with raw_client(port) as client:
        client.send(head("POST /sample/files", Content_Length="10737418240"))
        answer = client.read_head()
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"connection: close" in answer.lower()


def test_a_client_that_waits_for_permission_is_refused_without_it(port: int, head: Head) -> None:
    with raw_client(port) as client:
        client.send(head("POST /sample/files", Content_Length="10737418240", Expect="100-continue"))
        answer = client.read_until_closed()
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"100 Continue" not in answer


def test_a_body_without_end_is_cut_and_its_client_can_read_why(port: int, head: Head) -> None:
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    with raw_client(port) as client:
        client.send(head("POST /sample/files", Transfer_Encoding="chunked"))
        for _ in range(UPLOAD_LIMIT // 65536 + 2):
            client.send(chunk)
        answer = client.read_until_closed()
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"HTTP-BODY-TOO-LARGE" in answer


def test_a_body_shorter_than_announced_ends_without_effect(port: int, head: Head) -> None:
    with raw_client(port) as client:
        client.send(head("POST /sample/files", Content_Length="1000") + b"only this")
        client.finish_sending()
        assert b"200 OK" not in client.read_until_closed()
    assert httpx.get(f"http://127.0.0.1:{port}/sample/healthz").status_code == 200


def test_two_lengths_are_refused(port: int, head: Head) -> None:
    with raw_client(port) as client:
        client.send(head("POST /sample/files", Content_Length="5", content_length="6") + b"hello")
        assert client.read_until_closed().startswith(b"HTTP/1.1 400 ")


def test_an_unauthenticated_upload_is_refused_before_its_body(port: int) -> None:
    with raw_client(port) as client:
        client.send(b"POST /sample/files HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000000\r\n\r\n")
        assert client.read_head().startswith(b"HTTP/1.1 401 ")


def test_after_a_small_refused_body_the_connection_goes_on(port: int) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        first = client.post("/sample/nowhere", content=b"x" * 1000)
        assert (first.status_code, first.headers.get("connection")) == (404, None)
        assert client.get("/sample/healthz").status_code == 200


@pytest.mark.parametrize(("size", "expected"), [(20_000, b"200"), (40_000, b"4")])
def test_the_size_of_a_head_is_limited(port: int, size: int, expected: bytes) -> None:
    with raw_client(port) as client:
        client.send(b"GET /sample/healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-Long: ")
        client.send(b"a" * size + b"\r\n\r\n")
        assert client.read_head().startswith(b"HTTP/1.1 " + expected)


def test_a_head_without_end_is_cut(port: int) -> None:
    with raw_client(port) as client:
        client.send(b"GET /sample/healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + b"a" * 32_768)
        answer = client.read_until_closed()
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert b"HTTP-HEADERS-TOO-LARGE" in answer
