"""The worker on a real broker: once each, poison set aside and replayed, graceful end, outages survived."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pika
import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine

from services.commands.events import events as events_command
from shared.messaging.assembly import broker_backgrounds
from shared.messaging.background import run_backgrounds
from shared.messaging.broker import broker_channel
from shared.messaging.dead import BrokerDeadLetters, Replay
from shared.messaging.outbox import Outbox
from shared.settings import Settings
from shared.storage.database import Database
from tests.integration.messaging.parts import (
    CANARY,
    Fetched,
    effects,
    mps_consumer,
    noted,
    once_each,
    publish,
    take_all,
)
from tests.integration.messaging.worker_app import POISON, SLOW
from tests.rabbit import PrivateBroker
from tests.waiting import wait_for


@pytest.fixture
def relayed(outbox: Outbox, mps: Database, clean_broker: str) -> Iterator[Outbox]:
    """The outbox of `tenders`, being relayed to the broker."""
    loops = list(broker_backgrounds([outbox], amqp_url=clean_broker, consumers=[mps_consumer(mps)]))
    with run_backgrounds(outbox.database, loops):
        yield outbox


@pytest.fixture
def environment(common_database: Settings, clean_broker: str, tmp_path: Path) -> dict[str, str]:
    assert common_database.database_url is not None
    return {
        **os.environ,
        "PLIS_DATABASE_URL": common_database.database_url,
        "PLIS_DATA_DIR": str(common_database.data_dir),
        "PLIS_SECRETS_DIR": str(common_database.secrets_dir),
        "PLIS_AMQP_URL": clean_broker,
        "TEST_FOLDER": str(tmp_path),
    }


@contextmanager
def worker(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    log = Path(environment["TEST_FOLDER"]) / "worker.log"
    command = [sys.executable, "-m", "tests.integration.messaging.worker_app"]
    with log.open("ab") as stream:
        process = subprocess.Popen(command, env=environment, stderr=stream, stdout=stream)
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            assert process.wait(20) == 0, log.read_text()[-3000:]
        finally:
            process.kill()


def test_each_event_is_applied_once_and_soon(
    tenders: Database, mps: Database, relayed: Outbox, environment: dict[str, str]
) -> None:
    publish(tenders, relayed, [noted(n) for n in range(300)])
    publish(tenders, relayed, [Fetched(aggregate_id="f", aggregate_version=1, n=4)])
    with worker(environment):
        wait_for(lambda: effects(mps) == once_each(range(300)), within=30)
        wait_for(lambda: effects(mps, "fetched") == once_each([40]))


def test_poison_is_set_aside_with_its_traceback_others_go_on_and_a_replay_applies_it_once(
    tenders: Database,
    mps: Database,
    relayed: Outbox,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    letters = BrokerDeadLetters(environment["PLIS_AMQP_URL"])
    good = [*range(20), *range(50, 60)]
    with worker(environment):
        publish(tenders, relayed, [*map(noted, range(20)), noted(POISON), *map(noted, range(50, 60))])
        wait_for(lambda: effects(mps) == once_each(good), within=20)
        (dead,) = wait_for(lambda: letters.waiting("mps"), within=40)
        assert (dead.event_type, dead.attempts) == ("noted.v1", 7)
        assert dead.traceback.startswith("ValueError\n")
        assert "worker_app.py" in dead.traceback
        assert CANARY not in str(dead)
        assert effects(mps) == once_each(good)

        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        told = CliRunner().invoke(events_command, ["dead", "mps"])
        assert told.exit_code == 0
        assert dead.event_id in told.output
        Path(environment["TEST_FOLDER"], "mended").touch()
        replayed = CliRunner().invoke(events_command, ["replay", "mps", "--id", dead.event_id, "--json"])
        assert (replayed.exit_code, json.loads(replayed.output)) == (0, {"given": 1, "failed": 0})
        wait_for(lambda: effects(mps) == once_each([*good, POISON]))
        assert letters.waiting("mps") == []
        assert letters.replay("mps") == Replay(given=0, failed=0)
    assert CANARY not in Path(environment["TEST_FOLDER"], "worker.log").read_text()


def test_what_cannot_be_read_is_set_aside_at_once(
    mps: Database, relayed: Outbox, tenders: Database, environment: dict[str, str]
) -> None:
    letters = BrokerDeadLetters(environment["PLIS_AMQP_URL"])
    with worker(environment), broker_channel(environment["PLIS_AMQP_URL"]) as channel:
        publish(tenders, relayed, [noted(1)])
        wait_for(lambda: effects(mps) == once_each([1]), within=20)
        pickled = pika.BasicProperties(content_type="application/x-python-serialize", message_id="odd")
        channel.basic_publish("tenders.events", "noted.v1", b"\x80\x04not json", pickled)
        publish(tenders, relayed, [noted(2)])
        wait_for(lambda: effects(mps) == once_each([1, 2]))
        (dead,) = wait_for(lambda: letters.waiting("mps"))
        assert (dead.event_id, dead.attempts) == ("odd", 1)
        assert "ValidationError" in dead.traceback
        assert len(take_all(channel, "mps.dead")) == 1


def test_the_end_of_a_worker_waits_for_its_handlers_and_nothing_is_run_twice(
    tenders: Database, mps: Database, relayed: Outbox, environment: dict[str, str]
) -> None:
    slow = range(SLOW, SLOW + 24)
    starts = Path(environment["TEST_FOLDER"], "starts")
    publish(tenders, relayed, [noted(n) for n in slow])
    with worker(environment) as first:
        wait_for(starts.exists, within=20)
        first.send_signal(signal.SIGTERM)
        assert first.wait(20) == 0
    done = effects(mps)
    assert 0 < len(done) < len(slow)
    assert once_each(starts.read_text().split()) == done  # each that began was finished
    with worker(environment):
        wait_for(lambda: effects(mps) == once_each(slow), within=30)
    assert once_each(starts.read_text().split()) == once_each(slow)  # none began twice


def test_a_worker_survives_the_death_of_its_broker(
    tenders: Database, mps: Database, relayed: Outbox, environment: dict[str, str], private_broker: PrivateBroker
) -> None:
    with worker(environment) as process:
        publish(tenders, relayed, [noted(n) for n in range(10)])
        wait_for(lambda: effects(mps) == once_each(range(10)), within=20)
        private_broker.kill()
        publish(tenders, relayed, [noted(n) for n in range(10, 20)])
        private_broker.start()
        wait_for(lambda: effects(mps) == once_each(range(20)), within=90)
        assert process.poll() is None


def test_an_outage_of_the_database_uses_up_no_tries(
    tenders: Database,
    mps: Database,
    relayed: Outbox,
    environment: dict[str, str],
    common_database: Settings,
) -> None:
    assert common_database.database_url is not None
    engine = create_engine(common_database.database_url, isolation_level="AUTOCOMMIT")
    log = Path(environment["TEST_FOLDER"], "worker.log")
    with worker(environment), engine.connect() as administrator:
        publish(tenders, relayed, [noted(0)])
        wait_for(lambda: effects(mps) == once_each([0]), within=20)
        mps.dispose()
        administrator.exec_driver_sql("ALTER ROLE plis_mps NOLOGIN")
        try:
            administrator.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'plis_mps'"
            )
            publish(tenders, relayed, [noted(n) for n in range(1, 6)])
            wait_for(lambda: log.read_text().count("DeliveryFailed") > 5 * 3, what="several tries of each event")
        finally:
            administrator.exec_driver_sql("ALTER ROLE plis_mps LOGIN")
        wait_for(lambda: effects(mps) == once_each(range(6)), within=30)
    engine.dispose()
    assert BrokerDeadLetters(environment["PLIS_AMQP_URL"]).waiting("mps") == []
