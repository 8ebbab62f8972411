"""Connections to the State's portal and where the polling of each stands, in PostgreSQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from services.invoicing.domain.portal_connection import PortalPoll
from services.invoicing.domain.state_portal import Problem
from services.invoicing.storage.state_portal_tables import poll as poll_table
from shared.kernel.siret import Siret

_T = poll_table


class SqlPortalPolls:
    """One row for each recipient that was ever connected; a lease keeps other workers away from it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, siret: Siret) -> PortalPoll | None:
        """Read where a polling stands."""
        row = self._connection.execute(select(_T).where(_T.c.siret == str(siret))).one_or_none()
        return None if row is None else _from_row(row)

    def lock(self, siret: Siret) -> PortalPoll | None:
        """Read where a polling stands and hold its row until the end of the unit of work."""
        row = self._connection.execute(select(_T).where(_T.c.siret == str(siret)).with_for_update()).one_or_none()
        return None if row is None else _from_row(row)

    def lease(self, *, now: datetime, until: datetime) -> PortalPoll | None:
        """Take the most urgent polling that is due and that nobody works on; others leave it alone until then."""
        free = or_(_T.c.leased_until.is_(None), _T.c.leased_until <= now)
        query = select(_T).where(_T.c.due_at <= now, free).order_by(_T.c.due_at).limit(1)
        row = self._connection.execute(query.with_for_update(skip_locked=True)).one_or_none()
        if row is None:
            return None
        self.extend(Siret.parse(row.siret), until=until)
        return _from_row(row)

    def extend(self, siret: Siret, *, until: datetime) -> None:
        """Keep a lease longer."""
        self._connection.execute(update(_T).where(_T.c.siret == str(siret)).values(leased_until=until))

    def wake(self, siret: Siret, *, at: datetime) -> None:
        """Have a polling looked at now, without disturbing who works on it."""
        self._connection.execute(update(_T).where(_T.c.siret == str(siret)).values(due_at=at))

    def keep(self, poll: PortalPoll) -> None:
        """Keep where a polling stands, and give the lease back."""
        row = _to_row(poll)
        statement = insert(_T).values({**row, "leased_until": None})
        changes = {name: statement.excluded[name] for name in (*row, "leased_until") if name != "siret"}
        self._connection.execute(statement.on_conflict_do_update(index_elements=[_T.c.siret], set_=changes))


def problem_to_json(problem: Problem | None) -> dict[str, Any] | None:
    """Write why something has not worked."""
    return None if problem is None else {"code": problem.code, "facts": dict(problem.facts)}


def problem_from_json(part: dict[str, Any] | None) -> Problem | None:
    """Read why something has not worked."""
    return None if part is None else Problem(part["code"], part["facts"])


def _to_row(poll: PortalPoll) -> dict[str, Any]:
    return {
        "siret": str(poll.siret),
        "cursor": poll.cursor,
        "works_cursor": poll.works_cursor,
        "structure": poll.structure,
        "due_at": poll.due_at,
        "polled_at": poll.polled_at,
        "succeeded_at": poll.succeeded_at,
        "tries": poll.tries,
        "problem": problem_to_json(poll.problem),
    }


def _from_row(row: Row[Any]) -> PortalPoll:
    return PortalPoll(
        siret=Siret.parse(row.siret),
        cursor=row.cursor,
        works_cursor=row.works_cursor,
        structure=row.structure,
        due_at=row.due_at,
        polled_at=row.polled_at,
        succeeded_at=row.succeeded_at,
        tries=row.tries,
        problem=problem_from_json(row.problem),
    )
