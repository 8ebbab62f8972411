"""The repository of examined candidacies; the consultation was read, hence allowed, before it."""

from types import MappingProxyType

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from services.tenders.domain.candidacies import CandidacyExamination, ExaminationOrder
from services.tenders.domain.candidate_selection import Selection
from services.tenders.storage.evaluation_parts import (
    candidacy_from_json,
    candidacy_to_json,
    selection_from_json,
    selection_to_json,
)
from services.tenders.storage.evaluations_tables import candidacy_examination as table
from shared.kernel.ids import DepositId, LotId, TenderId


class SqlCandidacies:
    """Examinations of candidacies, one for each lot."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, tender_id: TenderId, lot_id: LotId) -> CandidacyExamination:
        """Read the examination of a lot; version 0 when nothing was entered yet."""
        statement = select(table).where(table.c.tender_id == tender_id.value, table.c.lot_id == lot_id.value)
        row = self._connection.execute(statement).mappings().one_or_none()
        if row is None:
            return CandidacyExamination(tender_id, lot_id)
        sheets = {DepositId.parse(key): candidacy_from_json(part) for key, part in row["sheets"].items()}
        order = ExaminationOrder(row["examination_order"])
        return CandidacyExamination(tender_id, lot_id, row["version"], order, MappingProxyType(sheets))

    def save(self, examination: CandidacyExamination) -> None:
        """Keep the next version of an examination; what was decided about invitations stays."""
        row = {
            "tender_id": examination.tender_id.value,
            "lot_id": examination.lot_id.value,
            "version": examination.version,
            "examination_order": examination.order.value,
            "sheets": {str(key): candidacy_to_json(sheet) for key, sheet in examination.sheets.items()},
        }
        changed = {name: row[name] for name in ("version", "examination_order", "sheets")}
        statement = insert(table).values(row)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["tender_id", "lot_id"], set_=changed))

    def selection(self, tender_id: TenderId, lot_id: LotId) -> Selection | None:
        """Give who is invited for a lot, when it was decided."""
        statement = select(table.c.selection).where(
            table.c.tender_id == tender_id.value, table.c.lot_id == lot_id.value
        )
        return selection_from_json(self._connection.execute(statement).scalar_one_or_none())

    def save_selection(self, examination: CandidacyExamination, selection: Selection) -> None:
        """Keep who is invited for a lot."""
        self.save(examination)
        statement = table.update().where(
            table.c.tender_id == examination.tender_id.value, table.c.lot_id == examination.lot_id.value
        )
        self._connection.execute(statement.values(selection=selection_to_json(selection)))
