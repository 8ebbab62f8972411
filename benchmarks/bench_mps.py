"""The simplified application: from a SIRET to the open-data candidacy, candidacies a second, memory.

The simulator runs in a process of its own and answers each administration in 100 ms. The limit of the first measure is
one answer of the simulator; of the second, the same calls made by bare threads of the same client. Quotas are those of
the real service: the crowd is measured under a clock that runs faster, so that they are counted without being waited
for. ``--seconds`` scales the crowd (5, the default: 100 candidacies).
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import psutil

from benchmarks.figures import Figure, Skipped
from benchmarks.ground import database
from services.mps.gateways.outbound_transport import OutboundTransport
from services.mps.storage.fetching_tables import fetch_task
from services.mps.wiring import App, build
from shared.kernel.clock import Clock, SystemClock
from shared.kernel.siret import Siret
from shared.settings import Settings
from tests.integration.mps.lane_parts import FORM, Workshop, invented_sirets, lanes_at_work
from tests.unit.mps.builders import BUYER
from tests.waiting import wait_for

_LATENCY: Final = 0.1
_RUNS: Final = 25  # with the calls of each, under the 250 a minute of the real service
_CROWD_PER_SECOND: Final = 20
_FASTER: Final = 60
_AIM_MS: Final = 400


@dataclass(frozen=True, slots=True)
class FasterClock:
    """A clock that runs faster than the machine's, so that quotas are counted and not waited for."""

    began: datetime
    factor: int

    def now(self) -> datetime:
        """Give the instant of this clock."""
        return self.began + (SystemClock().now() - self.began) * self.factor


def measure(seconds: float) -> list[Figure | Skipped]:
    """Measure one candidacy at a time, then a crowd."""
    sirets = invented_sirets(_RUNS + int(_CROWD_PER_SECOND * seconds) + 2)
    with database() as settings, _simulator(_LATENCY) as slow, _simulator(0.0) as quick:
        lines = _one_at_a_time(settings, slow, sirets[:_RUNS])
        crowd = sirets[_RUNS:]
        return [*lines, *_crowd(settings, quick, crowd)]


def _one_at_a_time(settings: Settings, url: str, sirets: Sequence[Siret]) -> list[Figure | Skipped]:
    times: list[float] = []
    with _working(settings, url, SystemClock()) as workshop:
        tender_id = workshop.publish(number=1, deadline=SystemClock().now() + timedelta(days=1))
        for siret in sirets:
            began = time.perf_counter()
            workshop.request([siret], tender_id)
            wait_for(lambda: not _left(workshop.app), within=30, every=0.002)
            times.append((time.perf_counter() - began) * 1000)
    times = times[1:]  # the first pays for the start of the threads
    p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[18]
    what, limit_is = "SIRET to open-data candidacy", "one answer of the simulator"
    answer = _LATENCY * 1000
    return [
        Figure(f"{what}, p50", p50, answer, limit_is, "ms"),
        Figure(f"{what}, p95", p95, answer, limit_is, "ms", f"< {_AIM_MS} ms"),
    ]


def _crowd(settings: Settings, url: str, sirets: Sequence[Siret]) -> list[Figure | Skipped]:
    clock = FasterClock(SystemClock().now(), _FASTER)
    bare = _bare_calls(url, len(sirets) * len(FORM)) / len(FORM)
    with _working(settings, url, clock) as workshop:
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
def _working(settings: Settings, url: str, clock: Clock) -> Iterator[Workshop]:
    app = build(replace(settings, api_entreprise_url=url), clock=clock)
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
