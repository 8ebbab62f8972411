"""Evidence is kept for the years that the law's table says, then let go; the service itself can delete none of it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import DBAPIError, ProgrammingError

from services.responses.handlers.retention import EVIDENCE, forget_evidence
from services.responses.storage.unit_of_work import ResponsesUnitOfWork
from services.responses.wiring import App
from shared.kernel.clock_offset import Measure
from shared.kernel.paris import legal_day
from shared.kernel.principal import Principal
from shared.proof.evidence import KeptTrace, Observation
from shared.registers.retention import years_later
from shared.storage.unit_of_work import Scope

TABLES = ("request_trace", "observation", "clock_measure")
NOW = datetime.now(UTC)


def keep(uow: ResponsesUnitOfWork, at: datetime) -> None:
    """Keep one row of each kind."""
    trace = KeptTrace(at, at, "55203253400638", "op", "PATCH", "/uploads", ("x",), 204, "answered", {}, "r", "n")
    uow.traces.keep([trace])
    uow.traces.observe(Observation(at, "n", "health", {}))
    uow.clock_offsets.keep(Measure("n", "ntp", at, timedelta(0)))


def counted(app: App) -> list[int]:
    with app.database.reader() as connection:
        return [int(connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()) for name in TABLES]  # noqa: S608


def test_old_evidence_is_let_go_and_nothing_younger(app: App) -> None:
    scope = Scope(Principal.system("responses"), correlation_id="essai")
    last = years_later(legal_day(NOW), -app.law.value(EVIDENCE, on=legal_day(NOW)).whole)
    old = NOW.replace(year=last.year) - timedelta(days=3)
    with app.open_uow(scope) as uow:
        for at in (old, old + timedelta(days=6), NOW):
            keep(uow, at)
        uow.commit()
    assert counted(app) == [3, 3, 3]
    for said in (1, 1):  # the second time there is nothing to say
        with app.open_uow(scope) as uow:
            forget_evidence(law=app.law, uow=uow)
            uow.commit()
        assert counted(app) == [2, 2, 2]
        with app.database.reader() as connection:
            acts = "SELECT count(*) FROM journal WHERE action = 'evidence_let_go'"
            assert connection.exec_driver_sql(acts).scalar_one() == said


def test_young_evidence_cannot_be_deleted_by_any_way(app: App) -> None:
    scope = Scope(Principal.system("responses"), correlation_id="essai")
    with app.open_uow(scope) as uow:
        keep(uow, NOW)
        uow.commit()
    with app.open_uow(scope) as uow, pytest.raises(DBAPIError, match="longer than a year"):
        uow.traces.let_go(NOW)
    for name in TABLES:
        with pytest.raises(ProgrammingError, match="permission denied"), app.database.begin() as connection:
            connection.exec_driver_sql(f"DELETE FROM {name}")  # noqa: S608
    assert counted(app) == [1, 1, 1]
