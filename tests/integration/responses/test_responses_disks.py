"""The disk under uploads is full, broken or mute: never a false receipt, and the rest of the service lives."""

import errno
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import httpx
import psycopg
import pytest

from services.clients.responses import ResponsesClient
from services.clients.sealing import declaration_of
from services.responses.wiring import App, build
from shared.http.dev_issuer import DevelopmentIssuer
from shared.proof.receipt_check import verify_receipt
from shared.settings import Settings
from tests.integration.responses.platform import Platform, a_key
from tests.integration.responses.server_process import ServerProcess, running
from tests.waiting import wait_for

TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}


class Disk:
    """A disk that refuses, or keeps its callers waiting, at one step; until it is mended."""

    def __init__(self) -> None:
        self.step, self.number = "none", 0
        self.reached, self.answers = Event(), Event()

    def refuse(self, step: str, number: int) -> None:
        self.step, self.number = step, number

    def mend(self) -> None:
        self.step = "none"
        self.answers.set()

    def __call__(self, step: str) -> None:
        if step != self.step:
            return
        self.reached.set()
        if self.number:
            raise OSError(self.number, os.strerror(self.number))
        assert self.answers.wait(60)


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def app(settings: Settings, disk: Disk) -> Iterator[App]:
    built = build(settings, fault=disk)
    yield built
    disk.mend()
    built.close()


@pytest.mark.parametrize(
    ("step", "number"),
    [("fsync", errno.EIO), ("sidecar", errno.ENOSPC), ("rename", errno.EROFS)],
)
def test_a_disk_that_refuses_gives_no_receipt(platform: Platform, disk: Disk, step: str, number: int) -> None:
    platform.publish()
    described = platform.seal(b"canari" * 20_000)
    http, content = platform.company_http(), described.with_suffix("").read_bytes()
    body = declaration_of([described])
    declared = http.post("/responses/deposits", json=body, headers={"Idempotency-Key": a_key()}).json()
    deposit_id, upload = declared["deposit_id"], declared["files"][0]["upload"]
    disk.refuse(step, number)
    refused = http.patch(upload, content=content, headers=TUS)
    assert (refused.status_code, refused.json()["code"]) == (503, "HTTP-STORE-FAILED")
    assert "Plis-Acknowledgement" not in refused.headers
    asked = http.head(upload, headers={"Tus-Resumable": "1.0.0"})
    assert asked.status_code in {200, 503}
    found = http.get(f"/responses/deposits/{deposit_id}").json()
    if step != "rename":  # once the file has its name the instant stands, and the question above completed the deposit
        assert (found["status"], found["acknowledgement"], found["completed_at"]) == ("receiving", None, None)
        assert http.get(f"/responses/deposits/{deposit_id}/receipt").status_code in {202, 404, 409}
    disk.mend()
    ResponsesClient(http).upload(upload, described.with_suffix(""))
    receipt = wait_for(lambda: platform.company().receipt(deposit_id, wait=5), what="the receipt")
    assert verify_receipt(receipt).act["files"][0]["sha256"] == body["files"][0]["sha256"]


def test_a_disk_that_is_full_in_the_middle_of_a_file(
    app: App, settings: Settings, issuer: DevelopmentIssuer, tmp_path: Path
) -> None:
    """A real limit of the system on a process: no file may grow past 60,000 bytes, until the disk is changed."""
    small, large = ServerProcess(settings, file_bytes=60_000), ServerProcess(settings)
    with running(small, large):
        platform = Platform(app, issuer, small.port, tmp_path)
        platform.publish()
        described = platform.seal(b"canari" * 20_000)
        http, content = platform.company_http(), described.with_suffix("").read_bytes()
        key = {"Idempotency-Key": a_key()}
        declared = http.post("/responses/deposits", json=declaration_of([described]), headers=key).json()
        upload = declared["files"][0]["upload"]
        refused = http.patch(upload, content=content, headers=TUS)
        assert (refused.status_code, refused.json()["code"]) == (503, "HTTP-STORE-FAILED")
        assert int(http.head(upload, headers={"Tus-Resumable": "1.0.0"}).headers["Upload-Offset"]) <= 60_000
        assert http.get(f"/responses/deposits/{declared['deposit_id']}").json()["status"] == "receiving"
        with httpx.Client(base_url=large.url, headers=dict(http.headers), timeout=30) as mended:
            ResponsesClient(mended).upload(upload, described.with_suffix(""))
            assert mended.get(f"/responses/deposits/{declared['deposit_id']}").json()["status"] == "complete"
        platform.leave()


def test_a_deposit_cannot_be_declared_on_a_disk_that_refuses(platform: Platform, disk: Disk) -> None:
    """The same key, once the disk is mended, declares it: nothing of the refusal was kept."""
    platform.publish()
    http, body = platform.company_http(), declaration_of([platform.seal(b"canari")])
    disk.refuse("create", errno.EROFS)
    key = {"Idempotency-Key": a_key()}
    assert http.post("/responses/deposits", json=body, headers=key).json()["code"] == "HTTP-STORE-FAILED"
    disk.mend()
    assert http.post("/responses/deposits", json=body, headers=key).status_code == 201


def test_a_disk_that_does_not_answer_holds_nobody_else(platform: Platform, disk: Disk) -> None:
    platform.publish()
    described = platform.seal(b"canari" * 20_000)
    http, content = platform.company_http(), described.with_suffix("").read_bytes()
    key = {"Idempotency-Key": a_key()}
    declared = http.post("/responses/deposits", json=declaration_of([described]), headers=key).json()
    upload = declared["files"][0]["upload"]
    disk.refuse("fsync", 0)

    def send() -> httpx.Response:
        return http.patch(upload, content=content, headers=TUS)

    with ThreadPoolExecutor(1) as sending:
        sent = sending.submit(send)
        assert disk.reached.wait(20)
        other = platform.company_http()
        assert other.get(f"/responses/consultations/{platform.tender_id}").status_code == 200
        assert other.get(f"/responses/deposits/{declared['deposit_id']}").json()["completed_at"] is None
        assert other.head(upload, headers={"Tus-Resumable": "1.0.0"}).status_code == 423
        assert not sent.done(), "nothing is acknowledged before the disk has answered"
        disk.mend()
        assert sent.result(30).status_code == 204
    assert http.get(f"/responses/deposits/{declared['deposit_id']}").json()["status"] == "complete"


@pytest.mark.faults
def test_a_database_that_only_reads_refuses_with_the_truth(
    app: App, settings: Settings, issuer: DevelopmentIssuer, tmp_path: Path
) -> None:
    """A standby, or a disk that its keeper made read only: what is read is answered, what is written is not."""
    assert settings.database_url is not None
    server = ServerProcess(settings, parts=["api"])
    keeping = psycopg.connect(settings.database_url.replace("+psycopg", ""), autocommit=True)
    with running(server), keeping as keeper:
        platform = Platform(app, issuer, server.port, tmp_path)
        platform.publish()
        http, key = platform.company_http(), {"Idempotency-Key": a_key()}
        body = declaration_of([platform.seal(b"canari")])
        keeper.execute("SET default_transaction_read_only = off")
        name = keeper.execute("SELECT quote_ident(current_database())").fetchone()
        assert name is not None
        for is_set, expected in (("SET", (503, "HTTP-UNAVAILABLE")), ("RESET", (201, None))):
            value = " = on" if is_set == "SET" else ""
            keeper.execute(f"ALTER DATABASE {name[0]} {is_set} default_transaction_read_only{value}")
            server.restart()  # connections of before keep what they were told
            answer = http.post("/responses/deposits", json=body, headers=key)
            assert (answer.status_code, answer.json().get("code")) == expected
            assert http.get(f"/responses/consultations/{platform.tender_id}").status_code == 200
        platform.leave()
