"""P1: the process is killed after each arrow of a reception; nothing acknowledged is lost, nothing is counted twice."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import httpx
import psutil
import pytest
from sqlalchemy import select

from services.clients.responses import ResponsesClient
from services.clients.sealing import declaration_of, peel
from services.responses.storage.tables import log
from shared.kernel.principal import Right
from shared.proof.receipt_check import verify_receipt
from tests.integration.responses.platform import Platform, a_key
from tests.waiting import wait_for

TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}


@contextmanager
def another_server(platform: Platform, *, step: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Serve the same platform from another process, which kills itself at a step; give its address."""
    settings = platform.app.settings
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.integration.responses.killed_server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    asked = {
        "data_dir": str(settings.data_dir),
        "secrets_dir": str(settings.secrets_dir),
        "database_url": settings.database_url,
        "step": step,
    }
    try:
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}", process
    finally:
        process.kill()
        process.wait(20)
        process.stdin.close()
        process.stdout.close()


@pytest.mark.parametrize("step", ["write", "fsync", "sidecar", "rename", "commit", "answer"])
def test_a_reception_survives_a_kill_after_each_step(platform: Platform, step: str) -> None:
    platform.publish()
    described = platform.seal(b"canari" * 20_000)
    content = described.with_suffix("").read_bytes()
    http = platform.company_http()
    body = declaration_of([described])
    declared = http.post("/responses/deposits", json=body, headers={"Idempotency-Key": a_key()}).json()
    upload, deposit_id = declared["files"][0]["upload"], declared["deposit_id"]

    with another_server(platform, step=step) as (url, process):
        send_and_die(url, http, upload, content)
        assert process.wait(20) == -9
        died_at = platform.app.clock.now()

    stated = step in {"rename", "commit", "answer"}
    if stated:
        # A restart finishes what was stated on disk, with the instant that was stated.
        platform.app.reception.recover()
        completed = datetime.fromisoformat(http.get(f"/responses/deposits/{deposit_id}").json()["completed_at"])
        assert completed <= died_at
    else:
        assert platform.app.reception.recover() == []
        assert http.get(f"/responses/deposits/{deposit_id}").json()["completed_at"] is None
    ResponsesClient(http).upload(upload, described.with_suffix(""))
    found = http.get(f"/responses/deposits/{deposit_id}").json()
    assert found["status"] == "complete"
    receipt = wait_for(lambda: platform.company().receipt(deposit_id, wait=5), what="the receipt")
    assert verify_receipt(receipt).act["files"][0]["sha256"] == body["files"][0]["sha256"]
    assert leaves_of(platform, deposit_id) == 1


def send_and_die(url: str, author: httpx.Client, upload: str, content: bytes) -> None:
    """Send a whole file to a server that dies of it: no answer comes."""
    with httpx.Client(base_url=url, headers=dict(author.headers), timeout=30) as http, pytest.raises(httpx.HTTPError):
        http.patch(upload, content=content, headers=TUS)


def leaves_of(platform: Platform, deposit_id: str) -> int:
    with platform.app.database.reader() as connection:
        rows = connection.execute(select(log.leaf.c.key).where(log.leaf.c.object_id == deposit_id))
        return len(rows.all())


def test_what_was_stated_before_the_deadline_is_in_time_although_committed_after(platform: Platform) -> None:
    """Design 8.1: an opening first commits every reception that began before the closing."""
    platform.publish()
    described = platform.seal(b"canari" * 20_000)
    http = platform.company_http()
    body = declaration_of([described])
    declared = http.post("/responses/deposits", json=body, headers={"Idempotency-Key": a_key()}).json()
    with another_server(platform, step="rename") as (url, _):
        send_and_die(url, http, declared["files"][0]["upload"], described.with_suffix("").read_bytes())
    platform.close()
    # The act is numbered a moment after the opening commits it; until then the worker is not asked.
    leader = platform.holders[0].client
    opening = leader.start_opening(platform.tender_id, key=a_key())
    wait_for(lambda: platform.company().receipt(declared["deposit_id"], wait=5), what="the receipt")
    for number in (0, 1):
        holder = platform.holders[number]
        peel(holder.client, opening["opening_id"], holder.custodian_id, holder.identity, key=a_key())
    (response,) = leader.minutes(opening["opening_id"])["minutes"]["responses"]
    assert (response["standing"], response["files"][0]["outcome"]) == ("in_time", "opened")


def test_a_killed_server_takes_its_opening_worker_with_it(platform: Platform) -> None:
    """The identity of a ceremony dies with its process; another ceremony gives the same result, announced once."""
    platform.publish()
    deposited = platform.deposit(b"canari")
    platform.close()
    wait_for(lambda: platform.company().receipt(deposited["deposit_id"], wait=5), what="the receipt")
    holder = platform.holders[0]
    with another_server(platform, step="never") as (url, process):
        with httpx.Client(base_url=url, headers=dict(holder.client._http.headers), timeout=30) as http:
            client = ResponsesClient(http)
            lost = client.start_opening(platform.tender_id, key=a_key())
            peel(client, lost["opening_id"], holder.custodian_id, holder.identity, key=a_key())
        (worker,) = [
            child for child in psutil.Process(process.pid).children() if "unsealing.worker" in " ".join(child.cmdline())
        ]
        limits = {line[:26].strip(): line[26:].split()[0] for line in _limits(worker.pid)}
        assert limits["Max core file size"] == "0"
        process.kill()
        process.wait(20)
        wait_for(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE, what="its end")
    assert platform.holders[0].client.minutes(lost["opening_id"])["status"] == "interrupted"
    minutes = platform.open(0, 2)
    assert minutes["status"] == "completed"
    assert minutes["opening_id"] != lost["opening_id"]
    file_id = deposited["files"][0]["file_id"]
    content = platform.agent(Right.EVALUATE).content(minutes["opening_id"], file_id, document="offre.txt")
    assert content == b"canari"
    assert platform.announced().count("responses_opened.v1") == 1


def _limits(pid: int) -> list[str]:
    with open(f"/proc/{pid}/limits") as file:  # noqa: PTH123 - a file of the system
        return file.read().splitlines()[1:]
