"""One large file in one request: ours (author verified, SHA-256, synced) against nginx writing the same file.

Both on loopback, sent by curl; memory is the greatest that the serving process had while it received.
"""

import hashlib
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psutil

from benchmarks.figures import Figure, Skipped
from services.demo.platform import free_port
from tests.integration.responses.crowd import bidders

if TYPE_CHECKING:
    from benchmarks.bench_deposits import Ground

_MEBIBYTE: Final = 1024 * 1024
_NGINX: Final = """
daemon off; master_process off; worker_processes 1; pid {home}/nginx.pid; error_log {home}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off; client_body_temp_path {home}/body; client_max_body_size 0;
  proxy_temp_path {home}/p; fastcgi_temp_path {home}/f; uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
  server {{ listen 127.0.0.1:{port}; root {home}/files; location / {{ dav_methods PUT; }} }}
}}
"""


def large_upload(ground: "Ground", size: int) -> Iterator[Figure | Skipped]:
    """Send the same file to both."""
    what = f"upload of {size // _MEBIBYTE} MiB in one request"
    path = ground.home / "large.bin"
    _make(path, size)
    ours, weight = _ours(ground, path, size)
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if nginx is None:
        yield Skipped(what, "nginx is not installed (Debian: nginx-light)")
        return
    home = ground.home / "nginx"
    (home / "files").mkdir(parents=True)
    with _nginx(nginx, home) as (port, pid):
        theirs, their_weight = _sent(pid, path, f"http://127.0.0.1:{port}/large.bin", "PUT", [])
    yield Figure(what, size / _MEBIBYTE / ours, size / _MEBIBYTE / theirs, "nginx, not synced", "MiB/s", "≥ 0.5")
    yield Figure("memory while it is received", weight, their_weight, "nginx", "MiB", "flat")


def _ours(ground: "Ground", path: Path, size: int) -> tuple[float, float]:
    ground.platform.tender_id, ground.platform.version = ground.platform.tender_id[:-1] + "f", 0
    ground.platform.publish(max_file_bytes=2 * size, max_deposit_bytes=4 * size)
    consultation = ground.platform.company().consultation(ground.platform.tender_id)
    (bidder,) = bidders([consultation], range(1), issuer=ground.issuer, folder=ground.home / "large", size=1000)
    (file,) = bidder.declaration["files"]
    with path.open("rb") as content:
        file |= {"size": size, "sha256": hashlib.file_digest(content, "sha256").hexdigest()}
    http = ground.platform.company_http(bidder.siret)
    answer = http.post("/responses/deposits", json=bidder.declaration, headers={"Idempotency-Key": bidder.key})
    declared = answer.json()
    headers = [
        f"Authorization: Bearer {bidder.token}",
        "Tus-Resumable: 1.0.0",
        "Content-Type: application/offset+octet-stream",
        "Upload-Offset: 0",
    ]
    server = ground.servers[0]
    assert server.process is not None, answer
    url = f"{server.url}{declared['files'][0]['upload']}"
    found = _sent(server.process.pid, path, url, "PATCH", headers)
    assert http.get(f"/responses/deposits/{declared['deposit_id']}").json()["status"] == "complete"
    return found


def _sent(pid: int, path: Path, url: str, method: str, headers: list[str]) -> tuple[float, float]:
    """Send a file with curl; give the seconds, and the greatest memory of the server in MiB."""
    given = [word for header in ("Expect:", *headers) for word in ("--header", header)]
    command = [
        "curl",
        "--silent",
        "--show-error",
        "--fail",
        "--request",
        method,
        "--upload-file",
        str(path),
        *given,
        url,
    ]
    with _watched(pid) as weights:
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        spent = time.perf_counter() - began
    return spent, max(weights)


@contextmanager
def _watched(pid: int) -> Iterator[list[float]]:
    process, ended = psutil.Process(pid), threading.Event()
    weights = [process.memory_info().rss / _MEBIBYTE]

    def watch() -> None:
        while not ended.wait(0.05):
            weights.append(process.memory_info().rss / _MEBIBYTE)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield weights
    finally:
        ended.set()
        thread.join()


@contextmanager
def _nginx(program: str, home: Path) -> Iterator[tuple[int, int]]:
    port = free_port()
    (home / "nginx.conf").write_text(_NGINX.format(home=home, port=port))
    with subprocess.Popen([program, "-c", str(home / "nginx.conf"), "-e", str(home / "error.log")]) as process:
        time.sleep(0.5)
        try:
            yield port, process.pid
        finally:
            process.terminate()


def _make(path: Path, size: int) -> None:
    block = os.urandom(_MEBIBYTE)
    with path.open("wb") as file:
        for _ in range(size // _MEBIBYTE):
            file.write(block)
