"""What is read and kept of award committees and of their sessions."""

from collections.abc import Sequence
from typing import Protocol

from services.tenders.domain.committee_sessions import Session
from services.tenders.domain.committees import Committee
from shared.kernel.tender_ids import CommitteeId, CommitteeSessionId


class Committees(Protocol):
    """The committees of the principal's organisation, and their sessions."""

    def all(self) -> Sequence[Committee]:
        """Give every committee of the organisation."""

    def get(self, committee_id: CommitteeId) -> Committee:
        """Read a committee, or refuse ``TND-NOT-FOUND``."""

    def add(self, committee: Committee) -> None:
        """Keep a new committee."""

    def save(self, committee: Committee) -> None:
        """Keep the next version of a committee, or refuse ``HTTP-VERSION-STALE``."""

    def sessions(self, committee_id: CommitteeId, *, after: CommitteeSessionId | None, limit: int) -> Sequence[Session]:
        """Give the sessions of a committee, the latest first, after a session."""

    def session(self, session_id: CommitteeSessionId) -> Session:
        """Read a session, or refuse ``TND-NOT-FOUND``."""

    def lock_session(self, session_id: CommitteeSessionId) -> Session:
        """Read a session and hold its row, or refuse ``TND-NOT-FOUND``."""

    def add_session(self, session: Session) -> None:
        """Keep a new session."""

    def save_session(self, session: Session) -> None:
        """Keep the next version of a session that is locked."""
