"""What is read and kept of questions and answers."""

from collections.abc import Sequence
from typing import Protocol

from services.tenders.domain.questions import Author, Question, QuestionStatus
from shared.kernel.ids import TenderId
from shared.kernel.tender_ids import QuestionId


class Questions(Protocol):
    """Questions; each reader sees its own: the buyer's agents all, an author its own, anybody the answered ones."""

    def lock(self, tender_id: TenderId, question_id: QuestionId) -> Question:
        """Read a question of the principal's organisation and hold it, or refuse ``TND-NOT-FOUND``."""

    def lock_own(self, tender_id: TenderId, question_id: QuestionId, author: Author) -> Question:
        """Read a question of this author and hold it, or refuse ``TND-NOT-FOUND``."""

    def page(
        self, tender_id: TenderId, *, status: QuestionStatus | None, after: QuestionId | None, limit: int
    ) -> Sequence[Question]:
        """Give questions of a consultation of the principal's organisation, the oldest first."""

    def of_author(self, tender_id: TenderId, author: Author) -> Sequence[Question]:
        """Give the questions of one author, the oldest first."""

    def answered(self, tender_id: TenderId) -> Sequence[Question]:
        """Give the answered questions by their number."""

    def add(self, question: Question) -> None:
        """Keep a new question."""

    def save(self, question: Question) -> None:
        """Keep the next version of a question that is held."""

    def next_number(self, tender_id: TenderId) -> int:
        """Give the number of the next answer of a consultation that is locked."""
