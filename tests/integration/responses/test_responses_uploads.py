"""Uploads as clients and networks really behave: wrong, cut, doubled, lying, nobody's."""

import base64
import hashlib
import socket
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from services.clients.sealing import declaration_of
from shared.kernel.principal import Right
from shared.proof.receipt_check import verify_receipt
from tests.integration.responses.platform import ACME, BOLT, Platform, a_key
from tests.waiting import wait_for

TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


class Sending:
    """A declared file and the company that sends it."""

    def __init__(self, platform: Platform, content: bytes = b"canari" * 50_000) -> None:
        platform.publish()
        self.platform = platform
        self.declaration_file = platform.seal(content)
        self.path: Path = self.declaration_file.with_suffix("")
        self.bytes = self.path.read_bytes()
        self.http = platform.company_http()
        self.declared = self.declare()
        self.upload: str = self.declared["files"][0]["upload"]

    def declare(self) -> dict[str, Any]:
        body = declaration_of([self.declaration_file])
        answer = self.http.post("/responses/deposits", json=body, headers={"Idempotency-Key": a_key()})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def patch(self, offset: int, piece: bytes, http: httpx.Client | None = None, **headers: str) -> httpx.Response:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {**TUS, "Upload-Offset": str(offset), **names}
        return (http or self.http).patch(self.upload, content=piece, headers=sent)

    def offset(self) -> int:
        answer = self.http.head(self.upload, headers=TUS)
        assert answer.status_code == 200
        return int(answer.headers["Upload-Offset"])

    def status(self) -> dict[str, Any]:
        return dict(self.http.get(f"/responses/deposits/{self.declared['deposit_id']}").json())

    def on_disk(self) -> int:
        folder = self.platform.app.settings.data_dir / "responses" / "sealed"
        return sum(path.stat().st_size for path in folder.rglob("*.blob"))


@pytest.fixture
def sending(platform: Platform) -> Sending:
    return Sending(platform)


def test_nobody_and_others_write_nothing(sending: Sending) -> None:
    """The author is verified before one byte of the body is read."""
    nobody = sending.patch(0, sending.bytes, http=sending.platform.anonymous())
    assert nobody.status_code == 401
    other = sending.patch(0, sending.bytes, http=sending.platform.company_http(BOLT))
    assert (other.status_code, other.json()["code"]) == (404, "RSP-NOT-FOUND")
    agent = sending.platform.http(subject="agent", siret=ACME, rights=(Right.EVALUATE,), kind="agent")
    assert sending.patch(0, sending.bytes, http=agent).status_code == 403
    assert sending.on_disk() == 0


def test_pieces_at_wrong_offsets_are_refused(sending: Sending) -> None:
    assert sending.patch(0, sending.bytes[:1000]).status_code == 204
    for offset in (0, 999, 1001):
        refused = sending.patch(offset, sending.bytes[offset : offset + 10])
        assert (refused.status_code, refused.json()["facts"]["actual"]) == (409, "1000")
    assert sending.patch(1000, sending.bytes[1000:]).status_code == 204
    assert sending.status()["status"] == "complete"


def test_a_piece_with_a_wrong_checksum_is_dropped(sending: Sending) -> None:
    right = base64.b64encode(hashlib.sha256(sending.bytes[:1000]).digest()).decode()
    refused = sending.patch(0, b"x" + sending.bytes[1:1000], Upload_Checksum=f"sha256 {right}")
    assert (refused.status_code, refused.json()["code"]) == (460, "RSP-UPLOAD-CHECKSUM")
    assert (sending.offset(), sending.on_disk()) == (0, 0)
    assert sending.patch(0, sending.bytes[:1000], Upload_Checksum=f"sha256 {right}").status_code == 204
    assert sending.offset() == 1000
    assert sending.patch(1000, b"x", Upload_Checksum="md5 abcd").status_code == 400


def test_more_bytes_than_declared_are_refused(sending: Sending) -> None:
    size = len(sending.bytes)
    assert sending.patch(0, sending.bytes + b"x").status_code == 413
    assert sending.on_disk() <= size
    assert sending.offset() == 0
    assert sending.patch(0, sending.bytes).status_code == 204
    assert sending.patch(size, b"x").status_code == 413, "nothing is added to a complete file"
    assert sending.patch(size, b"").status_code == 204, "and its end can be repeated"
    assert sending.on_disk() == size


def test_a_cut_connection_resumes_at_what_was_durable(sending: Sending) -> None:
    parts = urlsplit(sending.platform.url)
    head = (
        f"PATCH {sending.upload} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: {len(sending.bytes)}\r\n"
        f"Authorization: {sending.http.headers['Authorization']}\r\nUpload-Offset: 0\r\n"
        + "".join(f"{name}: {value}\r\n" for name, value in TUS.items())
        + "\r\n"
    )
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20) as cut:
        cut.sendall(head.encode() + sending.bytes[:100_000])
    resumed = wait_for(lambda: sending.on_disk() or None, what="the first bytes")
    offset = wait_for(lambda: _settled(sending), what="the end of the cut request")
    assert resumed <= 100_000
    assert sending.patch(offset, sending.bytes[offset:]).status_code == 204
    assert sending.status()["status"] == "complete"


def _settled(sending: Sending) -> int | None:
    answer = sending.http.head(sending.upload, headers=TUS)
    return int(answer.headers["Upload-Offset"]) or None if answer.status_code == 200 else None


def test_two_senders_of_one_file_make_one_file(sending: Sending) -> None:
    statuses: list[int] = []
    clients = [sending.platform.company_http() for _ in range(4)]

    def send(http: httpx.Client) -> None:
        statuses.append(sending.patch(0, sending.bytes, http=http).status_code)

    threads = [threading.Thread(target=send, args=(http,)) for http in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert 204 in statuses
    assert set(statuses) <= {204, 409, 423}
    assert sending.on_disk() == len(sending.bytes)
    assert sending.status()["status"] == "complete"


def test_other_bytes_than_the_declared_ones_are_never_received(sending: Sending) -> None:
    other = b"y" * len(sending.bytes)
    refused = sending.patch(0, other)
    assert (refused.status_code, refused.json()["code"]) == (460, "RSP-DIGEST-MISMATCH")
    assert (sending.offset(), sending.status()["status"]) == (0, "receiving")
    half = len(other) // 2
    assert sending.patch(0, other[:half]).status_code == 204
    assert sending.patch(half, other[half:]).status_code == 460, "also when the file came in pieces"
    assert sending.patch(0, sending.bytes).status_code == 204
    assert sending.status()["status"] == "complete"


def test_ta_nantes_2513762_the_same_response_again_is_the_same_receipt(sending: Sending) -> None:
    """TA Nantes, 04/09/2025, n° 2513762: a second try is never answered « déjà envoyée »."""
    assert sending.patch(0, sending.bytes).status_code == 204
    company = sending.platform.company()
    receipt = wait_for(lambda: company.receipt(sending.declared["deposit_id"], wait=5), what="the receipt")
    again = sending.declare()
    assert again["deposit_id"] == sending.declared["deposit_id"]
    assert again["acknowledgement"] is not None
    assert company.receipt(again["deposit_id"]) == receipt
    assert verify_receipt(receipt).leaf_index >= 0


def test_an_earlier_response_sent_again_after_another_counts_again(sending: Sending) -> None:
    """R2151-6: what the company sent last counts, so the same bytes after others are a new deposit."""
    assert sending.patch(0, sending.bytes).status_code == 204
    sending.platform.deposit(b"autre offre")
    assert sending.declare()["deposit_id"] != sending.declared["deposit_id"]


def test_a_deposit_is_abandoned_only_before_its_last_byte(sending: Sending) -> None:
    assert sending.patch(0, sending.bytes[:500]).status_code == 204
    assert sending.http.delete(sending.upload, headers=TUS).status_code == 204
    assert sending.http.head(sending.upload, headers=TUS).status_code == 410
    again = sending.declare()
    assert again["deposit_id"] != sending.declared["deposit_id"]
    sending.upload = again["files"][0]["upload"]
    assert sending.patch(0, sending.bytes).status_code == 204
    refused = sending.http.delete(sending.upload, headers=TUS)
    assert (refused.status_code, refused.json()["code"]) == (409, "RSP-UPLOAD-COMPLETE")


def test_the_headers_of_tus(sending: Sending) -> None:
    options = sending.http.options(sending.upload)
    assert options.headers["Tus-Extension"] == "creation,checksum,termination"
    assert int(options.headers["Tus-Max-Size"]) > len(sending.bytes)
    assert sending.http.options("/responses/uploads").headers["Tus-Max-Size"] == options.headers["Tus-Max-Size"]
    assert sending.http.head(sending.upload).status_code == 412
    assert sending.patch(0, b"x", Content_Type="text/plain").status_code == 415
    assert sending.patch(0, b"x", Upload_Offset="-1").status_code == 400


def test_an_upload_is_created_for_a_declared_file_only(sending: Sending) -> None:
    """As tus-js-client with `endpoint` and `metadata`: the answer says where the declared file is sent."""
    file_id = sending.upload.rpartition("/")[2]

    def create(length: str, metadata: str, http: httpx.Client = sending.http) -> httpx.Response:
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": length, "Upload-Metadata": metadata}
        return http.post("/responses/uploads", headers=headers)

    named = f"filename {_b64('offre.age')},file_id {_b64(file_id)}"
    size = str(len(sending.bytes))
    created = [create(size, named) for _ in range(2)]
    assert [(one.status_code, one.headers["Location"]) for one in created] == [(201, sending.upload)] * 2
    other = create(str(len(sending.bytes) + 1), named)
    assert (other.status_code, other.json()["code"]) == (409, "RSP-UPLOAD-LENGTH")
    for metadata in ("", "file_id", f"filename {_b64('x')}", "file_id ***", f"{named},file_id {_b64(file_id)}"):
        assert create(size, metadata).status_code in (400, 422), metadata
    assert create("", named).status_code == 400
    assert create(size, named, sending.platform.company_http(BOLT)).status_code == 404
    assert create(size, named, sending.platform.anonymous()).status_code == 401
    assert sending.on_disk() == 0


def test_a_client_that_only_knows_post_sends_and_gives_up(sending: Sending) -> None:
    def post(method: str, offset: int, piece: bytes) -> httpx.Response:
        headers = {**TUS, "Upload-Offset": str(offset), "X-HTTP-Method-Override": method}
        return sending.http.post(sending.upload, content=piece, headers=headers)

    assert post("PATCH", 0, sending.bytes[:1000]).headers["Upload-Offset"] == "1000"
    assert post("PUT", 1000, b"x").status_code == 400
    assert post("DELETE", 0, b"").status_code == 204
    assert sending.http.head(sending.upload, headers=TUS).status_code == 410


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_ta_paris_2515742_ce_506640_over_the_limit_is_refused_before_its_first_byte(platform: Platform) -> None:
    """CE 13/11/2025, n° 506640: the limit is published, said at once, and held to the byte."""
    platform.publish()
    sealed = platform.seal(b"x" * 1000)
    size = sealed.with_suffix("").stat().st_size
    http = platform.company_http()
    for limit, status in ((size - 1, 413), (size, 201), (size + 1, 201)):
        platform.publish(max_file_bytes=limit)
        shown = platform.anonymous().get(f"/responses/consultations/{platform.tender_id}").json()
        assert shown["max_file_bytes"] == limit
        body = declaration_of([sealed])
        body["confirms"] |= {name: shown[name] for name in ("deadline", "deadline_version")}
        answer = http.post("/responses/deposits", json=body, headers={"Idempotency-Key": a_key()})
        assert answer.status_code == status, answer.text
