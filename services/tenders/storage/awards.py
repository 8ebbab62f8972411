"""The repositories of evaluation grids and awards; the consultation was read, hence allowed, before them."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, RowMapping, select
from sqlalchemy.dialects.postgresql import insert

from services.tenders.domain.awards import Award
from services.tenders.domain.evaluation import Evaluation
from services.tenders.domain.standstill import Standstill, StandstillBasis
from services.tenders.storage.grid_parts import (
    notice_from_json,
    notice_to_json,
    ranked_from_json,
    ranked_to_json,
    sheet_from_json,
    sheet_to_json,
)
from services.tenders.storage.tables import award, evaluation
from shared.kernel.ids import AwardId, DepositId, LotId, TenderId


class SqlEvaluations:
    """Evaluation grids, one for each lot."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, tender_id: TenderId, lot_id: LotId) -> Evaluation:
        """Read the grid of a lot; version 0 and no sheet when nothing was entered yet."""
        statement = select(evaluation.c.version, evaluation.c.sheets).where(
            evaluation.c.tender_id == tender_id.value, evaluation.c.lot_id == lot_id.value
        )
        row = self._connection.execute(statement).one_or_none()
        version, parts = (0, {}) if row is None else (row.version, row.sheets)
        sheets = {DepositId.parse(key): sheet_from_json(part) for key, part in parts.items()}
        return Evaluation(tender_id, lot_id, version, MappingProxyType(sheets))

    def save(self, grid: Evaluation) -> None:
        """Keep the next version of a grid; the consultation's lock keeps two agents apart."""
        row = {
            "tender_id": grid.tender_id.value,
            "lot_id": grid.lot_id.value,
            "version": grid.version,
            "sheets": {str(response_id): sheet_to_json(sheet) for response_id, sheet in grid.sheets.items()},
        }
        changed = {"version": row["version"], "sheets": row["sheets"]}
        statement = insert(evaluation).values(row)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["tender_id", "lot_id"], set_=changed))


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


def to_row(decided: Award) -> dict[str, Any]:
    """Write an award as its row."""
    return {
        "id": decided.award_id.value,
        "tender_id": decided.tender_id.value,
        "lot_id": decided.lot_id.value,
        "response_id": decided.winner.response_id.value,
        "ranking": [ranked_to_json(bid) for bid in decided.ranking],
        "reason": decided.reason,
        "notices": [notice_to_json(notice) for notice in decided.notices],
        "standstill_basis": decided.standstill.basis.value,
        "sent_on": decided.standstill.sent_on,
        "standstill_ends_on": decided.standstill.ends_on,
        "standstill_confidence": decided.standstill.confidence,
        "awarded_at": decided.awarded_at,
    }


def from_row(row: RowMapping) -> Award:
    """Read an award from its row; the winner is the bid of the ranking that was chosen."""
    ranking = tuple(ranked_from_json(part) for part in row["ranking"])
    chosen = DepositId(row["response_id"])
    return Award(
        award_id=AwardId(row["id"]),
        tender_id=TenderId(row["tender_id"]),
        lot_id=LotId(row["lot_id"]),
        winner=next(bid for bid in ranking if bid.response_id == chosen),
        ranking=ranking,
        reason=row["reason"],
        notices=tuple(notice_from_json(part) for part in row["notices"]),
        standstill=Standstill(
            basis=StandstillBasis(row["standstill_basis"]),
            sent_on=row["sent_on"],
            ends_on=row["standstill_ends_on"],
            confidence=row["standstill_confidence"],
        ),
        awarded_at=row["awarded_at"],
    )
