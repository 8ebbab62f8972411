"""Deposits: a rush on one tender, a rush on a hundred that close together, the cost of one among many, a large upload.

The service runs as it is deployed: one process of its interface for each core (bidders come to them in turn, as from a
proxy), one for its loops, on a database that waits for its disk. The limit of a rush is the work that no deposit can do
without: its bytes on the disk, and one commit of PostgreSQL. ``--seconds`` scales the large rush (5, the default: a
thousand bidders) and the large upload (a gibibyte). Run alone, ``python -m benchmarks.bench_deposits rush many among
large`` chooses, and says each figure as soon as it is known.
"""

import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import psycopg

from benchmarks.figures import Figure, Skipped, table
from benchmarks.ground import database, folder
from benchmarks.large_upload import large_upload
from benchmarks.rush import Deposited, rush
from services.responses.wiring import App, build
from shared.http.dev_issuer import DevelopmentIssuer
from shared.kernel.clock import SystemClock
from shared.kernel.ids import TenderId, TimeOrderedIds
from shared.observability import configure_logging
from shared.proof.receipt_check import verify_receipt
from shared.settings import Settings
from shared.storage.roles import admin_url
from tests.integration.responses.crowd import Bidder, bidders
from tests.integration.responses.platform import Platform
from tests.integration.responses.server_process import ServerProcess, running

_BYTES: Final = 200_000
_MANY: Final = 200  # bidders for each second that was asked for
_TENDERS: Final = 100
_ALREADY: Final = (0, 100, 1_000, 10_000)
_RUNS: Final = 30
_CUT_EVERY: Final = 10
_WHOLE_SECONDS: Final = 5.0
_UNTIL_DEADLINE: Final = 8.0  # of a thousand bidders: before the end of their rush
_PARTS: Final = ("rush", "many", "among", "large")


@dataclass(frozen=True, slots=True)
class Ground:
    """The service, and a hand on it."""

    app: App
    platform: Platform
    issuer: DevelopmentIssuer
    servers: Sequence[ServerProcess]
    settings: Settings
    home: Path

    def consultation(self) -> dict[str, Any]:
        """Publish another consultation and give what companies read of it."""
        self.platform.tender_id, self.platform.version = str(TimeOrderedIds(SystemClock()).new(TenderId)), 0
        self.platform.publish()
        return dict(self.platform.company().consultation(self.platform.tender_id))

    def bidders(self, consultations: Sequence[dict[str, Any]], numbers: range) -> list[Bidder]:
        """Make companies with their sealed files."""
        where = self.home / str(time.monotonic_ns())
        return bidders(consultations, numbers, issuer=self.issuer, folder=where, size=_BYTES)

    def rush(
        self, made: Sequence[Bidder], *, processes: int | None = None, cut_every: int = 0, with_receipts: bool = True
    ) -> tuple[list[Deposited], float]:
        """Let companies deposit at once, by all processes or by some."""
        ports = [server.port for server in self.servers[:processes]]
        return rush(made, ports=ports, cut_every=cut_every, with_receipts=with_receipts)


def measure(seconds: float) -> list[Figure | Skipped]:
    """Measure each rush, then the cost among many, then the large upload."""
    return list(_measured(seconds, _PARTS))


def _measured(seconds: float, parts: Sequence[str]) -> Iterator[Figure | Skipped]:
    with _ground() as ground:
        # The first requests of a process pay for its start.
        ground.rush(ground.bidders([ground.consultation()], range(4 * len(ground.servers))))
        if "rush" in parts:
            yield from _one_tender(ground, 64, processes=1)
            yield from _one_tender(ground, 64, processes=len(ground.servers))
        if "many" in parts:
            yield from _many_tenders(ground, int(_MANY * seconds))
        if "among" in parts:
            yield from _among_many(ground)
        if "large" in parts:
            yield from large_upload(ground, int(min(seconds / _WHOLE_SECONDS, 1) * 1024**3))


@contextmanager
def _ground() -> Iterator[Ground]:
    with database() as found, folder() as home:
        settings = replace(found, dev=True, sandbox=True)
        app, issuer = build(settings), DevelopmentIssuer.load(settings, SystemClock())
        servers = [ServerProcess(settings, parts=["api"]) for _ in range(os.cpu_count() or 1)]
        platform = Platform(app, issuer, servers[0].port, home)
        try:
            with running(ServerProcess(settings, parts=["loops"]), *servers):
                yield Ground(app, platform, issuer, servers, settings, home)
        finally:
            platform.leave()
            app.close()


def _one_tender(ground: Ground, count: int, *, processes: int) -> Iterator[Figure]:
    found, spent = ground.rush(ground.bidders([ground.consultation()], range(count)), processes=processes)
    _check(found)
    floor = _floor(ground, count)
    what = f"{count} bidders at once, {processes} process(es)"
    yield Figure(f"{what}: last receipt", spent, floor, "their bytes synced, their commits", "s", "< 2")
    last = max(one.acknowledged for one in found)
    yield Figure(f"{what}: last acknowledgement", last, floor, "their bytes synced, their commits", "s")
    yield Figure("of which at the first try", sum(not one.busy for one in found), count, "all", "bidders", "all")


def _many_tenders(ground: Ground, count: int) -> Iterator[Figure]:
    """The deadline of all falls in the middle of the rush: who is late is told so, whoever is in time counts."""
    consultations = [ground.consultation() for _ in range(_TENDERS)]
    made = ground.bidders(consultations, range(count))
    deadline = datetime.now(UTC) + timedelta(seconds=_UNTIL_DEADLINE * count / 1_000)
    _move_deadlines(ground, consultations, deadline)
    _confirm(ground, made)
    found, spent = ground.rush(made, cut_every=_CUT_EVERY)
    _check(found)
    delays = sorted(one.received - one.last_byte for one in found)
    told = sorted(one.acknowledged - one.last_byte for one in found)
    late = [one for one in found if datetime.fromisoformat(one.document["act"]["completed_at"]) > deadline]
    what = f"{count} bidders, {_TENDERS} tenders, every {_CUT_EVERY}th cut"
    yield Figure(
        f"{what}: receipts", count / spent, count / _floor(ground, count), "bytes synced, commits", "1/s", "≥ 100"
    )
    yield Figure("last byte sent to acknowledgement, p50", statistics.median(told), None, "", "s")
    yield Figure("last byte sent to acknowledgement, p99", told[int(count * 0.99)], None, "", "s", "< 1")
    yield Figure("last byte sent to receipt, p50", statistics.median(delays), None, "", "s")
    yield Figure("last byte sent to receipt, p99", delays[int(count * 0.99)], None, "", "s", "< 1")
    yield Figure("receipts lost", count - len(found), None, "", "receipts", "0")
    yield Figure("deposits that had to be asked again", sum(bool(one.busy) for one in found), None, "", "deposits")
    yield Figure("arrived late", len(late), None, "", "deposits")
    yield Figure("of which taken as in time", _taken_in_time(ground, late, deadline), None, "", "deposits", "0")


def _move_deadlines(ground: Ground, consultations: Sequence[dict[str, Any]], deadline: datetime) -> None:
    for consultation in consultations:
        ground.platform.tender_id, ground.platform.version = consultation["tender_id"], 1
        ground.platform.publish(deadline=deadline)


def _confirm(ground: Ground, made: Sequence[Bidder]) -> None:
    """Let companies confirm the deadline as it stands now; what they sealed before stays as it is."""
    tender_ids = {bidder.declaration["tender_id"] for bidder in made}
    known = {tender_id: ground.platform.company().consultation(tender_id) for tender_id in tender_ids}
    for bidder in made:
        found = known[bidder.declaration["tender_id"]]
        bidder.declaration["confirms"] |= {name: found[name] for name in ("deadline", "deadline_version")}


def _taken_in_time(ground: Ground, late: Sequence[Deposited], deadline: datetime) -> int:
    """Close, then ask the service itself how each late deposit stands."""
    for tender_id in {one.document["act"]["consultation"]["tender_id"] for one in late}:
        ground.platform.tender_id, ground.platform.version = tender_id, 2
        ground.platform.close(deadline)
    standings = []
    for one in late:
        http = ground.platform.company_http(one.bidder.siret)
        found = http.get(f"/responses/deposits/{one.document['act']['deposit_id']}").json()
        standings.append(found["verdict"]["timeliness"])
    return sum(standing == "in_time" for standing in standings)


def _among_many(ground: Ground) -> Iterator[Figure]:
    """Deposit alone where others have deposited before; the first cost is the limit."""
    base: float | None = None
    for already in _ALREADY:
        consultation = ground.consultation()
        (model,), _ = ground.rush(ground.bidders([consultation], range(1)))
        _multiply(ground.settings, model.document["act"]["deposit_id"], already)
        costs = []
        for one in ground.bidders([consultation], range(1, _RUNS)):
            (seen,), _ = ground.rush([one], with_receipts=False)
            costs.append(seen.acknowledged * 1000)
        cost = statistics.median(costs)
        base = base or cost
        yield Figure(f"deposit among {already:,}: acknowledgement", cost, base, "the first", "ms", "≤ 1.2 ×")


def _multiply(settings: Settings, deposit_id: str, times: int) -> None:
    """Copy a deposit and its file, each copy of another company, whatever the columns of the tables are."""
    with psycopg.connect(admin_url(settings).replace("+psycopg", "")) as connection:
        for table, fresh in (
            ("deposit", {"deposit_id": "md5('d' || n || d)::uuid", "siret": "lpad(n::text, 14, '0')"}),
            (
                "deposit_file",
                {
                    "deposit_id": "md5('d' || n || d)::uuid",
                    "file_id": "md5('f' || n || d)::uuid",
                    "blob_id": "md5('b' || n || d)",
                },
            ),
        ):
            columns = [
                row[0]
                for row in connection.execute(
                    "SELECT column_name FROM information_schema.columns WHERE table_schema = 'responses'"
                    " AND table_name = %s AND is_generated = 'NEVER'",
                    [table],
                )
            ]
            given = ", ".join(fresh.get(name, f'"{name}"') for name in columns)
            names = ", ".join(f'"{name}"' for name in columns)
            connection.execute(
                f"INSERT INTO responses.{table} ({names}) SELECT {given} FROM responses.{table},"  # noqa: S608 - ours
                " generate_series(1, %s) n, (SELECT %s::text) AS model(d) WHERE deposit_id = %s::uuid",
                [times, deposit_id, deposit_id],
            )
        connection.execute("ANALYZE responses.deposit")
        connection.execute("ANALYZE responses.deposit_file")


def _check(found: Sequence[Deposited]) -> None:
    """None lost: each receipt verifies, and says the file that was sent."""
    for one in found:
        act = verify_receipt(one.document).act
        assert act["files"][0]["sha256"] == one.bidder.declaration["files"][0]["sha256"]


def _floor(ground: Ground, count: int) -> float:
    """Give the seconds of the work that cannot be spared: write and sync each file, commit one row for each."""
    content = os.urandom(_BYTES)
    with psycopg.connect(admin_url(ground.settings).replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS floor (at timestamptz)")
        connection.commit()
        began = time.perf_counter()
        for number in range(count):
            descriptor = os.open(ground.home / f"floor-{number}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.write(descriptor, content)
            os.fsync(descriptor)
            os.close(descriptor)
            connection.execute("INSERT INTO floor VALUES (now())")
            connection.commit()
        return time.perf_counter() - began


def main() -> None:
    """Measure the chosen parts and say each figure at once."""
    configure_logging("bench", "ERROR")
    for line in _measured(_WHOLE_SECONDS, sys.argv[1:] or _PARTS):
        print(table([line]), flush=True)


if __name__ == "__main__":
    main()
