"""Many candidacies at once under the real quotas, workers that die, providers out of order: nothing lost, counted."""

import json
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from services.mps.domain.gates import Quota
from services.mps.domain.sources import Moment, Source
from services.mps.gateways.api_entreprise_endpoints import ENDPOINTS, QuotaGroup
from services.mps.gateways.api_entreprise_simulator.app import Behaviour
from services.mps.gateways.api_entreprise_simulator.companies import company_fixtures
from services.mps.gateways.api_entreprise_simulator.faults import FaultMode
from services.mps.gateways.api_entreprise_simulator.fixtures import FixtureBook
from services.mps.storage.gates import SqlGates
from shared.kernel.clock import FixedClock, SystemClock
from shared.settings import Settings
from shared.storage.roles import service_database
from tests.integration.mps.lane_parts import FORM, Workshop, a_workshop, invented_sirets, lanes_at_work, soon
from tests.integration.mps.lane_worker import Step
from tests.unit.mps.builders import NOW, WHOLE
from tests.waiting import NeverHappened, wait_for


def pass_time_until_all_are_heard(workshop: Workshop, clock: FixedClock, *, minutes: int) -> int:
    """Let the clock of everybody advance whenever nothing moves any more; give the seconds that passed."""
    passed = 0
    while workshop.waiting():
        before = workshop.waiting()
        try:
            wait_for(lambda: workshop.waiting() < before, within=0.5)  # noqa: B023 - observed at once
        except NeverHappened:
            clock.advance(timedelta(seconds=5))
            passed += 5
            assert passed < minutes * 60, workshop.statuses()
    return passed


@pytest.mark.parametrize("count", [12, pytest.param(500, marks=[pytest.mark.faults, pytest.mark.timeout(1800)])])
def test_a_crowd_of_candidacies_loses_none_and_never_breaks_a_quota(fresh_database: Settings, count: int) -> None:
    """Near deadlines pass first, each source of each company is asked once, no quota is broken."""
    clock = FixedClock(NOW)
    near, far = invented_sirets(count)[: count // 3], invented_sirets(count)[count // 3 :]
    with a_workshop(fresh_database, clock) as workshop:
        workshop.request(far, workshop.publish(number=2, deadline=soon(720)))
        workshop.request(near, workshop.publish(number=1, deadline=soon(1)))
        assert workshop.waiting() == count * len(FORM)
        with lanes_at_work(workshop.app):
            pass_time_until_all_are_heard(workshop, clock, minutes=count)
        ledger = workshop.behaviour.ledger
        assert ledger.count(status=429) == 0
        assert workshop.statuses() == {"unknown": count * (len(FORM) - 1), "found": count}  # notices always answer
        asked = {path: n for path, n in ledger.calls().items() if path.startswith("/v")}
        assert len(asked) == count * (len(FORM) - 1)
        assert set(asked.values()) == {1}
        places = [place for place, path in enumerate(_group_calls(ledger.order())) if _is_of(path, near)]
        assert max(places) < len(places) + 40  # the near ones first, up to what was already under way


def _group_calls(paths: list[str]) -> list[str]:
    """The calls of the group whose quota is scarce here."""
    return [path for path in paths if "/qualibat/" in path or "/fntp/" in path]


def _is_of(path: str, sirets: list[object]) -> bool:
    return any(str(siret)[:9] in path for siret in sirets)


def test_two_processes_count_the_same_calls(fresh_database: Settings) -> None:
    """Two connections of two pools share one bucket."""
    quota, granted = Quota(10, 60), 0
    databases = [service_database(fresh_database, "mps") for _ in range(2)]
    gates = [SqlGates(database) for database in databases]
    for turn in range(30):
        wait = gates[turn % 2].enter(group="essai", quota=quota, provider="X", now=NOW)
        granted += wait is None
    assert granted == quota.limit
    gates[0].pause("autre", until=NOW + timedelta(seconds=30))
    assert gates[1].enter(group="autre", quota=quota, provider="X", now=NOW) == timedelta(seconds=30)
    assert gates[1].free({"essai": quota, "autre": quota, "neuf": quota}, now=NOW) == {
        "essai": 0,
        "autre": 0,
        "neuf": 10,
    }
    for _ in range(5):
        gates[0].failed("Y", now=NOW)
    assert gates[1].enter(group="neuf", quota=quota, provider="Y", now=NOW) is not None
    gates[1].succeeded("Y")
    assert gates[0].enter(group="neuf", quota=quota, provider="Y", now=NOW) is None
    for database in databases:
        database.dispose()


@pytest.mark.faults
def test_a_worker_that_is_killed_loses_nothing_and_fetches_nothing_twice_without_need(fresh_database: Settings) -> None:
    """The process dies in the middle; another one takes over what was under way when its claim lapses."""
    sirets = invented_sirets(6)
    behaviour = Behaviour(throttled=False, latency=0.05)
    with a_workshop(fresh_database, SystemClock(), behaviour) as workshop:
        workshop.request(sirets, workshop.publish(number=1, deadline=SystemClock().now() + timedelta(hours=1)))
        total = workshop.waiting()
        process = _worker(workshop, seconds_later=0)
        wait_for(lambda: workshop.waiting() < total, within=60)
        process.kill()
        process.wait(20)
        kept = workshop.answered_paths()
        assert kept
        after = _worker(workshop, seconds_later=100)  # its clock is past the claims of the one that died
        try:
            wait_for(lambda: workshop.waiting() == 0, within=120)
        finally:
            after.kill()
            after.wait(20)
        assert workshop.statuses() == {"unknown": total - len(sirets), "found": len(sirets)}
        asked = workshop.behaviour.ledger.calls()
        assert {path: asked[path] for path in kept} == dict.fromkeys(kept, 1)  # what was kept is not asked again
        assert max(asked.values()) <= 2  # what was under way is, once


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param((Step.ANSWERED, Step.WRITTEN), id="short"),
        pytest.param(tuple(Step), id="every-step", marks=[pytest.mark.faults, pytest.mark.timeout(900)]),
    ],
)
def test_a_worker_that_dies_at_any_step_loses_nothing_and_repeats_only_what_was_under_way(
    fresh_database: Settings, steps: tuple[Step, ...]
) -> None:
    """One process after the other dies; what was kept before a death is never asked again, as the simulator counts."""
    sirets = [WHOLE, *invented_sirets(2)]
    book, behaviour = FixtureBook(company_fixtures()), Behaviour(throttled=False)
    with a_workshop(fresh_database, SystemClock(), behaviour, book=book) as workshop:
        workshop.request(sirets, workshop.publish(number=1, deadline=SystemClock().now() + timedelta(hours=1)))
        total, settled = workshop.waiting(), dict[str, int]()
        for turn, step in enumerate(steps):
            process = _worker(workshop, seconds_later=100 * turn, dies_at=step)
            assert process.wait(60) == -signal.SIGKILL, step
            asked = workshop.behaviour.ledger.calls()
            assert {path: asked[path] for path in settled} == settled, step
            settled = {path: asked[path] for path in workshop.answered_paths()}
        after = _worker(workshop, seconds_later=100 * len(steps))  # its clock is past the claims of those that died
        try:
            wait_for(lambda: workshop.waiting() == 0, within=120)
        finally:
            after.kill()
            after.wait(20)
        statuses, asked = workshop.statuses(), workshop.behaviour.ledger.calls()
        assert sum(statuses.values()) == total
        assert set(statuses) <= {"found", "unknown"}
        assert {path: asked[path] for path in settled} == settled
        calls = [count for path, count in asked.items() if path.startswith("/v")]
        assert len(calls) == len(sirets) * (len(FORM) - 1)
        assert max(calls) <= 1 + len(steps)  # once for each death at which it was under way


def _worker(workshop: Workshop, *, seconds_later: int, dies_at: Step | None = None) -> subprocess.Popen[str]:
    settings = workshop.app.settings
    asked = {
        "data_dir": str(settings.data_dir),
        "secrets_dir": str(settings.secrets_dir),
        "database_url": settings.database_url,
        "api_entreprise_url": workshop.url,
        "seconds_later": seconds_later,
        "dies_at": dies_at,
    }
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.integration.mps.lane_worker", json.dumps(asked)], text=True
    )


@pytest.mark.parametrize("mode", [FaultMode.HTML, FaultMode.HUGE])  # the others are played to the client alone
def test_a_provider_out_of_order_stops_only_its_own_block(fresh_database: Settings, mode: FaultMode) -> None:
    """Garbage, a page, 10 MB, another type, a cut connection, errors: that block says so, the others arrive."""
    clock = FixedClock(NOW)
    behaviour = Behaviour()
    behaviour.faults.add(mode, "certification_rge")
    with a_workshop(fresh_database, clock, behaviour) as workshop:
        workshop.request(invented_sirets(1), workshop.publish(number=1, deadline=soon()))
        with lanes_at_work(workshop.app):
            wait_for(lambda: workshop.waiting() == 0, within=60)
        assert workshop.statuses() == {"unavailable": 1, "unknown": len(FORM) - 2, "found": 1}


def test_every_source_has_a_quota_and_a_provider() -> None:
    assert set(ENDPOINTS) == set(Source)
    assert {endpoint.group for endpoint in ENDPOINTS.values()} <= set(QuotaGroup)
    assert Moment.FORM is not None
