"""The repository of awards; the consultation was read, hence allowed, before them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from services.tenders.domain.award_states import AwardStatus
from services.tenders.domain.awards import Award
from services.tenders.domain.errors import Code
from services.tenders.domain.standstill import Standstill, StandstillBasis
from services.tenders.storage.award_parts import (
    adjustment_from_json,
    adjustment_to_json,
    decision_from_json,
    decision_to_json,
    withdrawal_from_json,
    withdrawal_to_json,
)
from services.tenders.storage.grid_parts import (
    ranked_from_json,
    ranked_to_json,
)
from services.tenders.storage.tables import award
from shared.kernel.ids import AwardId, DepositId, LotId, TenderId
from shared.kernel.refusal import refuse
from shared.kernel.tender_ids import AwardDecisionId


class SqlAwards:
    """Awards of consultations."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_tender(self, tender_id: TenderId) -> Sequence[Award]:
        """Give the awards of a consultation, in the order in which they were decided."""
        statement = select(award).where(award.c.tender_id == tender_id.value).order_by(award.c.id)
        return [from_row(row) for row in self._connection.execute(statement).mappings()]

    def add(self, decided: Award) -> None:
        """Keep a new award."""
        self._connection.execute(award.insert(), to_row(decided))

    def save(self, decided: Award) -> None:
        """Keep the next version of an award, or refuse ``HTTP-VERSION-STALE``."""
        row = to_row(decided)
        keys = (award.c.id == row.pop("id"), award.c.version == decided.version - 1)
        if self._connection.execute(award.update().where(*keys).values(row)).rowcount != 1:
            refuse(Code.VERSION_STALE, expected=decided.version - 1, current=decided.version)


def to_row(decided: Award) -> dict[str, Any]:
    """Write an award as its row."""
    standstill = decided.standstill
    return {
        "id": decided.award_id.value,
        "version": decided.version,
        "status": decided.status.value,
        "tender_id": decided.tender_id.value,
        "lot_id": decided.lot_id.value,
        "decision_id": decided.decision.decision_id.value,
        "decision": decision_to_json(decided.decision),
        "response_id": decided.winner.response_id.value,
        "ranking": [ranked_to_json(bid) for bid in decided.decision.ranking],
        "reason": decided.decision.reason,
        "standstill_basis": standstill.basis.value if standstill else None,
        "sent_on": standstill.sent_on if standstill else None,
        "standstill_ends_on": standstill.ends_on if standstill else None,
        "standstill_confidence": standstill.confidence if standstill else None,
        "adjustments": [adjustment_to_json(adjustment) for adjustment in decided.adjustments],
        "withdrawal": withdrawal_to_json(decided.withdrawal),
        "awarded_at": decided.awarded_at,
    }


def from_row(row: RowMapping) -> Award:
    """Read an award from its row; the winner is the bid of the ranking that was chosen."""
    ranking = tuple(ranked_from_json(part) for part in row["ranking"])
    chosen = DepositId(row["response_id"])
    return Award(
        award_id=AwardId(row["id"]),
        version=row["version"],
        status=AwardStatus(row["status"]),
        tender_id=TenderId(row["tender_id"]),
        lot_id=LotId(row["lot_id"]),
        decision=decision_from_json(
            row["decision"],
            decision_id=AwardDecisionId(row["decision_id"]),
            ranking=ranking,
            reason=row["reason"],
        ),
        winner=next(bid for bid in ranking if bid.response_id == chosen),
        awarded_at=row["awarded_at"],
        standstill=_standstill(row),
        adjustments=tuple(adjustment_from_json(part) for part in row["adjustments"]),
        withdrawal=withdrawal_from_json(row["withdrawal"]),
    )


def _standstill(row: RowMapping) -> Standstill | None:
    if row["standstill_basis"] is None:
        return None
    return Standstill(
        basis=StandstillBasis(row["standstill_basis"]),
        sent_on=row["sent_on"],
        ends_on=row["standstill_ends_on"],
        confidence=row["standstill_confidence"],
    )
