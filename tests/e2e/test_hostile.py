"""Hostile input against the running platform: a coded refusal, flat memory, and the service goes on."""

import json
import socket
import uuid

import httpx
import psutil
import pytest

from services.demo import story
from services.demo.identities import Actor, Bearer
from services.demo.platform import is_ready
from shared.kernel.principal import PrincipalKind, Right

MIB = 1024 * 1024
GROWTH = 64 * MIB
SELLER = Actor("entreprise-b", "Entreprise", PrincipalKind.ECONOMIC_OPERATOR, "77567227221138", (Right.SUBMIT,))
PROLOGUE = b'<?xml version="1.0" encoding="UTF-8"?>'
UBL = b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">'
LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10 if level else b"ha") for level in range(12)
)
HOSTILE_DOCUMENTS = {
    "DTD": PROLOGUE + b'<!DOCTYPE Invoice SYSTEM "http://127.0.0.1/x.dtd">' + UBL + b"</Invoice>",
    "external entity": PROLOGUE
    + b'<!DOCTYPE Invoice [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + UBL
    + b"&x;</Invoice>",
    "billion laughs": PROLOGUE + b"<!DOCTYPE Invoice [" + LAUGHS + b"]>" + UBL + b"&l11;</Invoice>",
    "depth": PROLOGUE + UBL + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</Invoice>",
    "nodes": PROLOGUE + UBL + b"<a/>" * 2_000_000 + b"</Invoice>",
    "attributes": PROLOGUE + UBL + b"<a " + b" ".join(b'a%d=""' % n for n in range(50_000)) + b"/></Invoice>",
    "invalid UTF-8": PROLOGUE + UBL + b"\xff\xfe\xfa</Invoice>",
    "truncated": PROLOGUE + UBL + b"<cbc:ID",
    "null bytes": b"\x00" * 4096,
    "empty": b"",
    "broken PDF": b"%PDF-1.7\n" + b"1 0 obj\n<<" * 5000,
    "not an invoice": b"PK\x03\x04" + b"\x00" * 100_000,
}


@pytest.fixture
def server(platform):
    """The process of the platform, whose memory must not grow."""
    return psutil.Process(platform._process.pid)


@pytest.fixture
def seller(platform, issuer):
    """A company at its desk."""
    with httpx.Client(base_url=platform.url, auth=Bearer(issuer, SELLER), timeout=60) as http:
        yield http


def key():
    """A new idempotency key."""
    return {"Idempotency-Key": f"hostile-{uuid.uuid4()}"}


@pytest.mark.parametrize("name", HOSTILE_DOCUMENTS)
def test_a_hostile_invoice_is_refused_with_a_code(seller, server, name):
    before = server.memory_info().rss
    for media_type in ("application/xml", "application/pdf"):
        headers = {**key(), "Content-Type": media_type}
        answer = seller.post("/invoicing/invoices", content=HOSTILE_DOCUMENTS[name], headers=headers)
        assert answer.is_client_error, (name, answer.status_code, answer.text[:300])
        assert answer.json()["code"]
        assert "root:" not in answer.text
    assert server.memory_info().rss - before < GROWTH
    assert is_ready(seller)


def test_ten_gigabytes_announced_are_refused_before_they_are_read(platform, issuer, server):
    before = server.memory_info().rss
    host, _, port = platform.url.removeprefix("http://").partition(":")
    for path, actor, media_type in (
        ("/invoicing/invoices", SELLER, "application/xml"),
        ("/tenders/consultations", story.AGENT, "application/json"),
    ):
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer {issuer.token(actor)}\r\n"
            f"Idempotency-Key: hostile-{uuid.uuid4()}\r\nContent-Type: {media_type}\r\n"
            "Content-Length: 10737418240\r\n\r\n"
        )
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            connection.sendall(head.encode() + b"{" * 1024)
            answer = connection.recv(65536)
        assert b" 413 " in answer.splitlines()[0], answer[:200]
    assert server.memory_info().rss - before < GROWTH


def test_the_json_limit_is_exact(platform, issuer, server):
    before = server.memory_info().rss
    limits = {row["name"]: row["value"] for row in httpx.get(f"{platform.url}/tenders/limits").json()["limits"]}
    limit = limits["json_body_bytes"]
    with httpx.Client(base_url=platform.url, auth=Bearer(issuer, story.AGENT), timeout=60) as http:
        statuses = {}
        for size in (limit - 1, limit, limit + 1):
            frame = len(json.dumps({"title": ""}))
            body = json.dumps({"title": "x" * (size - frame)}).encode()
            assert len(body) == size
            headers = {**key(), "Content-Type": "application/json"}
            statuses[size - limit] = http.post("/tenders/consultations", content=body, headers=headers).status_code
        assert statuses == {-1: 422, 0: 422, 1: 413}  # readable but no consultation, then too large
        chunked = http.post(
            "/tenders/consultations",
            content=(b" " * MIB for _ in range(64)),
            headers={**key(), "Content-Type": "application/json"},
        )
        assert chunked.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE
        assert is_ready(http)
    assert server.memory_info().rss - before < GROWTH


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe",
        b'{"title": "\xed\xa0\x80"}',
        b"[" * 100_000,
        b'{"a":' * 5000,
        b"{}\x00",
        b'{"title": "\\u0000"}',
        b"",
    ],
    ids=["not UTF-8", "surrogate", "arrays", "objects", "trailing null", "null character", "empty"],
)
def test_an_unreadable_body_is_refused_with_a_code(platform, issuer, body):
    with httpx.Client(base_url=platform.url, auth=Bearer(issuer, story.AGENT), timeout=60) as http:
        headers = {**key(), "Content-Type": "application/json"}
        answer = http.post("/tenders/consultations", content=body, headers=headers)
        assert answer.is_client_error
        assert answer.json()["code"].startswith("HTTP-")
        assert is_ready(http)
