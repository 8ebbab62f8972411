"""`plis relay` and `plis worker` as an operator runs them: real services, real processes, real signals."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shared.messaging.outbox import Outbox
from shared.settings import Settings
from shared.storage.outbox_cursors import cursor_position
from shared.storage.roles import service_database
from tests.integration.messaging.parts import noted, publish
from tests.waiting import wait_for


@pytest.fixture
def environment(fresh_database: Settings, clean_broker: str, tmp_path: Path) -> dict[str, str]:
    assert fresh_database.database_url is not None
    return {
        **os.environ,
        "PLIS_DATABASE_URL": fresh_database.database_url,
        "PLIS_DATA_DIR": str(fresh_database.data_dir),
        "PLIS_SECRETS_DIR": str(fresh_database.secrets_dir),
        "PLIS_AMQP_URL": clean_broker,
        "PLIS_DEV": "1",
        "TEST_FOLDER": str(tmp_path),
    }


@contextmanager
def plis(environment: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    log = Path(environment["TEST_FOLDER"], f"{'-'.join(arguments)}.log")
    with log.open("ab") as stream:
        command = [sys.executable, "-m", "services.cli", *arguments]
        process = subprocess.Popen(command, env=environment, stderr=stream, stdout=stream)
    try:
        yield process
    finally:
        process.terminate()
        try:
            code = process.wait(30)
        finally:
            process.kill()
        assert code in {0, -9}, log.read_text()[-3000:]


def test_a_killed_relay_is_replaced_by_its_standby(fresh_database: Settings, environment: dict[str, str]) -> None:
    tenders, outbox = service_database(fresh_database, "tenders"), Outbox.open(fresh_database, "tenders")

    def relayed() -> int:
        with outbox.database.reader() as connection:
            return cursor_position(connection, outbox.tables, "relay")

    try:
        with plis(environment, "relay", "tenders") as first:
            publish(tenders, outbox, [noted(n) for n in range(50)])
            wait_for(lambda: relayed() == 50, within=30)
            with plis(environment, "relay"):
                first.kill()
                publish(tenders, outbox, [noted(n) for n in range(50, 100)])
                wait_for(lambda: relayed() == 100, within=30)
    finally:
        tenders.dispose()
        outbox.close()


@pytest.mark.parametrize("service", ["tenders", "responses", "mps", "invoicing"])
def test_a_worker_starts_declares_its_queues_and_ends_on_demand(environment: dict[str, str], service: str) -> None:
    log = Path(environment["TEST_FOLDER"], f"worker-{service}.log")
    with plis(environment, "worker", service):
        wait_for(lambda: "consuming" in log.read_text(), within=30, what="worker")


def test_without_a_broker_the_relay_says_what_is_missing(environment: dict[str, str]) -> None:
    without = {name: value for name, value in environment.items() if name != "PLIS_AMQP_URL"}
    for command in (["relay"], ["worker", "tenders"]):
        done = subprocess.run(
            [sys.executable, "-m", "services.cli", *command], env=without, capture_output=True, check=False, timeout=60
        )
        assert done.returncode == 1
        assert "PLIS_AMQP_URL" in done.stderr.decode()
