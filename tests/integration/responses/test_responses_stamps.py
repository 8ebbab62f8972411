"""Time stamps: an authority that is down delays tokens, never deposits; a remote authority is a real one."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from services.responses.ports import UnitOfWork
from services.responses.wiring import App
from shared.http.stamping import time_stamp_authority
from shared.kernel.clock import SystemClock
from shared.kernel.principal import Principal
from shared.messaging.log_loops import stamp_latest
from shared.proof.acts import logged
from shared.proof.log import number_leaves
from shared.proof.log_signer import FileSigner, load_key
from shared.proof.time_stamp_authorities import DevelopmentAuthority
from shared.proof.timestamps import StampedToken
from shared.settings import Settings
from shared.storage.unit_of_work import Scope, retrying

OPENSSL_CONFIGURATION = """
[tsa]
default_tsa = it
[it]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
certs = {folder}/ca.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
[ext]
extendedKeyUsage = critical,timeStamping
"""


class Away:
    """An authority that does not answer."""

    def stamp(self, data: bytes) -> StampedToken:  # noqa: ARG002 - the port's
        raise OSError("away")


def test_an_authority_that_is_down_delays_only_the_token(app: App, settings: Settings) -> None:
    """The log goes on; the receipt says that its time stamp is awaited, and gets it later."""
    scope = Scope(Principal.system("responses"), correlation_id="essai")

    def work(effect: object) -> object:
        return retrying(lambda: app.open_uow(scope), effect)  # type: ignore[arg-type]

    signer = FileSigner(
        app.log_key.partition("+")[0], settings.secrets_dir, load_key(settings.secret("log_checkpoint_key"))
    )
    act = logged({"type": "essai"}, bytes(32))
    work(lambda uow: uow.log.append(act, object_id="essai"))
    work(lambda uow: number_leaves(uow=uow, signer=signer, is_open=False))
    assert stamp_latest(work, Away(), node="essai") is False  # type: ignore[arg-type]

    def covering(uow: UnitOfWork) -> StampedToken | None:
        found = uow.log.covering(0)
        assert found is not None
        return found.stamp

    assert work(covering) is None
    authority = time_stamp_authority(settings, SystemClock(), service="responses")
    assert isinstance(authority, DevelopmentAuthority)
    assert stamp_latest(work, authority, node="essai") is True  # type: ignore[arg-type]
    first = work(covering)
    assert first is not None
    assert stamp_latest(work, authority, node="essai") is True  # type: ignore[arg-type]
    assert work(covering) == first, "one token for an act, for ever"


@pytest.fixture
def remote_authority(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A time-stamping authority made of openssl behind HTTP; its address and its root."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path / "tsa"
    folder.mkdir()
    _make_openssl_authority(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = folder / "query"
            query.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            _openssl(folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-out", "reply")
            content = (folder / "reply").read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", folder / "ca.pem"
        server.shutdown()
        thread.join()


def test_a_remote_authority_is_asked_over_http(settings: Settings, remote_authority: tuple[str, Path]) -> None:
    url, root = remote_authority
    keys = settings.data_dir / "responses" / "keys"
    keys.mkdir(parents=True)
    shutil.copy(root, keys / "tsa_root.pem")
    stamp = time_stamp_authority(replace(settings, tsa_url=url), SystemClock(), service="responses").stamp(
        b"point de controle"
    )
    (keys / "token").write_bytes(stamp.token)
    (keys / "data").write_bytes(b"point de controle")
    _openssl(keys, "ts", "-verify", "-data", "data", "-in", "token", "-token_in", "-CAfile", "tsa_root.pem")


def _make_openssl_authority(folder: Path) -> None:
    (folder / "tsa.cnf").write_text(OPENSSL_CONFIGURATION.format(folder=folder))
    (folder / "serial").write_text("01")
    new = ("req", "-newkey", "rsa:2048", "-nodes", "-subj")
    _openssl(folder, *new, "/CN=Essai racine", "-x509", "-keyout", "ca.key", "-out", "ca.pem", "-days", "30")
    _openssl(folder, *new, "/CN=Essai TSA", "-keyout", "tsa.key", "-out", "tsa.csr")
    _openssl(
        folder, "x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
        "-extfile", "tsa.cnf", "-extensions", "ext", "-out", "tsa.pem", "-days", "30",
    )  # fmt: skip


def _openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, env=dict(os.environ))
