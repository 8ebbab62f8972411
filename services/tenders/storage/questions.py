"""The repository of questions and answers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, func, select

from services.tenders.domain.errors import Code
from services.tenders.domain.questions import Author, Question, QuestionStatus
from services.tenders.storage.questions_tables import question as table
from services.tenders.storage.visibility import seen_by, visible
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import QuestionId, RegistrationId


class SqlQuestions:
    """Questions as one principal sees them."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._seen = seen_by(principal)

    def lock(self, tender_id: TenderId, question_id: QuestionId) -> Question:
        """Read a question of the principal's organisation and hold it, or refuse ``TND-NOT-FOUND``."""
        return self._lock(tender_id, question_id, visible(table))

    def lock_own(self, tender_id: TenderId, question_id: QuestionId, author: Author) -> Question:
        """Read a question of this author and hold it, or refuse ``TND-NOT-FOUND``."""
        return self._lock(tender_id, question_id, _of(author))

    def page(
        self, tender_id: TenderId, *, status: QuestionStatus | None, after: QuestionId | None, limit: int
    ) -> Sequence[Question]:
        """Give questions of a consultation of the principal's organisation, the oldest first."""
        conditions = [table.c.tender_id == tender_id.value, visible(table)]
        conditions += [] if status is None else [table.c.status == status.value]
        conditions += [] if after is None else [table.c.id > after.value]
        return self._read(*conditions, limit=limit)

    def of_author(self, tender_id: TenderId, author: Author) -> Sequence[Question]:
        """Give the questions of one author, the oldest first."""
        return self._read(table.c.tender_id == tender_id.value, _of(author))

    def answered(self, tender_id: TenderId) -> Sequence[Question]:
        """Give the answered questions by their number."""
        answered = table.c.status == QuestionStatus.ANSWERED.value
        found = self._read(table.c.tender_id == tender_id.value, answered)
        return sorted(found, key=lambda each: each.number or 0)

    def add(self, question: Question) -> None:
        """Keep a new question."""
        self._connection.execute(table.insert(), to_row(question))

    def save(self, question: Question) -> None:
        """Keep the next version of a question that is held."""
        row = to_row(question)
        same = (table.c.id == row.pop("id")) & (table.c.version == question.version - 1)
        if self._connection.execute(table.update().where(same).values(row)).rowcount != 1:
            raise RuntimeError(f"question {question.question_id} was saved without its lock")

    def next_number(self, tender_id: TenderId) -> int:
        """Give the number of the next answer of a consultation that is locked."""
        statement = select(func.coalesce(func.max(table.c.number), 0) + 1)
        return int(self._connection.execute(statement.where(table.c.tender_id == tender_id.value)).scalar_one())

    def _lock(self, tender_id: TenderId, question_id: QuestionId, condition: ColumnElement[bool]) -> Question:
        same = (table.c.id == question_id.value) & (table.c.tender_id == tender_id.value)
        statement = select(table).where(same, condition).with_for_update()
        row = self._connection.execute(statement, self._seen).mappings().one_or_none()
        if row is None:
            refuse(Code.NOT_FOUND, object=question_id)
        return from_row(row)

    def _read(self, *conditions: ColumnElement[bool], limit: int | None = None) -> Sequence[Question]:
        statement = select(table).where(*conditions).order_by(table.c.id).limit(limit)
        return [from_row(row) for row in self._connection.execute(statement, self._seen).mappings()]


def to_row(question: Question) -> dict[str, Any]:
    """Write a question as its row."""
    author = question.author
    return {
        "id": question.question_id.value,
        "tender_id": question.tender_id.value,
        "organisation": question.organisation.value,
        "version": question.version,
        "status": question.status.value,
        "author_siret": None if author.siret is None else author.siret.value,
        "registration_id": None if author.registration_id is None else author.registration_id.value,
        "content": question.content,
        "asked_at": question.asked_at,
        "too_late": question.too_late,
        "number": question.number,
        "published_text": question.published_text,
        "answer": question.answer,
        "refusal_reason": question.refusal_reason,
        "settled_at": question.settled_at,
    }


def from_row(row: RowMapping) -> Question:
    """Read a question from its row."""
    siret, registration = row["author_siret"], row["registration_id"]
    return Question(
        question_id=QuestionId(row["id"]),
        tender_id=TenderId(row["tender_id"]),
        organisation=Siret.parse(row["organisation"]),
        version=row["version"],
        status=QuestionStatus(row["status"]),
        author=Author(
            None if siret is None else Siret.parse(siret),
            None if registration is None else RegistrationId(registration),
        ),
        content=row["content"],
        asked_at=row["asked_at"],
        too_late=row["too_late"],
        number=row["number"],
        published_text=row["published_text"],
        answer=row["answer"],
        refusal_reason=row["refusal_reason"],
        settled_at=row["settled_at"],
    )


def _of(author: Author) -> ColumnElement[bool]:
    if author.siret is not None:
        return table.c.author_siret == author.siret.value
    assert author.registration_id is not None, "an author is one of the two"  # noqa: S101 - Author checks it
    return table.c.registration_id == author.registration_id.value
