"""Downloading a document and the archive of everything, against nginx serving the same bytes on the same machine.

`python -m benchmarks.bench_documents --megabytes 5120 --nginx /usr/sbin/nginx`. The bytes are a sparse file: what is
timed is the way from the disk's cache to a reader that throws everything away. The memory is the peak of our process.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks.figures import Figure, Skipped, table
from benchmarks.ground import database
from services.demo.platform import free_port
from services.tenders.api.app import create_app
from services.tenders.domain.documents import DocumentKind, DocumentName, ProcurementDocument, StoredBytes
from services.tenders.storage.tables import tender as tender_table
from services.tenders.storage.tenders import to_row
from services.tenders.wiring import App, build
from services.tenders.wiring.duties import own_scope
from shared.http.dev_issuer import DevelopmentIssuer
from shared.http.security import Security
from shared.http.server import HttpServer, Listener
from shared.http.tokens import TokenVerifier
from shared.kernel.clock import SystemClock
from shared.kernel.ids import DocumentId
from shared.observability import configure_logging
from shared.settings import Settings
from tests.unit.tenders.builders import TENDER, TenderStatus, a_tender

MEGABYTES: Final = 1024
_MEBIBYTE: Final = 1024 * 1024
_BUFFER: Final = 1024 * 1024
_RUNS: Final = 3


def measure(_seconds: float, *, megabytes: int = MEGABYTES, nginx: str | None = None) -> list[Figure | Skipped]:
    """Serve the same sparse bytes by ours and by nginx; take the best of some runs of each."""
    program = nginx or shutil.which("nginx")
    with database() as settings:
        document, blob = _prepare(settings, size=megabytes * _MEBIBYTE)
        path = f"/tenders/consultations/{TENDER}"
        with _served(settings) as (process, port):
            before = _peak(process.pid)
            one = _best(port, f"{path}/documents/{document}")
            whole = _best(port, f"{path}/archive")
            after = _peak(process.pid)
        limit = None
        if program is not None:
            limit = max(_nginx_rate(program, blob, settings.data_dir, sendfile=each) for each in ("on", "off"))
    told = "nginx, the better of sendfile and buffers" if limit else "nginx absent"
    return [
        Figure(f"document of {megabytes} MiB", one, limit, told, "MiB/s"),
        Figure(f"archive of {megabytes} MiB", whole, limit, told, "MiB/s"),
        Figure("peak memory before the first download", before, None, "", "MiB"),
        Figure(f"peak memory after {2 * _RUNS} downloads", after, before, "the same process before", "MiB", "flat"),
    ]


def _prepare(settings: Settings, *, size: int) -> tuple[DocumentId, Path]:
    """Publish a consultation whose one document is a sparse file."""
    app = build(settings)
    try:
        blob_id = app.documents.files.create(0)
        path = app.documents.files.path(blob_id)
        os.truncate(path, size)
        document = DocumentId.parse("01999999-0000-7000-8000-000000000042")
        _publish(app, document, StoredBytes(blob_id, size, "00" * 32))
    finally:
        app.close()
    return document, path


def _publish(app: App, document: DocumentId, content: StoredBytes) -> None:
    published = a_tender(TenderStatus.PUBLISHED)
    with app.open_uow(own_scope("bench")) as uow:
        uow.connection.execute(tender_table.insert(), to_row(published))
        uow.documents.add(
            ProcurementDocument(
                document_id=document,
                tender_id=TENDER,
                name=DocumentName.parse("Plans.bin"),
                kind=DocumentKind.OTHER,
                version=1,
                media_type="application/octet-stream",
                content=content,
                added_at=datetime.now(UTC),
            )
        )
        uow.commit()


@contextmanager
def _served(settings: Settings) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.bench_documents", "--serve", str(port)]
    folders = [str(settings.data_dir), str(settings.secrets_dir)]
    process = subprocess.Popen([*command, *folders], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError("the measured service does not start")
        yield process, port
    finally:
        process.terminate()
        process.wait(30)


def _nginx_rate(program: str, blob: Path, home: Path, *, sendfile: str) -> float:
    with _nginx(program, blob.parent, home / f"nginx-{sendfile}", sendfile=sendfile) as port:
        return _best(port, f"/{blob.name}")


@contextmanager
def _nginx(program: str, root: Path, folder: Path, *, sendfile: str) -> Iterator[int]:
    port = free_port()
    folder.mkdir()
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    server = f"server {{ listen 127.0.0.1:{port}; root {root}; access_log off; }}"
    sending = f"sendfile {sendfile}; output_buffers 2 1m;"
    text = f"daemon off; user root; pid {folder}/pid; events {{}} http {{ {sending} {paths} {server} }}"
    configuration = folder / "nginx.conf"
    configuration.write_text(text, "utf-8")
    command = [program, "-c", str(configuration), "-e", str(folder / "errors")]
    process = subprocess.Popen(command)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def serve(port: int, data_dir: Path, secrets_dir: Path) -> None:
    """Serve the prepared consultation until told to stop."""
    configure_logging("bench", "ERROR")
    settings = Settings(data_dir=data_dir, secrets_dir=secrets_dir, dev=True)
    clock = SystemClock()
    app, issuer = build(settings, clock=clock), DevelopmentIssuer.load(settings, clock)
    security = Security(TokenVerifier([issuer.trusted()], clock=clock))
    server = HttpServer([Listener(create_app(app, security), "127.0.0.1", port)])
    server.run(on_started=lambda: print("ready", flush=True))


def _best(port: int, path: str) -> float:
    return max(_rate(port, path) for _ in range(_RUNS))


def _rate(port: int, path: str) -> float:
    """Read an answer to its end and give its MiB per second."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
    buffer, received = bytearray(_BUFFER), 0
    with socket.create_connection(("127.0.0.1", port), timeout=120) as connection:
        began = time.perf_counter()
        connection.sendall(request)
        head = connection.recv(12)
        while count := connection.recv_into(buffer):
            received += count
        seconds = time.perf_counter() - began
    if not head.endswith(b"200"):
        raise RuntimeError(f"{path}: {head!r} {bytes(buffer[:500])!r}")
    return received / _MEBIBYTE / seconds


def _peak(pid: int) -> float:
    """Give the greatest resident size that a process ever had, in MiB (proc(5), VmHWM)."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _wait(port: int) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("nginx does not start")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=MEGABYTES)
    parser.add_argument("--nginx", help="program, when it is not on the path")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    parser.add_argument("folders", nargs="*", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve, *given.folders)
    else:
        print(table(measure(0, megabytes=given.megabytes, nginx=given.nginx)))
