"""In-memory stand-ins for what stands around awards: letters, checks, requests of reasons, committees."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.tenders.domain.committee_sessions import Session
from services.tenders.domain.committees import Committee
from services.tenders.domain.errors import Code
from services.tenders.domain.reason_requests import ReasonRequest
from services.tenders.domain.rejections import Rejection
from services.tenders.domain.winner_checks import WinnerCheck
from shared.kernel.ids import TenderId
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import (
    AwardDecisionId,
    CommitteeId,
    CommitteeSessionId,
    ReasonRequestId,
    RejectionId,
    WinnerCheckId,
)

if TYPE_CHECKING:
    from tests.unit.tenders.fakes import FakeScope


@dataclass
class FakeRejections:
    rows: dict[RejectionId, Rejection] = field(default_factory=dict)

    def of_decision(self, decision_id: AwardDecisionId) -> Sequence[Rejection]:
        return [row for row in self.rows.values() if row.decision_id == decision_id]

    def of_tender(self, tender_id: TenderId) -> Sequence[Rejection]:
        return [row for row in self.rows.values() if row.tender_id == tender_id]

    def get(self, rejection_id: RejectionId) -> Rejection:
        if rejection_id not in self.rows:
            refuse(Code.NOT_FOUND, object=rejection_id)
        return self.rows[rejection_id]

    def received(self, tender_id: TenderId, tenderer: Siret) -> Sequence[Rejection]:
        own = [row for row in self.rows.values() if row.tender_id == tender_id and row.tenderer_siret == tenderer]
        return [row for row in own if row.sending is not None]

    def add(self, rejections: Sequence[Rejection]) -> None:
        self.rows.update({row.rejection_id: row for row in rejections})

    def save(self, rejection: Rejection) -> None:
        current = self.rows[rejection.rejection_id].version
        if rejection.version != current + 1:
            refuse(Code.VERSION_STALE, expected=rejection.version - 1, current=current)
        self.rows[rejection.rejection_id] = rejection


@dataclass
class FakeWinnerChecks:
    rows: dict[WinnerCheckId, WinnerCheck] = field(default_factory=dict)

    def of_tender(self, tender_id: TenderId) -> Sequence[WinnerCheck]:
        return [row for row in self.rows.values() if row.tender_id == tender_id]

    def lock(self, tender_id: TenderId, check_id: WinnerCheckId) -> WinnerCheck:
        found = self.rows.get(check_id)
        if found is None or found.tender_id != tender_id:
            refuse(Code.NOT_FOUND, object=check_id)
        return found

    def add(self, check: WinnerCheck) -> None:
        self.rows[check.check_id] = check

    save = add


@dataclass
class FakeReasonRequests:
    rows: dict[ReasonRequestId, ReasonRequest] = field(default_factory=dict)

    def of_tender(self, tender_id: TenderId) -> Sequence[ReasonRequest]:
        return [row for row in self.rows.values() if row.tender_id == tender_id]

    def of_rejection(self, rejection_id: RejectionId) -> ReasonRequest | None:
        waiting = (row for row in self.rows.values() if row.rejection_id == rejection_id and row.answer is None)
        return next(waiting, None)

    def lock(self, tender_id: TenderId, request_id: ReasonRequestId) -> ReasonRequest:
        found = self.rows.get(request_id)
        if found is None or found.tender_id != tender_id:
            refuse(Code.NOT_FOUND, object=request_id)
        return found

    def add(self, request: ReasonRequest) -> None:
        self.rows[request.request_id] = request

    save = add


@dataclass
class FakeCommittees:
    scope: "FakeScope"
    rows: dict[CommitteeId, Committee] = field(default_factory=dict)
    kept: dict[CommitteeSessionId, Session] = field(default_factory=dict)

    def all(self) -> Sequence[Committee]:
        return [row for row in self.rows.values() if self.scope.sees(row.organisation)]

    def get(self, committee_id: CommitteeId) -> Committee:
        found = self.rows.get(committee_id)
        if found is None or not self.scope.sees(found.organisation):
            refuse(Code.NOT_FOUND, object=committee_id)
        return found

    def add(self, committee: Committee) -> None:
        self.rows[committee.committee_id] = committee

    def save(self, committee: Committee) -> None:
        current = self.rows[committee.committee_id].version
        if committee.version != current + 1:
            refuse(Code.VERSION_STALE, expected=committee.version - 1, current=current)
        self.add(committee)

    def sessions(self, committee_id: CommitteeId, *, after: CommitteeSessionId | None, limit: int) -> Sequence[Session]:
        found = [row for row in self.kept.values() if row.committee_id == committee_id]
        return [row for row in reversed(found) if after is None or row.session_id < after][:limit]

    def session(self, session_id: CommitteeSessionId) -> Session:
        found = self.kept.get(session_id)
        if found is None or not self.scope.sees(found.organisation):
            refuse(Code.NOT_FOUND, object=session_id)
        return found

    lock_session = session

    def add_session(self, session: Session) -> None:
        self.kept[session.session_id] = session

    save_session = add_session
