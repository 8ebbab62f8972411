"""kill -9 in the middle of a procurement: each process, at each named step, and the story ends as if undisturbed.

``make test-faults`` plays them all (hours on two cores); continuous integration plays the two that are ``quick``.
"""

import contextlib
import json
import os
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import psutil
import psycopg
import pytest

from services.demo.play import NAMED_STEPS
from shared.storage.embedded import EmbeddedPostgres
from shared.storage.roles import SERVICES
from tests.e2e import processes
from tests.e2e.playing import FAST, LIMIT_SECONDS, ROOT, STEADY, command, environment, log_of
from tests.rabbit import BrokerUnavailable, PrivateBroker
from tests.waiting import wait_for

pytestmark = [pytest.mark.faults, pytest.mark.timeout(LIMIT_SECONDS + 300)]
QUICK = {("embedded", "platform", "deposit"), ("broker", "relay", "opening")}
# Before the deadline a kill must leave time to deposit; after it nothing hurries.
FACTORS = {"publication": STEADY, "deposit": STEADY}
# How deep into a step the kill may come, in seconds; on an idle machine the steps last a little longer than that.
DEPTHS = {"publication": 0.2, "deposit": 1.4, "opening": 1.2, "award": 0.1, "invoice": 1.6, "payment": 1.0}
_POLL_SECONDS = 0.005


_SET_ASIDE = """
    SELECT '{service}', type, error FROM {service}.dead_letter
    UNION ALL SELECT '{service}', type, 'never numbered' FROM {service}.outbox WHERE position IS NULL"""


def _cases() -> Iterator[Any]:
    modes = (("embedded", processes.EMBEDDED), ("broker", processes.BROKERED))
    for mode, names in modes:
        for name in names:
            for step in NAMED_STEPS:
                if processes.lives_at(name, step):
                    marks = [pytest.mark.quick] if (mode, name, step) in QUICK else []
                    yield pytest.param(mode, name, step, marks=marks, id=f"{mode}-{name}-{step}")


@pytest.fixture(scope="module")
def node() -> Iterator[PrivateBroker]:
    """A broker that these tests may kill."""
    try:
        broker = PrivateBroker()
        broker.start()
    except BrokerUnavailable as error:
        pytest.skip(f"no RabbitMQ to kill: {error}")
    yield broker
    broker.stop()


@pytest.fixture
def folder(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder that the database's own user can enter; what fails is left there to be looked at."""
    made = Path(tempfile.mkdtemp(prefix="plis-faults-")).resolve()
    made.chmod(0o755)
    failed = request.session.testsfailed
    yield made
    for process in processes.of_folder(made):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    if request.session.testsfailed == failed:
        shutil.rmtree(made)


class Broker:
    """A virtual host of its own on the node, so that nothing of another demonstration is in the queues."""

    def __init__(self, node: PrivateBroker, name: str) -> None:
        self.node = node
        self._host = name
        node.control("add_vhost", name)
        node.control("set_permissions", "-p", name, "guest", ".*", ".*", ".*")
        self.url = node.url.removesuffix("%2F") + name

    def dead_letters(self) -> dict[str, int]:
        """How many messages wait in the queues of dead letters that have any."""
        listed = self.node.control("list_queues", "-p", self._host, "name", "messages", "--no-table-headers")
        counted = dict(line.split("\t") for line in listed.splitlines())
        assert counted, "the queues are there"
        return {name: int(count) for name, count in counted.items() if name.endswith(".dead") and int(count)}

    def forget(self) -> None:
        """Remove the virtual host with its queues."""
        self.node.control("delete_vhost", self._host)


@pytest.fixture
def broker(request: pytest.FixtureRequest, folder: Path) -> Iterator[Broker | None]:
    """The broker of a case of that mode; None without."""
    if request.node.callspec.params["mode"] == "embedded":
        yield None
        return
    host = Broker(request.getfixturevalue("node"), folder.name)
    yield host
    host.forget()


@pytest.mark.parametrize(("mode", "process", "step"), [*_cases()])
def test_a_kill_changes_nothing(
    mode: str, process: str, step: str, folder: Path, broker: Broker | None, embedded: Any
) -> None:
    demo = _started(folder, step, broker)
    try:
        killed = _kill_at(process, step, folder, demo, broker)
        if process == "demo":
            demo.communicate(timeout=60)
            demo = _started(folder, step, broker)
        output, story = demo.communicate(timeout=LIMIT_SECONDS)
    finally:
        demo.kill()
    assert demo.returncode == 0, f"{mode}, {process} at {step}, killed {killed}\n{story[-5000:]}\n{log_of(folder)}"
    summary = json.loads(output)
    assert [check for check in summary["checks"] if not check["ok"]] == []
    assert summary["canonical"] == embedded.summary["canonical"]
    _assert_nothing_twice(summary["events"])
    assert _set_aside(folder) == []
    assert broker is None or broker.dead_letters() == {}
    assert list(processes.of_folder(folder)) == [], "nothing is left running"


def _started(folder: Path, step: str, broker: Broker | None) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command(folder, factor=FACTORS.get(step, FAST)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment(broker.url if broker else None),
    )


def _kill_at(
    process: str, step: str, folder: Path, demo: "subprocess.Popen[str]", broker: Broker | None
) -> psutil.Process | None:
    """Wait for the step, then a little longer (the same little in each run), then kill."""
    _wait_for_step(step, folder, demo)
    seed = os.environ.get("PLIS_TEST_FAULT_SEED", "0")
    depth = random.Random(f"{seed}/{process}/{step}").uniform(0, DEPTHS[step])  # noqa: S311 - a place in a test
    Event().wait(depth)
    if process == "broker":
        processes.kill(process, None, broker.node if broker else None)
        return None
    found = wait_for(lambda: processes.find(process, folder, demo), within=90, what=f"{process} at {step}")
    processes.kill(process, found, None)
    return found


def _wait_for_step(step: str, folder: Path, demo: "subprocess.Popen[str]") -> None:
    """Look so often that the shortest step is not missed."""
    give_up_at = time.monotonic() + LIMIT_SECONDS
    pause = Event()
    while (at := _at(folder, demo)) != step:
        assert at != "end", f"{step} was never seen"
        assert time.monotonic() < give_up_at, f"{step} did not come"
        pause.wait(_POLL_SECONDS)


def _at(folder: Path, demo: "subprocess.Popen[str]") -> str:
    if demo.poll() is not None:
        pytest.fail(f"the demonstration ended too early: {demo.communicate()[1][-3000:]}\n{log_of(folder)}")
    kept = folder / "progress.json"
    return str(json.loads(kept.read_text("utf-8")).get("at")) if kept.exists() else ""


def _assert_nothing_twice(events: list[dict[str, Any]]) -> None:
    assert len({event["id"] for event in events}) == len(events)
    assert len({(event["subject"], event["aggregateversion"]) for event in events}) == len(events)


def _set_aside(folder: Path) -> list[tuple[Any, ...]]:
    """Every dead letter in the database, and every event that was never numbered."""
    server = EmbeddedPostgres(folder / "data", folder / "secrets")
    server.start()
    try:
        with psycopg.connect(server.url.replace("+psycopg", "")) as connection:
            return [row for service in SERVICES for row in connection.execute(_SET_ASIDE.format(service=service))]
    finally:
        server.stop()
