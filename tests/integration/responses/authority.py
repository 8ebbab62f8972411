"""A time-stamping authority of the tests, over HTTP, that tells the truth until it is told otherwise."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from shared.http.stamping import POLICY_FILE, ROOT_FILE
from shared.kernel.clock import SystemClock
from shared.proof.time_stamp_authorities import DevelopmentAuthority, make_certificates, make_key
from shared.proof.timestamps import answer_request

POLICY = "1.2.3.4"
Behaviour = Callable[["Tsa", BaseHTTPRequestHandler, bytes], None]


class Tsa(ThreadingHTTPServer):
    """An authority whose manners change."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        now, key = datetime.now(UTC), make_key()
        self.certified, self.other = (
            DevelopmentAuthority.load(key, make_certificates(key, now - timedelta(days=1)), SystemClock())
            for _ in range(2)
        )
        self.behaviour: Behaviour = honest
        self.asked, self.speaks = threading.Event(), threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def answer(
        self, request: bytes, *, shift: timedelta = timedelta(0), policy: str = POLICY, other: bool = False
    ) -> bytes:
        by, at = self.other if other else self.certified, datetime.now(UTC) + shift
        at = at.replace(microsecond=at.microsecond // 1000 * 1000)
        return answer_request(request, at=at, serial=1, policy=policy, certificate=by.certificate, key=by.key)


class _Handler(BaseHTTPRequestHandler):
    server: Tsa

    def do_POST(self) -> None:
        request = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.set()
        self.server.behaviour(self.server, self, request)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def send(handler: BaseHTTPRequestHandler, content: bytes, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    try:
        handler.wfile.write(content)
    except OSError:  # whoever asked has heard enough
        handler.close_connection = True


def honest(tsa: Tsa, handler: BaseHTTPRequestHandler, request: bytes) -> None:
    send(handler, tsa.answer(request))


def mute(tsa: Tsa, handler: BaseHTTPRequestHandler, request: bytes) -> None:
    tsa.speaks.wait(60)
    send(handler, tsa.answer(request))


@contextmanager
def running_authority() -> Iterator[Tsa]:
    """Run an authority."""
    with Tsa() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.speaks.set()
        server.shutdown()
        thread.join()


def trust(data_dir: Path, tsa: Tsa) -> None:
    """Put the root of an authority, and the policy that is asked of it, where the service looks for them."""
    keys = data_dir / "responses" / "keys"
    keys.mkdir(parents=True)
    (keys / ROOT_FILE).write_text(tsa.certified.root_pem)
    (keys / POLICY_FILE).write_text(POLICY)
