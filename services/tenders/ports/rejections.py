"""What is read and kept between an award and its contract: letters, checks of the winner, requests of reasons."""

from collections.abc import Sequence
from typing import Protocol

from services.tenders.domain.reason_requests import ReasonRequest
from services.tenders.domain.rejections import Rejection
from services.tenders.domain.winner_checks import WinnerCheck
from shared.kernel.ids import TenderId
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import AwardDecisionId, ReasonRequestId, RejectionId, WinnerCheckId


class Rejections(Protocol):
    """Notices of rejection, of consultations that were already read through ``Tenders``."""

    def of_decision(self, decision_id: AwardDecisionId) -> Sequence[Rejection]:
        """Give the letters of a decision, in the order of their writing."""

    def of_tender(self, tender_id: TenderId) -> Sequence[Rejection]:
        """Give the letters of every decision of a consultation, in the order of their writing."""

    def get(self, rejection_id: RejectionId) -> Rejection:
        """Read a letter, or refuse ``TND-NOT-FOUND``."""

    def received(self, tender_id: TenderId, tenderer: Siret) -> Sequence[Rejection]:
        """Give, and hold, the letters that a company was sent about a consultation, whoever owns it."""

    def add(self, rejections: Sequence[Rejection]) -> None:
        """Keep new letters."""

    def save(self, rejection: Rejection) -> None:
        """Keep the next version of a letter, or refuse ``HTTP-VERSION-STALE``."""


class WinnerChecks(Protocol):
    """Requests of documents to likely winners, of consultations that were already read through ``Tenders``."""

    def of_tender(self, tender_id: TenderId) -> Sequence[WinnerCheck]:
        """Give the requests of a consultation, in order."""

    def lock(self, tender_id: TenderId, check_id: WinnerCheckId) -> WinnerCheck:
        """Read a request and hold its row, or refuse ``TND-NOT-FOUND``."""

    def add(self, check: WinnerCheck) -> None:
        """Keep a new request."""

    def save(self, check: WinnerCheck) -> None:
        """Keep what came of a request."""


class ReasonRequests(Protocol):
    """Requests of the reasons of a rejection."""

    def of_tender(self, tender_id: TenderId) -> Sequence[ReasonRequest]:
        """Give the requests about a consultation that was already read through ``Tenders``, in order."""

    def of_rejection(self, rejection_id: RejectionId) -> ReasonRequest | None:
        """Give the unanswered request about a letter, if there is one."""

    def lock(self, tender_id: TenderId, request_id: ReasonRequestId) -> ReasonRequest:
        """Read a request and hold its row, or refuse ``TND-NOT-FOUND``."""

    def add(self, request: ReasonRequest) -> None:
        """Keep a new request."""

    def save(self, request: ReasonRequest) -> None:
        """Keep the answer to a request."""
