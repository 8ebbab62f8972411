"""Fixtures for every test: official artefacts, the law, a clock that stands still."""

import os
from datetime import UTC, datetime

import pytest
from hypothesis import settings as hypothesis_settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from services.words import speak_french
from shared.kernel.clock import FixedClock
from shared.kernel.ids import TimeOrderedIds
from shared.legal import LegalTable
from tests.broker import amqp_url, broker, private_broker
from tests.official import samples_dir, standards_dir

LONGEST_NAMED = 40

__all__ = ["amqp_url", "broker", "private_broker", "samples_dir", "standards_dir"]

# Some tests call a command without the root that chooses the language; the library keeps the words of its first call.
speak_french()

# Examples are the same at every run, so that a failure on one machine is a failure on all; no per-example deadline
# because the machine is shared.
hypothesis_settings.register_profile("plis", deadline=None, derandomize=True, print_blob=True)
hypothesis_settings.load_profile("plis")


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands on an ordinary autumn morning (10:00 in Paris) until a test advances it."""
    return FixedClock(datetime(2026, 10, 5, 8, 0, tzinfo=UTC))


@pytest.fixture
def ids(clock: FixedClock) -> TimeOrderedIds:
    """Identifiers of that clock."""
    return TimeOrderedIds(clock)


@pytest.fixture(scope="session")
def law() -> LegalTable:
    """The law as packaged."""
    return LegalTable.load()


@pytest.hookimpl(tryfirst=True)
def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case by its argument where its bytes are long: an archive holds the second of its making.

    The processes of a parallel run must find the same cases under the same names.
    """
    return argname if isinstance(val, bytes) and len(val) > LONGEST_NAMED else None


class WholeFiles(LoadScopeScheduling):
    """Gives each file to one process, and everything that looks at the played demonstrations to another."""

    def _split_scope(self, nodeid: str) -> str:
        return "e2e" if nodeid.startswith("tests/e2e/") else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> WholeFiles:
    """Share the tests out by file, where several processes pass them.

    The mark ``xdist_group`` would say the same, but pytest-xdist 3.8 loses it with pytest 9.2: the suffix that it gives
    to the identifier of an item is no longer read.
    """
    return WholeFiles(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Where nothing may be skipped (continuous integration), say what was."""
    if os.environ.get("PLIS_TEST_NOTHING_SKIPPED") == "1" and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("PLIS_TEST_NOTHING_SKIPPED=1: a skipped test is a failure here", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that skipped a test where nothing may be skipped."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter is not None and reporter.stats.get("skipped")
    if os.environ.get("PLIS_TEST_NOTHING_SKIPPED") == "1" and skipped:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
