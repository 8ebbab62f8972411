"""The repositories of grids, methods, notes and inquiries; the consultation was read, hence allowed, before them."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, RowMapping, select, update
from sqlalchemy.dialects.postgresql import insert

from services.tenders.domain.evaluation import Evaluation
from services.tenders.domain.grading import EvaluationMethod
from services.tenders.domain.inquiries import Inquiry, InquiryKind
from services.tenders.domain.price_formulas import PriceFormula
from services.tenders.ports.evaluations import KeptNote
from services.tenders.storage.evaluation_parts import answers_from_json, answers_to_json, sheet_from_json, sheet_to_json
from services.tenders.storage.evaluations_tables import evaluation_method, evaluation_note, evaluation_round, inquiry
from services.tenders.storage.tables import evaluation
from shared.kernel.ids import DepositId, LotId, TenderId
from shared.kernel.percentage import Percentage
from shared.kernel.tender_ids import InquiryId


class SqlEvaluations:
    """Evaluation grids, one for each lot, with the grids of earlier rounds, the method and every note."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, tender_id: TenderId, lot_id: LotId) -> Evaluation:
        """Read the grid of a lot; version 0 and no sheet when nothing was entered yet."""
        statement = select(evaluation).where(
            evaluation.c.tender_id == tender_id.value, evaluation.c.lot_id == lot_id.value
        )
        row = self._connection.execute(statement).mappings().one_or_none()
        return Evaluation(tender_id, lot_id, 0, MappingProxyType({})) if row is None else _grid(row)

    def save(self, grid: Evaluation) -> None:
        """Keep the next version of a grid; the consultation's lock keeps two agents apart."""
        row = {**_key(grid), "stage_id": None if grid.stage_id is None else grid.stage_id.value, **_sheets(grid)}
        changed = {name: row[name] for name in ("version", "sheets", "stage_id")}
        statement = insert(evaluation).values(row)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["tender_id", "lot_id"], set_=changed))

    def end_round(self, grid: Evaluation, *, stage_id: TenderId, at: datetime) -> None:
        """Keep the last grid of a round that is over."""
        row = {**_key(grid), "stage_id": stage_id.value, **_sheets(grid), "ended_at": at}
        self._connection.execute(insert(evaluation_round).values(row).on_conflict_do_nothing())

    def rounds(self, tender_id: TenderId, lot_id: LotId) -> Sequence[Evaluation]:
        """Give the grids of the rounds that are over, the first round first."""
        table = evaluation_round
        statement = select(table).where(table.c.tender_id == tender_id.value, table.c.lot_id == lot_id.value)
        return [_grid(row) for row in self._connection.execute(statement.order_by(table.c.ended_at)).mappings()]

    def note(self, notes: Sequence[KeptNote]) -> None:
        """Keep notes as they were given, for ever."""
        if notes:
            self._connection.execute(evaluation_note.insert(), [_note_row(note) for note in notes])

    def notes(self, tender_id: TenderId, lot_id: LotId, *, limit: int) -> Sequence[KeptNote]:
        """Give the last notes of a lot, the latest first."""
        table = evaluation_note
        statement = select(table).where(table.c.tender_id == tender_id.value, table.c.lot_id == lot_id.value)
        ordered = statement.order_by(table.c.version.desc(), table.c.response_id, table.c.entry).limit(limit)
        return [_note(row) for row in self._connection.execute(ordered).mappings()]

    def method(self, tender_id: TenderId) -> EvaluationMethod:
        """Give the method that the buyer chose, or the default one, of version 0."""
        statement = select(evaluation_method).where(evaluation_method.c.tender_id == tender_id.value)
        row = self._connection.execute(statement).mappings().one_or_none()
        return EvaluationMethod(tender_id) if row is None else _method(row)

    def save_method(self, method: EvaluationMethod) -> None:
        """Keep the next version of a method."""
        row = {
            "tender_id": method.tender_id.value,
            "version": method.version,
            "formula": method.formula.value,
            "step": None if method.step is None else method.step.value,
            "weights": {code: str(weight) for code, weight in method.weights.items()},
            "amount_basis": method.amount_basis,
            "published": method.published,
        }
        changed = {name: value for name, value in row.items() if name != "tender_id"}
        statement = insert(evaluation_method).values(row)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["tender_id"], set_=changed))


class SqlInquiries:
    """What was asked of candidates and tenderers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_tender(self, tender_id: TenderId) -> Sequence[Inquiry]:
        """Give the inquiries of a consultation, in the order of their sending."""
        statement = select(inquiry).where(inquiry.c.tender_id == tender_id.value).order_by(inquiry.c.id)
        return [_inquiry(row) for row in self._connection.execute(statement).mappings()]

    def add(self, asked: Inquiry) -> None:
        """Keep a new inquiry."""
        row = {
            "id": asked.inquiry_id.value,
            "tender_id": asked.tender_id.value,
            "lot_id": asked.lot_id.value,
            "version": asked.version,
            "kind": asked.kind.value,
            "response_ids": [str(response_id) for response_id in asked.response_ids],
            "text": asked.text,
            "sent_at": asked.sent_at,
            "due_at": asked.due_at,
            "partial_reason": asked.partial_reason,
            "answers": answers_to_json(asked.answers),
        }
        self._connection.execute(inquiry.insert(), row)

    def save(self, asked: Inquiry) -> None:
        """Keep the next version of an inquiry; the consultation's lock keeps two agents apart."""
        changed = {"version": asked.version, "answers": answers_to_json(asked.answers)}
        self._connection.execute(update(inquiry).where(inquiry.c.id == asked.inquiry_id.value).values(changed))


def _key(grid: Evaluation) -> dict[str, Any]:
    return {"tender_id": grid.tender_id.value, "lot_id": grid.lot_id.value}


def _sheets(grid: Evaluation) -> dict[str, Any]:
    sheets = {str(response_id): sheet_to_json(sheet) for response_id, sheet in grid.sheets.items()}
    return {"version": grid.version, "sheets": sheets}


def _grid(row: RowMapping) -> Evaluation:
    sheets = {DepositId.parse(key): sheet_from_json(part) for key, part in row["sheets"].items()}
    stage = None if row["stage_id"] is None else TenderId(row["stage_id"])
    return Evaluation(TenderId(row["tender_id"]), LotId(row["lot_id"]), row["version"], MappingProxyType(sheets), stage)


def _note_row(note: KeptNote) -> dict[str, Any]:
    return {
        "tender_id": note.tender_id.value,
        "lot_id": note.lot_id.value,
        "version": note.version,
        "response_id": note.response_id.value,
        "entry": note.entry,
        "score": note.score,
        "justification": note.justification,
        "author": note.author,
        "noted_at": note.noted_at,
    }


def _note(row: RowMapping) -> KeptNote:
    return KeptNote(
        tender_id=TenderId(row["tender_id"]),
        lot_id=LotId(row["lot_id"]),
        version=row["version"],
        response_id=DepositId(row["response_id"]),
        entry=row["entry"],
        score=Decimal(row["score"]),
        justification=row["justification"],
        author=row["author"],
        noted_at=row["noted_at"],
    )


def _method(row: RowMapping) -> EvaluationMethod:
    return EvaluationMethod(
        tender_id=TenderId(row["tender_id"]),
        version=row["version"],
        formula=PriceFormula(row["formula"]),
        step=None if row["step"] is None else Percentage(row["step"]),
        weights=MappingProxyType({code: Percentage.parse(text) for code, text in row["weights"].items()}),
        amount_basis=row["amount_basis"],
        published=row["published"],
    )


def _inquiry(row: RowMapping) -> Inquiry:
    return Inquiry(
        inquiry_id=InquiryId(row["id"]),
        tender_id=TenderId(row["tender_id"]),
        lot_id=LotId(row["lot_id"]),
        version=row["version"],
        kind=InquiryKind(row["kind"]),
        response_ids=tuple(DepositId.parse(each) for each in row["response_ids"]),
        text=row["text"],
        sent_at=row["sent_at"],
        due_at=row["due_at"],
        partial_reason=row["partial_reason"],
        answers=answers_from_json(row["answers"]),
    )
