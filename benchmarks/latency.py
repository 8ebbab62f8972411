"""From the commit of one service to the effect in another, against the same effect applied by a direct call.

Without a broker: sequencer, dispatcher and inbox in one process, as in `plis serve`. With a private RabbitMQ: the
sequencer and the relay here, the consumer in a worker process of its own (`benchmarks.timed_worker`), as `plis worker`.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from threading import Event as Flag
from threading import Thread
from typing import Any

from benchmarks.figures import Figure, Skipped
from benchmarks.ground import database
from benchmarks.timed_consumer import CLOCK, IDS, TABLES, timed_consumer
from shared.contracts.envelope import Envelope
from shared.contracts.mps import CandidacyCompletedV1
from shared.kernel.ids import EventId
from shared.kernel.principal import Principal
from shared.messaging.background import run_backgrounds
from shared.messaging.dispatcher import InProcessDispatcher
from shared.messaging.outbox import Outbox
from shared.messaging.relay import Relay
from shared.messaging.sequencing import SequencerLoop
from shared.messaging.subscriptions import Consumer
from shared.settings import Settings
from shared.storage.database import Database
from shared.storage.roles import service_database
from shared.storage.unit_of_work import Scope, SqlUnitOfWork
from tests.rabbit import BrokerUnavailable, PrivateBroker

_PER_SECOND = 50


def measure(seconds: float) -> list[Figure | Skipped]:
    """Announce events one by one at a steady pace and time each until its effect is committed."""
    count = max(100, int(seconds * _PER_SECOND))
    with database() as settings, _doors(settings) as (mps, invoicing):
        applied: dict[str, float] = {}
        consumer = timed_consumer(invoicing, applied.__setitem__)
        direct = _direct(consumer, applied, count)
        lines = _figures("one process", _carried(settings, mps, consumer, applied, count), direct)
        try:
            broker = PrivateBroker()
        except BrokerUnavailable as missing:
            return [*lines, Skipped("commit -> applied, RabbitMQ", str(missing))]
        broker.start()
        try:
            brokered = replace(settings, amqp_url=broker.url)
            return [*lines, *_figures("RabbitMQ", _through_broker(brokered, mps, consumer, count), direct)]
        finally:
            broker.stop()


def _figures(how: str, delays: Sequence[float], direct: Sequence[float]) -> list[Figure | Skipped]:
    limit_is = "direct call of the consumer"
    return [
        Figure(f"commit -> applied, {how}, p50", delays[49], direct[49], limit_is, "ms", "< 20"),
        Figure(f"commit -> applied, {how}, p99", delays[98], direct[98], limit_is, "ms", "< 200"),
    ]


@contextmanager
def _doors(settings: Settings) -> Iterator[tuple[Database, Database]]:
    doors = service_database(settings, "mps"), service_database(settings, "invoicing")
    try:
        yield doors
    finally:
        for door in doors:
            door.dispose()


def _direct(consumer: Consumer[Any], applied: dict[str, float], count: int) -> Sequence[float]:
    delays = []
    for number in range(count):
        name = f"direct-{number}"
        envelope = Envelope.wrap(_event(name), event_id=IDS.new(EventId), time=CLOCK.now(), correlation_id=name)
        began = time.perf_counter()
        consumer.deliver(envelope)
        delays.append(applied.pop(name) - began)
    return _milliseconds(delays)


def _carried(
    settings: Settings, mps: Database, consumer: Consumer[Any], applied: dict[str, float], count: int
) -> Sequence[float]:
    with _outboxes(settings) as outboxes:
        backgrounds = [SequencerLoop(outboxes["mps"]).background()]
        backgrounds += InProcessDispatcher([consumer], outboxes).backgrounds()
        with run_backgrounds(outboxes["mps"].database, backgrounds):
            return _timed(mps, outboxes["mps"], applied, prefix="carried", count=count)


def _through_broker(settings: Settings, mps: Database, consumer: Consumer[Any], count: int) -> Sequence[float]:
    assert settings.amqp_url is not None
    applied: dict[str, float] = {}
    with _outboxes(settings) as outboxes, _worker(settings, applied):
        outbox = outboxes["mps"]
        relay = Relay(outbox, amqp_url=settings.amqp_url, routes=consumer.routes).background()
        with run_backgrounds(outbox.database, [SequencerLoop(outbox).background(), relay]):
            return _timed(mps, outbox, applied, prefix="brokered", count=count)


@contextmanager
def _worker(settings: Settings, applied: dict[str, float]) -> Iterator[None]:
    """Run the worker and note the instants that it writes; both processes read the same monotonic clock."""
    assert settings.amqp_url is not None
    command = [sys.executable, "-m", "benchmarks.timed_worker", str(settings.data_dir), str(settings.secrets_dir)]
    process = subprocess.Popen([*command, settings.amqp_url], stdout=subprocess.PIPE, text=True)
    output = process.stdout
    assert output is not None

    def listen() -> None:
        for line in output:
            name, _, instant = line.partition(" ")
            applied[name] = float(instant)

    thread = Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)
        thread.join(10)


@contextmanager
def _outboxes(settings: Settings) -> Iterator[Mapping[str, Outbox]]:
    outboxes = {name: Outbox.open(settings, name) for name in ("mps", "invoicing")}
    try:
        yield outboxes
    finally:
        for outbox in outboxes.values():
            outbox.close()


def _timed(mps: Database, outbox: Outbox, applied: Mapping[str, float], *, prefix: str, count: int) -> Sequence[float]:
    _announce(mps, outbox.committed.signal, f"{prefix}-warm-up")
    _until(applied, f"{prefix}-warm-up")
    began: dict[str, float] = {}
    pause = Flag()
    for number in range(count):
        name = f"{prefix}-{number}"
        began[name] = _announce(mps, outbox.committed.signal, name)
        pause.wait(1 / _PER_SECOND)
    for name in began:
        _until(applied, name)
    return _milliseconds([applied[name] - at for name, at in began.items()])


def _announce(door: Database, on_commit: Callable[[], None], name: str) -> float:
    """Commit one event; give the instant of the commit."""
    with SqlUnitOfWork(door, TABLES, CLOCK, IDS, Scope(Principal.system("mps"), name)) as uow:
        uow.publish(_event(name))
        uow.commit()
    at = time.perf_counter()
    on_commit()
    return at


def _until(applied: Mapping[str, float], name: str) -> None:
    deadline, pause = time.monotonic() + 60, Flag()
    while name not in applied:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{name} was never applied")
        pause.wait(0.002)


def _event(name: str) -> CandidacyCompletedV1:
    return CandidacyCompletedV1(
        aggregate_id=name, aggregate_version=1, candidacy_id=name, siret="00123456600014", found=(), missing=()
    )


def _milliseconds(delays: Sequence[float]) -> Sequence[float]:
    return [cut * 1000 for cut in statistics.quantiles(delays, n=100)]
