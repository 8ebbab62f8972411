"""The disk under uploads is full, broken or mute: never a false receipt, and the rest of the service lives."""

import errno
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import psycopg
import pytest

from services.clients.responses import ResponsesClient
from services.clients.sealing import declaration_of
from services.responses.wiring import App, build
from shared.http.concurrency import FILE_SLOTS
from shared.http.dev_issuer import DevelopmentIssuer
from shared.kernel.siret import Siret
from shared.proof.receipt_check import verify_receipt
from shared.settings import Settings
from tests.integration.responses.crowd import company_number
from tests.integration.responses.platform import BOLT, Platform, a_key
from tests.integration.responses.server_process import ServerProcess, running
from tests.waiting import wait_for

TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}


class Disk:
    """A disk that refuses, or keeps its callers waiting, at one step; until it is mended."""

    def __init__(self) -> None:
        self.step, self.number, self.held = "none", 0, list[str]()
        self.reached, self.answers = Event(), Event()

    def refuse(self, step: str, number: int) -> None:
        self.step, self.number = step, number

    def mend(self) -> None:
        self.step = "none"
        self.answers.set()

    def __call__(self, step: str) -> None:
        if step != self.step:
            return
        self.held.append(step)
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


def test_a_slow_disk_makes_wait_only_who_writes_and_its_own_instant_decides(platform: Platform, disk: Disk) -> None:
    """More companies than the service writes files at once; the disk answers each after the deadline."""
    platform.publish()
    before = platform.deposit(b"canari")
    sending = [prepared(platform, company_number(number)) for number in range(FILE_SLOTS + 4)]
    disk.refuse("fsync", 0)
    with ThreadPoolExecutor(len(sending)) as senders:
        sent = [
            senders.submit(http.patch, upload, content=content, headers=TUS) for http, upload, content, _ in sending
        ]
        wait_for(lambda: len(disk.held) == FILE_SLOTS, within=30, what="a disk with all its work")
        others = platform.company_http()
        assert others.get(f"/responses/consultations/{platform.tender_id}").status_code == 200
        assert others.get(f"/responses/deposits/{before['deposit_id']}").json()["status"] == "complete"
        for http, _, _, deposit_id in sending:  # a false receipt would be here
            found = http.get(f"/responses/deposits/{deposit_id}").json()
            assert (found["status"], found["completed_at"], found["acknowledgement"]) == ("receiving", None, None)
            assert http.get(f"/responses/deposits/{deposit_id}/receipt").status_code != 200
        late = declaration_of([platform.seal(b"canari", siret=BOLT)])
        declared = platform.company_http(BOLT).post(
            "/responses/deposits", json=late, headers={"Idempotency-Key": a_key()}
        )
        assert declared.status_code == 201, "who only declares waits for nobody's bytes"
        decided = platform.close()
        wait_for(lambda: datetime.now(UTC) > decided + timedelta(milliseconds=1), what="a later millisecond")
        disk.mend()
        assert {one.result(60).status_code for one in sent} == {204}
    for http, _, _, deposit_id in sending:
        found = http.get(f"/responses/deposits/{deposit_id}").json()
        assert (found["status"], datetime.fromisoformat(found["completed_at"]) > decided) == ("complete", True)
        assert (found["verdict"]["timeliness"], found["verdict"]["allows_backup_copy"]) == ("late", True)
    client = ResponsesClient(sending[0][0])
    receipt = wait_for(lambda: amended(client, sending[0][3]), within=30, what="the amended receipt")
    assert verify_receipt(receipt).act["standing"] == "late"
    assert platform.company().deposit(before["deposit_id"])["verdict"]["timeliness"] == "in_time"


def prepared(platform: Platform, siret: Siret) -> tuple[httpx.Client, str, bytes, str]:
    """Declare a deposit; give who sends it, where, its bytes, its name."""
    described, http = platform.seal(b"canari", siret=siret), platform.company_http(siret)
    key = {"Idempotency-Key": a_key()}
    declared = http.post("/responses/deposits", json=declaration_of([described]), headers=key).json()
    return http, declared["files"][0]["upload"], described.with_suffix("").read_bytes(), declared["deposit_id"]


def amended(client: ResponsesClient, deposit_id: str) -> dict[str, Any] | None:
    found = client.receipt(deposit_id, wait=5)
    return found if found is not None and found["act"]["type"] == "deposit_amended" else None


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
