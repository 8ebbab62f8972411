"""The gates in PostgreSQL: one row for each quota group and each provider, locked for the time of a count.

Each method is a transaction of its own, outside any unit of work: a call that was counted stays counted whatever
becomes of its answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert

from services.mps.domain import gates
from services.mps.domain.gates import Gate, Quota
from services.mps.storage.candidacies import Row
from services.mps.storage.fetching_tables import gate as table
from services.mps.storage.gathered import Gathered
from shared.storage.database import Database

_GROUP: Final = "group:"
_PROVIDER: Final = "provider:"


class SqlGates:
    """Counts calls and failures for all the processes of a platform."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._made: set[str] = set()
        self._entering: Gathered[_Entry, timedelta | None] = Gathered(self._enter_all)
        self._failing: set[str] = set()  # what this process saw: a provider that answers costs nothing to note

    def enter(self, *, group: str, quota: Quota, provider: str, now: datetime) -> timedelta | None:
        """Count a call of a group to a provider, or give the time to wait before it may leave."""
        return self._entering(_Entry(_GROUP + group, quota, _PROVIDER + provider, now))

    def _enter_all(self, entries: Sequence["_Entry"]) -> Sequence[timedelta | None]:
        """Pass the calls that threads of this process want to make at the same moment, in one transaction."""
        names = sorted({name for entry in entries for name in (entry.group, entry.provider)})
        with self._locking(*names) as (connection, known):
            for entry in entries:
                self._see(entry.provider.removeprefix(_PROVIDER), known[entry.provider])
            before = dict(known)
            waits = [_admitted(entry, known) for entry in entries]
            for name in names:
                if known[name] != before[name]:
                    _write(connection, name, known[name])
        return waits

    def wait(self, *, group: str, quota: Quota, provider: str, now: datetime) -> timedelta | None:
        """Give the time that a call would have to wait, without counting it."""
        names = (_GROUP + group, _PROVIDER + provider)
        with self._database.reader() as connection:
            rows = connection.execute(select(table).where(table.c.name.in_(names))).mappings()
            known = {row["name"]: _from_row(row) for row in rows}
        breaker, counted = known.get(names[1], Gate()), known.get(names[0], Gate())
        return gates.waiting_time(breaker, counted, quota, now=now)

    def succeeded(self, provider: str) -> None:
        """Note that a provider has answered; costs nothing while nothing has failed."""
        if provider not in self._failing:
            return
        with self._database.begin() as connection:
            here = (table.c.name == _PROVIDER + provider) & (table.c.failures > 0)
            connection.execute(update(table).where(here).values(failures=0, paused_until=None))

    def failed(self, provider: str, *, now: datetime) -> None:
        """Note that a provider has not answered."""
        name = _PROVIDER + provider
        with self._locking(name) as (connection, known):
            self._failing.add(provider)
            _write(connection, name, gates.failed(known[name], now=now))

    def pause(self, group: str, *, until: datetime) -> None:
        """Leave a group alone until an instant."""
        name = _GROUP + group
        with self._locking(name) as (connection, known):
            _write(connection, name, known[name].paused(until=until))

    def free(self, quotas: Mapping[str, Quota], *, now: datetime) -> Mapping[str, int]:
        """Give how many calls of each group may leave now."""
        with self._database.reader() as connection:
            rows = connection.execute(select(table).where(table.c.name.in_([_GROUP + name for name in quotas])))
            known = {row["name"]: _from_row(row) for row in rows.mappings()}
        return {
            name: gates.free_calls(known.get(_GROUP + name, Gate()), quota, now=now) for name, quota in quotas.items()
        }

    def _see(self, provider: str, breaker: Gate) -> None:
        if breaker.failures:
            self._failing.add(provider)
        else:
            self._failing.discard(provider)

    @contextmanager
    def _locking(self, *names: str) -> Iterator[tuple[Connection, dict[str, Gate]]]:
        """Open a transaction with gates under lock, always in the order of their names."""
        self._make(names)
        query = select(table).where(table.c.name.in_(names)).order_by(table.c.name).with_for_update()
        with self._database.begin() as connection:
            yield connection, {row["name"]: _from_row(row) for row in connection.execute(query).mappings()}

    def _make(self, names: Sequence[str]) -> None:
        """Make the rows that are missing, before any lock is held: a row made under another's lock would deadlock."""
        missing = sorted(set(names) - self._made)
        if not missing:
            return
        with self._database.begin() as connection:
            rows = [_to_row(name, Gate()) for name in missing]
            connection.execute(insert(table).values(rows).on_conflict_do_nothing())
        self._made.update(missing)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A call that wants to leave: its two gates, and when."""

    group: str
    quota: Quota
    provider: str
    now: datetime


def _admitted(entry: _Entry, known: dict[str, Gate]) -> timedelta | None:
    """Count a call at both gates, or give the time to wait; a call that waits changes neither."""
    breaker, wait = gates.enter(known[entry.provider], now=entry.now)
    if wait is not None:
        return wait
    counted, wait = gates.take_call(known[entry.group], entry.quota, now=entry.now)
    if wait is None:
        known[entry.group], known[entry.provider] = counted, breaker
    return wait


def _write(connection: Connection, name: str, gate: Gate) -> None:
    connection.execute(update(table).where(table.c.name == name).values(_to_row(name, gate)))


def _to_row(name: str, gate: Gate) -> dict[str, Any]:
    calls = [list(pair) for pair in gate.calls]
    return {"name": name, "calls": calls, "paused_until": gate.paused_until, "failures": gate.failures}


def _from_row(row: Row) -> Gate:
    calls = tuple((int(second), int(count)) for second, count in row["calls"])
    return Gate(calls, row["paused_until"], row["failures"])
