"""The repository of award committees and of their sessions."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, bindparam, select

from services.tenders.domain.committee_sessions import Session, SessionStatus
from services.tenders.domain.committees import Committee
from services.tenders.domain.errors import Code
from services.tenders.storage.award_tables import committee, committee_session
from services.tenders.storage.committee_parts import (
    attendance_from_json,
    attendance_to_json,
    item_from_json,
    item_to_json,
    member_from_json,
    member_to_json,
    vote_from_json,
    vote_to_json,
)
from services.tenders.storage.parts import advice_from_json, advice_to_json
from services.tenders.storage.visibility import seen_by, visible
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import CommitteeId, CommitteeSessionId

_COMMITTEES: Final = select(committee).where(visible(committee))
_COMMITTEE: Final = _COMMITTEES.where(committee.c.id == bindparam("committee"))
_SESSIONS: Final = select(committee_session).where(visible(committee_session))
_SESSION: Final = _SESSIONS.where(committee_session.c.id == bindparam("session"))
_LOCK: Final = _SESSION.with_for_update()


class SqlCommittees:
    """Committees as one principal sees them."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._seen = seen_by(principal)

    def all(self) -> Sequence[Committee]:
        """Give every committee of the organisation."""
        rows = self._connection.execute(_COMMITTEES.order_by(committee.c.id), self._seen).mappings()
        return [committee_from_row(row) for row in rows]

    def get(self, committee_id: CommitteeId) -> Committee:
        """Read a committee, or refuse ``TND-NOT-FOUND``."""
        keys = {"committee": committee_id.value, **self._seen}
        row = self._connection.execute(_COMMITTEE, keys).mappings().one_or_none()
        if row is None:
            refuse(Code.NOT_FOUND, object=committee_id)
        return committee_from_row(row)

    def add(self, new: Committee) -> None:
        """Keep a new committee."""
        self._connection.execute(committee.insert(), committee_to_row(new))

    def save(self, changed: Committee) -> None:
        """Keep the next version of a committee, or refuse ``HTTP-VERSION-STALE``."""
        row = committee_to_row(changed)
        keys = (committee.c.id == row.pop("id"), committee.c.version == changed.version - 1)
        if self._connection.execute(committee.update().where(*keys).values(row)).rowcount != 1:
            current = self.get(changed.committee_id).version
            refuse(Code.VERSION_STALE, expected=changed.version - 1, current=current)

    def sessions(self, committee_id: CommitteeId, *, after: CommitteeSessionId | None, limit: int) -> Sequence[Session]:
        """Give the sessions of a committee, the latest first, after a session."""
        statement = _SESSIONS.where(committee_session.c.committee_id == committee_id.value)
        if after is not None:
            statement = statement.where(committee_session.c.id < after.value)
        statement = statement.order_by(committee_session.c.id.desc()).limit(limit)
        return [session_from_row(row) for row in self._connection.execute(statement, self._seen).mappings()]

    def session(self, session_id: CommitteeSessionId) -> Session:
        """Read a session, or refuse ``TND-NOT-FOUND``."""
        return self._session(session_id, _SESSION)

    def lock_session(self, session_id: CommitteeSessionId) -> Session:
        """Read a session and hold its row, or refuse ``TND-NOT-FOUND``."""
        return self._session(session_id, _LOCK)

    def add_session(self, session: Session) -> None:
        """Keep a new session."""
        self._connection.execute(committee_session.insert(), session_to_row(session))

    def save_session(self, session: Session) -> None:
        """Keep the next version of a session that is locked."""
        row = session_to_row(session)
        key = committee_session.c.id == row.pop("id")
        self._connection.execute(committee_session.update().where(key).values(row))

    def _session(self, session_id: CommitteeSessionId, statement: Any) -> Session:  # noqa: ANN401 - a select above
        keys = {"session": session_id.value, **self._seen}
        row = self._connection.execute(statement, keys).mappings().one_or_none()
        if row is None:
            refuse(Code.NOT_FOUND, object=session_id)
        return session_from_row(row)


def committee_to_row(written: Committee) -> dict[str, Any]:
    """Write a committee as its row."""
    return {
        "id": written.committee_id.value,
        "organisation": written.organisation.value,
        "version": written.version,
        "name": written.name,
        "members": [member_to_json(member) for member in written.members],
        "rules_reference": written.rules_reference,
        "casting_vote": written.casting_vote,
    }


def committee_from_row(row: RowMapping) -> Committee:
    """Read a committee from its row."""
    return Committee(
        committee_id=CommitteeId(row["id"]),
        version=row["version"],
        organisation=Siret.parse(row["organisation"]),
        name=row["name"],
        members=tuple(member_from_json(part) for part in row["members"]),
        rules_reference=row["rules_reference"],
        casting_vote=row["casting_vote"],
    )


def session_to_row(session: Session) -> dict[str, Any]:
    """Write a session as its row."""
    return {
        "id": session.session_id.value,
        "organisation": session.organisation.value,
        "version": session.version,
        "status": session.status.value,
        "committee_id": session.committee_id.value,
        "convened_on": session.convened_on,
        "meets_at": session.meets_at,
        "remote": session.remote,
        "agenda": [item_to_json(item) for item in session.agenda],
        "advices": [advice_to_json(advice) for advice in session.advices],
        "second_of": None if session.second_of is None else session.second_of.value,
        "attendance": attendance_to_json(session.attendance),
        "votes": [vote_to_json(vote) for vote in session.votes],
    }


def session_from_row(row: RowMapping) -> Session:
    """Read a session from its row."""
    return Session(
        session_id=CommitteeSessionId(row["id"]),
        version=row["version"],
        status=SessionStatus(row["status"]),
        organisation=Siret.parse(row["organisation"]),
        committee_id=CommitteeId(row["committee_id"]),
        convened_on=row["convened_on"],
        meets_at=row["meets_at"],
        remote=row["remote"],
        agenda=tuple(item_from_json(part) for part in row["agenda"]),
        advices=tuple(advice_from_json(part) for part in row["advices"]),
        second_of=None if row["second_of"] is None else CommitteeSessionId(row["second_of"]),
        attendance=attendance_from_json(row["attendance"]),
        votes=tuple(vote_from_json(part) for part in row["votes"]),
    )
