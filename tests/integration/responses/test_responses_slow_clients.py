"""Clients that hold on: heads and bodies that come byte by byte, by the dozen; whoever deposits meanwhile is received.

``make test-faults`` waits for the real limits (``/limits``: ``body_pause_seconds``, ``body_least_bytes_a_minute``).
"""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from services.clients.sealing import declaration_of
from shared.proof.receipt_check import verify_receipt
from tests.integration.responses.platform import ACME, BOLT, Platform, a_key
from tests.waiting import wait_for

TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
MANY = 24  # more than there are threads for files


class Slow:
    """One connection on which somebody takes its time."""

    def __init__(self, platform: Platform) -> None:
        parts = urlsplit(platform.url)
        self._host = parts.netloc
        self._socket = socket.create_connection((parts.hostname or "", parts.port or 0), timeout=120)

    def send(self, data: bytes) -> bool:
        """Send a little; False once the other side has closed."""
        try:
            self._socket.sendall(data)
        except OSError:
            return False
        return True

    def begin_head(self) -> None:
        """Begin a request that never ends."""
        self.send(f"GET /responses/limits HTTP/1.1\r\nHost: {self._host}\r\nX-Slow: ".encode())

    def begin_body(self, http: httpx.Client, upload: str, size: int) -> None:
        """Send the head of an upload and its first bytes."""
        headers = {**TUS, "Upload-Offset": "0", "Authorization": http.headers["Authorization"]}
        fields = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.send(f"PATCH {upload} HTTP/1.1\r\nHost: {self._host}\r\nContent-Length: {size}\r\n{fields}\r\n".encode())

    def answer(self) -> bytes:
        """Read until the other side closes."""
        found = b""
        try:
            while piece := self._socket.recv(65536):
                found += piece
        except OSError:
            pass
        return found

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


@pytest.fixture
def slow(platform: Platform) -> Iterator[list[Slow]]:
    """Connections, closed at the end."""
    with ExitStack() as opened:
        found = [Slow(platform) for _ in range(2 * MANY)]
        for one in found:
            opened.callback(one.close)
        yield found


def declared(platform: Platform, content: bytes) -> tuple[httpx.Client, str, bytes, dict[str, Any]]:
    """Declare a file and give who sends it, where, and its sealed bytes."""
    http, described = platform.company_http(BOLT), platform.seal(content, siret=BOLT)
    key = {"Idempotency-Key": a_key()}
    answer = http.post("/responses/deposits", json=declaration_of([described]), headers=key)
    assert answer.status_code == 201, answer.text
    found = answer.json()
    return http, found["files"][0]["upload"], described.with_suffix("").read_bytes(), found


def test_uploads_that_stand_still_stop_nobody(platform: Platform, slow: list[Slow]) -> None:
    """What is awaited from the line holds a connection and nothing else."""
    platform.publish()
    declaration, http = declaration_of([platform.seal(b"offre lente", siret=BOLT)]), platform.company_http(BOLT)
    (file,) = declaration["files"]
    for number, one in enumerate(slow[:MANY]):
        file |= {"nonce": f"{number:032x}", "sha256": f"{number:064x}"}
        answer = http.post("/responses/deposits", json=declaration, headers={"Idempotency-Key": a_key()})
        one.begin_body(http, answer.json()["files"][0]["upload"], file["size"])
        one.send(b"age-encryption.org/v1")
    for one in slow[MANY:]:
        one.begin_head()
    deposited = platform.deposit(b"canari", siret=ACME)
    company = platform.company(ACME)
    receipt = wait_for(lambda: company.receipt(deposited["deposit_id"], wait=5), within=20, what="the receipt")
    assert verify_receipt(receipt).act["deposit_id"] == deposited["deposit_id"]
    assert platform.anonymous().get("/responses/readyz").status_code == 200


@pytest.mark.faults
def test_a_head_that_drips_is_hung_up(platform: Platform, slow: list[Slow]) -> None:
    slow[0].begin_head()
    wait_for(lambda: not slow[0].send(b"a"), within=60, every=0.5, what="the end of the connection")
    assert platform.anonymous().get("/responses/readyz").status_code == 200


@pytest.mark.faults
def test_a_body_that_drips_is_told_so_and_resumes_where_it_was(platform: Platform, slow: list[Slow]) -> None:
    platform.publish()
    http, upload, content, made = declared(platform, b"canari" * 50_000)
    slow[0].begin_body(http, upload, len(content))
    sent = 0

    def drip() -> bool:
        nonlocal sent
        sent += 1
        return not slow[0].send(content[sent - 1 : sent])

    # Half a second at most between two bytes: no pause is too long, the pace is.
    wait_for(drip, within=150, every=0.5, what="the end of the connection")
    answered = slow[0].answer()
    assert answered == b"" or answered.startswith(b"HTTP/1.1 408 ")
    offset = int(http.head(upload, headers={"Tus-Resumable": "1.0.0"}).headers["Upload-Offset"])
    assert 0 < offset <= sent
    rest = http.patch(upload, content=content[offset:], headers={**TUS, "Upload-Offset": str(offset)})
    assert rest.status_code == 204, rest.text
    assert http.get(f"/responses/deposits/{made['deposit_id']}").json()["status"] == "complete"
