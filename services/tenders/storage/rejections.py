"""The repositories of letters of rejection, checks of winners and requests of reasons."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, bindparam, select

from services.tenders.domain.errors import Code
from services.tenders.domain.reason_requests import ReasonRequest
from services.tenders.domain.rejections import Rejection, RejectionGround, Sending
from services.tenders.domain.winner_checks import CheckOutcome, WinnerCheck
from services.tenders.storage.award_tables import reason_request, rejection, winner_check
from services.tenders.storage.grid_parts import setting_aside_from_json, setting_aside_to_json
from shared.kernel.deadline import Deadline
from shared.kernel.ids import DepositId, LotId, TenderId
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import AwardDecisionId, ReasonRequestId, RejectionId, WinnerCheckId
from shared.legal.calendar import Transmission

_OF_DECISION: Final = select(rejection).where(rejection.c.decision_id == bindparam("decision")).order_by(rejection.c.id)
_RECEIVED: Final = (
    select(rejection)
    .where(rejection.c.tender_id == bindparam("tender"), rejection.c.siret == bindparam("siret"))
    .where(rejection.c.sent_on.is_not(None))
    .order_by(rejection.c.id)
    .with_for_update()  # two requests about one letter follow one another, and make one
)
_CHECKS: Final = select(winner_check).where(winner_check.c.tender_id == bindparam("tender")).order_by(winner_check.c.id)
_CHECK: Final = (
    select(winner_check)
    .where(winner_check.c.tender_id == bindparam("tender"), winner_check.c.id == bindparam("check"))
    .with_for_update()
)
_REQUESTS: Final = (
    select(reason_request).where(reason_request.c.tender_id == bindparam("tender")).order_by(reason_request.c.id)
)
_REQUEST: Final = (
    select(reason_request)
    .where(reason_request.c.tender_id == bindparam("tender"), reason_request.c.id == bindparam("request"))
    .with_for_update()
)


class SqlRejections:
    """Notices of rejection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_decision(self, decision_id: AwardDecisionId) -> Sequence[Rejection]:
        """Give the letters of a decision, in the order of their writing."""
        rows = self._connection.execute(_OF_DECISION, {"decision": decision_id.value}).mappings()
        return [letter_from_row(row) for row in rows]

    def of_tender(self, tender_id: TenderId) -> Sequence[Rejection]:
        """Give the letters of every decision of a consultation, in the order of their writing."""
        statement = select(rejection).where(rejection.c.tender_id == tender_id.value).order_by(rejection.c.id)
        return [letter_from_row(row) for row in self._connection.execute(statement).mappings()]

    def get(self, rejection_id: RejectionId) -> Rejection:
        """Read a letter, or refuse ``TND-NOT-FOUND``."""
        statement = select(rejection).where(rejection.c.id == rejection_id.value)
        row = self._connection.execute(statement).mappings().one_or_none()
        if row is None:
            refuse(Code.NOT_FOUND, object=rejection_id)
        return letter_from_row(row)

    def received(self, tender_id: TenderId, tenderer: Siret) -> Sequence[Rejection]:
        """Give, and hold, the letters that a company was sent about a consultation, whoever owns it."""
        keys = {"tender": tender_id.value, "siret": tenderer.value}
        return [letter_from_row(row) for row in self._connection.execute(_RECEIVED, keys).mappings()]

    def add(self, rejections: Sequence[Rejection]) -> None:
        """Keep new letters."""
        if rejections:
            self._connection.execute(rejection.insert(), [letter_to_row(letter) for letter in rejections])

    def save(self, letter: Rejection) -> None:
        """Keep the next version of a letter, or refuse ``HTTP-VERSION-STALE``."""
        row = letter_to_row(letter)
        keys = (rejection.c.id == row.pop("id"), rejection.c.version == letter.version - 1)
        if self._connection.execute(rejection.update().where(*keys).values(row)).rowcount != 1:
            refuse(Code.VERSION_STALE, expected=letter.version - 1, current=letter.version)


class SqlWinnerChecks:
    """Requests of documents to likely winners."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_tender(self, tender_id: TenderId) -> Sequence[WinnerCheck]:
        """Give the requests of a consultation, in order."""
        rows = self._connection.execute(_CHECKS, {"tender": tender_id.value}).mappings()
        return [check_from_row(row) for row in rows]

    def lock(self, tender_id: TenderId, check_id: WinnerCheckId) -> WinnerCheck:
        """Read a request and hold its row, or refuse ``TND-NOT-FOUND``."""
        keys = {"tender": tender_id.value, "check": check_id.value}
        row = self._connection.execute(_CHECK, keys).mappings().one_or_none()
        if row is None:
            refuse(Code.NOT_FOUND, object=check_id)
        return check_from_row(row)

    def add(self, check: WinnerCheck) -> None:
        """Keep a new request."""
        self._connection.execute(winner_check.insert(), check_to_row(check))

    def save(self, check: WinnerCheck) -> None:
        """Keep what came of a request that is locked."""
        row = check_to_row(check)
        key = winner_check.c.id == row.pop("id")
        self._connection.execute(winner_check.update().where(key).values(row))


class SqlReasonRequests:
    """Requests of the reasons of a rejection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_tender(self, tender_id: TenderId) -> Sequence[ReasonRequest]:
        """Give the requests about a consultation that was already read through ``Tenders``, in order."""
        rows = self._connection.execute(_REQUESTS, {"tender": tender_id.value}).mappings()
        return [request_from_row(row) for row in rows]

    def of_rejection(self, rejection_id: RejectionId) -> ReasonRequest | None:
        """Give the unanswered request about a letter, if there is one."""
        statement = select(reason_request).where(
            reason_request.c.rejection_id == rejection_id.value, reason_request.c.answered_on.is_(None)
        )
        row = self._connection.execute(statement).mappings().first()
        return None if row is None else request_from_row(row)

    def lock(self, tender_id: TenderId, request_id: ReasonRequestId) -> ReasonRequest:
        """Read a request and hold its row, or refuse ``TND-NOT-FOUND``."""
        keys = {"tender": tender_id.value, "request": request_id.value}
        row = self._connection.execute(_REQUEST, keys).mappings().one_or_none()
        if row is None:
            refuse(Code.NOT_FOUND, object=request_id)
        return request_from_row(row)

    def add(self, request: ReasonRequest) -> None:
        """Keep a new request."""
        self._connection.execute(reason_request.insert(), request_to_row(request))

    def save(self, request: ReasonRequest) -> None:
        """Keep the answer to a request that is locked."""
        row = request_to_row(request)
        key = reason_request.c.id == row.pop("id")
        self._connection.execute(reason_request.update().where(key).values(row))


def letter_to_row(letter: Rejection) -> dict[str, Any]:
    """Write a letter as its row."""
    sending = letter.sending
    return {
        "id": letter.rejection_id.value,
        "version": letter.version,
        "decision_id": letter.decision_id.value,
        "tender_id": letter.tender_id.value,
        "lot_id": letter.lot_id.value,
        "response_id": letter.response_id.value,
        "siret": letter.tenderer_siret.value,
        "name": letter.tenderer_name,
        "ground": letter.ground.value,
        "rank": letter.rank,
        "total": letter.total,
        "set_aside": setting_aside_to_json(letter.set_aside),
        "content": letter.text,
        "transmission": sending.transmission.value if sending else None,
        "sent_on": sending.sent_on if sending else None,
        "recorded_at": sending.recorded_at if sending else None,
        "message_id": sending.message_id if sending else None,
        "sent_content": letter.sent_text,
    }


def letter_from_row(row: RowMapping) -> Rejection:
    """Read a letter from its row."""
    sending = None
    if row["sent_on"] is not None:
        sending = Sending(Transmission(row["transmission"]), row["sent_on"], row["recorded_at"], row["message_id"])
    return Rejection(
        rejection_id=RejectionId(row["id"]),
        version=row["version"],
        decision_id=AwardDecisionId(row["decision_id"]),
        tender_id=TenderId(row["tender_id"]),
        lot_id=LotId(row["lot_id"]),
        response_id=DepositId(row["response_id"]),
        tenderer_siret=Siret.parse(row["siret"]),
        tenderer_name=row["name"],
        ground=RejectionGround(row["ground"]),
        rank=row["rank"],
        total=row["total"],
        set_aside=setting_aside_from_json(row["set_aside"]),
        text=row["content"],
        sending=sending,
        sent_text=row["sent_content"],
    )


def check_to_row(check: WinnerCheck) -> dict[str, Any]:
    """Write a request of documents as its row."""
    return {
        "id": check.check_id.value,
        "tender_id": check.tender_id.value,
        "lot_id": check.lot_id.value,
        "response_id": check.response_id.value,
        "siret": check.tenderer_siret.value,
        "documents": list(check.documents),
        "deadline": check.deadline.at,
        "asked_at": check.asked_at,
        "outcome": check.outcome.value,
        "reason": check.reason,
        "settled_on": check.settled_on,
    }


def check_from_row(row: RowMapping) -> WinnerCheck:
    """Read a request of documents from its row."""
    return WinnerCheck(
        check_id=WinnerCheckId(row["id"]),
        tender_id=TenderId(row["tender_id"]),
        lot_id=LotId(row["lot_id"]),
        response_id=DepositId(row["response_id"]),
        tenderer_siret=Siret.parse(row["siret"]),
        documents=tuple(row["documents"]),
        deadline=Deadline(row["deadline"]),
        asked_at=row["asked_at"],
        outcome=CheckOutcome(row["outcome"]),
        reason=row["reason"],
        settled_on=row["settled_on"],
    )


def request_to_row(request: ReasonRequest) -> dict[str, Any]:
    """Write a request of reasons as its row."""
    return {
        "id": request.request_id.value,
        "tender_id": request.tender_id.value,
        "rejection_id": request.rejection_id.value,
        "siret": request.tenderer_siret.value,
        "received_on": request.received_on,
        "due_on": request.due_on,
        "confidence": request.confidence,
        "answer": request.answer,
        "answered_on": request.answered_on,
    }


def request_from_row(row: RowMapping) -> ReasonRequest:
    """Read a request of reasons from its row."""
    return ReasonRequest(
        request_id=ReasonRequestId(row["id"]),
        tender_id=TenderId(row["tender_id"]),
        rejection_id=RejectionId(row["rejection_id"]),
        tenderer_siret=Siret.parse(row["siret"]),
        received_on=row["received_on"],
        due_on=row["due_on"],
        confidence=row["confidence"],
        answer=row["answer"],
        answered_on=row["answered_on"],
    )
