"""What callers receive about questions: the author its own, the buyer all, everybody the answers without authors."""

from collections.abc import Sequence
from datetime import date, datetime

from pydantic import BaseModel, Field

from services.tenders.domain.extensions import answer_period, last_answer_day
from services.tenders.domain.model import Tender
from services.tenders.domain.questions import Question, QuestionStatus
from services.tenders.domain.states import TenderStatus
from shared.legal import LegalTable


class OwnQuestionOut(BaseModel):
    """One's own question."""

    question_id: str
    status: str
    content: str
    asked_at: datetime
    too_late: bool = Field(description="Posée trop tard pour qu'une réponse soit due.")
    number: int | None
    answer: str | None
    refusal_reason: str | None

    @classmethod
    def of(cls, question: Question) -> "OwnQuestionOut":
        """Write a question for its author."""
        return cls(
            question_id=str(question.question_id),
            status=question.status.value,
            content=question.content,
            asked_at=question.asked_at,
            too_late=question.too_late,
            number=question.number,
            answer=question.answer,
            refusal_reason=question.refusal_reason,
        )


class OwnQuestionsOut(BaseModel):
    """One's own questions, the oldest first."""

    items: list[OwnQuestionOut]


class QuestionOut(OwnQuestionOut):
    """One question as the buyer sees it; ``answer_due_on`` is the last day on which its answer is in time."""

    version: int
    author_siret: str | None
    published_text: str | None
    answer_due_on: date | None

    @classmethod
    def of(cls, question: Question, *, due: date | None = None) -> "QuestionOut":
        """Write a question for the buyer's agents."""
        siret = question.author.siret
        waits = question.status is QuestionStatus.ASKED and not question.too_late
        return cls(
            **OwnQuestionOut.of(question).model_dump(),
            version=question.version,
            author_siret=None if siret is None else siret.value,
            published_text=question.published_text,
            answer_due_on=due if waits else None,
        )


class AnswerOut(BaseModel):
    """One question and its answer, as everybody reads them; neither the author nor the hour of asking."""

    number: int
    question: str
    answer: str
    answered_at: datetime


class AnswersOut(BaseModel):
    """The answers, by their number."""

    items: list[AnswerOut]

    @classmethod
    def of(cls, questions: Sequence[Question]) -> "AnswersOut":
        """Write the answered questions."""
        items = [
            {
                "number": each.number,
                "question": each.published_text,
                "answer": each.answer,
                "answered_at": each.settled_at,
            }
            for each in questions
        ]
        return cls.model_validate({"items": items})


def due_of(tender: Tender, *, law: LegalTable) -> date | None:
    """Give the last day on which an answer is in time, while responses are received (R2132-6)."""
    if tender.status is not TenderStatus.PUBLISHED:
        return None
    return last_answer_day(deadline=tender.current_stage.deadline, days=answer_period(tender, law=law).whole)
