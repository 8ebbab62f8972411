"""The repository of changes of published consultations."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from services.tenders.domain.rectifications import ChangedItem, Importance, ItemKind, Rectification
from services.tenders.storage.rectifications_tables import rectification as table
from shared.kernel.deadline import Deadline
from shared.kernel.ids import TenderId
from shared.kernel.tender_ids import RectificationId


class SqlRectifications:
    """Changes; who may read their reasons is decided where the consultation is read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_tender(self, tender_id: TenderId) -> Sequence[Rectification]:
        """Give the changes of a consultation, the oldest first."""
        statement = select(table).where(table.c.tender_id == tender_id.value).order_by(table.c.number)
        return [from_row(row) for row in self._connection.execute(statement).mappings()]

    def add(self, rectification: Rectification) -> None:
        """Keep a change."""
        self._connection.execute(table.insert(), to_row(rectification))

    def next_number(self, tender_id: TenderId) -> int:
        """Give the number of the next change of a consultation that is locked."""
        statement = select(func.coalesce(func.max(table.c.number), 0) + 1)
        return int(self._connection.execute(statement.where(table.c.tender_id == tender_id.value)).scalar_one())


def to_row(change: Rectification) -> dict[str, Any]:
    """Write a change as its row."""
    proposed = change.deadline_proposed
    return {
        "id": change.rectification_id.value,
        "tender_id": change.tender_id.value,
        "number": change.number,
        "made_at": change.made_at,
        "items": [_item_to_json(item) for item in change.items],
        "importance": change.importance.value,
        "importance_reason": change.importance_reason,
        "deadline_before": change.deadline_before.at,
        "deadline_after": change.deadline_after.at,
        "deadline_proposed": None if proposed is None else proposed.at,
        "override_reason": change.override_reason,
    }


def from_row(row: RowMapping) -> Rectification:
    """Read a change from its row."""
    proposed = row["deadline_proposed"]
    return Rectification(
        rectification_id=RectificationId(row["id"]),
        tender_id=TenderId(row["tender_id"]),
        number=row["number"],
        made_at=row["made_at"],
        items=tuple(_item_from_json(part) for part in row["items"]),
        importance=Importance(row["importance"]),
        importance_reason=row["importance_reason"],
        deadline_before=Deadline(row["deadline_before"]),
        deadline_after=Deadline(row["deadline_after"]),
        deadline_proposed=None if proposed is None else Deadline(proposed),
        override_reason=row["override_reason"],
    )


def _item_to_json(item: ChangedItem) -> dict[str, Any]:
    return {
        "kind": item.kind.value,
        "name": item.name,
        "nature": item.nature,
        "before": item.before,
        "after": item.after,
    }


def _item_from_json(part: Mapping[str, Any]) -> ChangedItem:
    return ChangedItem(ItemKind(part["kind"]), part["name"], part["nature"], part["before"], part["after"])
