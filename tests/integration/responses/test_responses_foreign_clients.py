"""Clients that others wrote (tus-js-client, tuspy, curl) deposit whole, though the server is killed in mid-chunk."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.clients.sealing import declaration_of
from services.responses.wiring import App
from shared.http.dev_issuer import DevelopmentIssuer
from shared.settings import Settings
from tests.integration.responses.platform import Platform, a_key
from tests.integration.responses.server_process import ServerProcess, running
from tests.waiting import wait_for

JS_CLIENT = "tus-js-client@4.3.1"
SCRIPT = Path(__file__).with_name("tus_js_client.mjs")
TUSPY = """
import json, sys
from tusclient.client import TusClient
asked = json.loads(sys.argv[1])
TusClient(asked["endpoint"], headers=asked["headers"]).uploader(
    asked["path"], chunk_size=asked["chunk"], metadata=asked["metadata"], retries=60, retry_delay=1
).upload()
"""
CONTENT = bytes(range(256)) * 20_000
CHUNK = 4 * 1024 * 1024  # one piece of a megabyte is written, then the server dies in the middle of the chunk


class Declared:
    """A declared file, on a server that kills itself after the first write of its first chunk."""

    def __init__(self, platform: Platform, server: ServerProcess) -> None:
        platform.publish()
        described = platform.seal(CONTENT)
        self.server, self.path = server, described.with_suffix("")
        self.size = self.path.stat().st_size
        self.http = platform.company_http()
        self.token = self.http.headers["Authorization"].removeprefix("Bearer ")
        key = {"Idempotency-Key": a_key()}
        answer = self.http.post("/responses/deposits", json=declaration_of([described]), headers=key)
        self.found: dict[str, Any] = answer.json()
        (self.file,) = self.found["files"]

    @property
    def endpoint(self) -> str:
        """Where tus clients create uploads."""
        return f"{self.server.url}/responses/uploads"

    def check(self) -> None:
        """Check that the deposit is whole and acknowledged."""
        found = self.http.get(f"/responses/deposits/{self.found['deposit_id']}").json()
        assert (found["status"], found["acknowledgement"]["content"]["deposit_id"]) == (
            "complete",
            self.found["deposit_id"],
        )


@pytest.fixture
def declared(app: App, settings: Settings, issuer: DevelopmentIssuer, tmp_path: Path) -> Iterator[Declared]:
    server = ServerProcess(settings, step="write", parts=["api"])
    with running(server):
        platform = Platform(app, issuer, server.port, tmp_path)
        try:
            yield Declared(platform, server)
        finally:
            platform.leave()


@pytest.fixture(scope="module")
def node_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with tus-js-client, from the registry that npm knows here."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node and npm are not installed")
    folder = tmp_path_factory.mktemp("node")
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", JS_CLIENT]
    (folder / "package.json").write_text("{}")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=180, check=False)
    if done.returncode != 0:
        pytest.skip(f"npm cannot bring {JS_CLIENT}: {done.stderr[-300:]}")
    return folder


def test_tus_js_client_resumes_by_itself(declared: Declared, node_modules: Path) -> None:
    asked = {
        "modules": str(node_modules),
        "path": str(declared.path),
        "endpoint": declared.endpoint,
        "file_id": declared.file["file_id"],
        "token": declared.token,
        "size": declared.size,
        "chunk": CHUNK,
    }
    run(declared, ["node", str(SCRIPT), json.dumps(asked)])


def run(declared: Declared, command: list[str]) -> None:
    """Let a client send, kill its server in the middle, start it again, and check what the client made of it."""
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as client:
        wait_for(lambda: declared.server.is_dead() or client.poll() is not None, within=60, what="a death")
        if client.poll() is None:
            declared.server.revive()
        _, fault = client.communicate(timeout=90)
    assert client.returncode == 0, fault
    declared.check()


def test_tuspy_resumes_by_itself(declared: Declared) -> None:
    asked = {
        "path": str(declared.path),
        "endpoint": declared.endpoint,
        "metadata": {"file_id": declared.file["file_id"]},
        "headers": {"Authorization": f"Bearer {declared.token}"},
        "chunk": CHUNK,
    }
    # In a process of its own: it leaves its sockets and files to the interpreter.
    command = [sys.executable, "-W", "ignore", "-c", TUSPY, json.dumps(asked)]
    run(declared, command)


def test_curl_resumes_where_the_server_says(declared: Declared) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    upload = f"{declared.server.url}{declared.file['upload']}"
    lost = curl(declared, upload, offset=0, content=declared.path.read_bytes())
    assert lost.returncode in {52, 55, 56}, "the server died before any answer"
    declared.server.revive()
    head = curl(declared, upload, "--head").stdout.decode()
    offset = int(re.findall(r"upload-offset: (\d+)", head, re.IGNORECASE)[0])
    assert offset < declared.size
    sent = curl(declared, upload, offset=offset, content=declared.path.read_bytes()[offset:])
    assert b"204" in sent.stdout.splitlines()[0], sent
    declared.check()


def curl(
    declared: Declared, upload: str, *options: str, offset: int | None = None, content: bytes = b""
) -> "subprocess.CompletedProcess[bytes]":
    """Run curl as a person would: the headers of tus written by hand."""
    headers = [f"Authorization: Bearer {declared.token}", "Tus-Resumable: 1.0.0", "Expect:"]
    if offset is not None:
        headers += ["Content-Type: application/offset+octet-stream", f"Upload-Offset: {offset}"]
        options = (*options, "--request", "PATCH", "--data-binary", "@-", "--include")
    given = [word for header in headers for word in ("--header", header)]
    command = ["curl", "--silent", "--max-time", "60", *given, *options, upload]
    return subprocess.run(command, input=content, capture_output=True, timeout=90, check=False)
