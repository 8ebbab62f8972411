"""The simplified application: from a SIRET to the open-data candidacy, candidacies a second, memory.

The simulator runs in a process of its own and answers each administration in 100 ms. The limit of the first measure is
one answer of the simulator; of the second, the same calls made by bare threads of the same client. Quotas are counted
as for the real service; those of the crowd are too wide to be waited for. Statements are those that reach the database
for one candidacy. ``--seconds`` scales the crowd (5, the default: 100 candidacies).
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final
from unittest.mock import patch

import psutil
from sqlalchemy import event

from benchmarks.figures import Figure, Skipped
from benchmarks.ground import database
from services.mps.domain.gates import Quota
from services.mps.gateways import calls
from services.mps.gateways.api_entreprise_endpoints import QuotaGroup
from services.mps.gateways.outbound_transport import OutboundTransport
from services.mps.storage.fetching_tables import fetch_task
from services.mps.wiring import App, build, lanes
from shared.kernel.clock import Clock, SystemClock
from shared.kernel.siret import Siret
from shared.settings import Settings
from tests.integration.mps.lane_parts import FORM, Workshop, invented_sirets, lanes_at_work
from tests.unit.mps.builders import BUYER
from tests.waiting import wait_for

_LATENCY: Final = 0.1
_RUNS: Final = 25  # with the calls of each, under the 250 a minute of the real service
_CROWD_PER_SECOND: Final = 20
_WIDE: Final = MappingProxyType({group: Quota(1_000_000, 60) for group in QuotaGroup})
_AIM_MS: Final = 400


def measure(seconds: float) -> list[Figure | Skipped]:
    """Measure one candidacy at a time, then a crowd."""
    sirets = invented_sirets(_RUNS + int(_CROWD_PER_SECOND * seconds) + 2)
    with database() as settings, _simulator(_LATENCY) as slow, _simulator(0.0) as quick:
        lines = _one_at_a_time(settings, slow, sirets[:_RUNS])
        crowd = sirets[_RUNS:]
        return [*lines, *_crowd(settings, quick, crowd)]


def _one_at_a_time(settings: Settings, url: str, sirets: Sequence[Siret]) -> list[Figure | Skipped]:
    times: list[float] = []
    committed: list[float] = []  # the last one made the last block visible

    def note() -> None:
        committed.append(time.perf_counter())

    with _working(settings, url, SystemClock(), note) as workshop, _counted(workshop.app) as statements:
        tender_id = workshop.publish(number=1, deadline=SystemClock().now() + timedelta(days=1))
        for siret in sirets:
            began = time.perf_counter()
            workshop.request([siret], tender_id)
            wait_for(lambda: not _left(workshop.app), within=30, every=0.01)
            times.append((committed[-1] - began) * 1000)
    times = times[1:]  # the first pays for the start of the threads
    p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[18]
    what, limit_is = "SIRET to open-data candidacy", "one answer of the simulator"
    answer = _LATENCY * 1000
    return [
        Figure(f"{what}, p50", p50, answer, limit_is, "ms"),
        Figure(f"{what}, p95", p95, answer, limit_is, "ms", f"< {_AIM_MS} ms"),
        Figure("statements for one candidacy", len(statements) / len(sirets), len(FORM), "administrations asked", ""),
    ]


def _crowd(settings: Settings, url: str, sirets: Sequence[Siret]) -> list[Figure | Skipped]:
    clock = SystemClock()
    bare = _bare_calls(url, len(sirets) * len(FORM)) / len(FORM)
    with _wide_quotas(), _working(settings, url, clock) as workshop:
        tender_id = workshop.publish(number=2, deadline=clock.now() + timedelta(days=1))
        began, used = time.perf_counter(), time.process_time()
        workshop.request(sirets, tender_id)
        wait_for(lambda: not _left(workshop.app), within=600, every=0.02)
        rate = len(sirets) / (time.perf_counter() - began)
        used = (time.process_time() - used) * 1000 / len(sirets)
        memory = psutil.Process().memory_info().rss / 2**20
    return [
        Figure("candidacies settled, crowd", rate, bare, "the same calls by bare threads", "candidacies/s"),
        Figure("processor time of a candidacy, crowd", used, None, "", "ms"),
        Figure("memory of the process after the crowd", memory, None, "", "MiB"),
    ]


def _bare_calls(url: str, count: int) -> float:
    """Give the calls a second that bare threads make with the same client."""
    transport = OutboundTransport(allow_loopback=[url.removeprefix("http://")])
    params = {"context": "mesure", "object": "mesure", "recipient": str(BUYER)}

    def call(number: int) -> None:
        headers = {"Authorization": f"Bearer mesure-{number}"}
        transport.get(
            f"{url}/v3/qualifelec/etablissements/{BUYER}/certificats", params=params, headers=headers, timeout=5
        )

    began = time.perf_counter()
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(call, range(count)))
    return count / (time.perf_counter() - began)


@contextmanager
def _counted(app: App) -> Iterator[list[str]]:
    """List the statements sent to the database, but for the question of this measure whether a task is left."""
    sent: list[str] = []

    def note(*call: Any) -> None:  # noqa: ANN401 - SQLAlchemy gives its hooks whatever it has
        if not call[2].rstrip().endswith("%(param_1)s::INTEGER"):
            sent.append(call[2])

    event.listen(app.database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(app.database.engine, "before_cursor_execute", note)


@contextmanager
def _wide_quotas() -> Iterator[None]:
    with patch.object(lanes, "QUOTAS", _WIDE), patch.object(calls, "QUOTAS", _WIDE):
        yield


@contextmanager
def _working(
    settings: Settings, url: str, clock: Clock, on_commit: Callable[[], None] = lambda: None
) -> Iterator[Workshop]:
    app = build(replace(settings, api_entreprise_url=url), clock=clock, on_commit=on_commit)
    try:
        with lanes_at_work(app):
            yield Workshop(app, behaviour=None, url=url)  # type: ignore[arg-type]  # its ledger is in another process
    finally:
        app.close()


def _left(app: App) -> int:
    with app.database.reader() as connection:
        return len(connection.execute(fetch_task.select().limit(1)).all())


@contextmanager
def _simulator(latency: float) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "benchmarks.mps_simulator", str(latency)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait(20)
        process.stdout.close()
