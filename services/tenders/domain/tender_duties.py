"""The duties of a consultation before its contracts: questions, letters of rejection, reasons, presentation report."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from services.tenders.domain.award_states import AwardStatus
from services.tenders.domain.awards import Award
from services.tenders.domain.duties import Duty, DutyCode
from services.tenders.domain.law.codes import ObligationCode
from services.tenders.domain.questions import Question, QuestionStatus
from services.tenders.domain.reason_requests import ReasonRequest
from shared.kernel.ids import TenderId


def question_duties(questions: Iterable[Question], *, last_day: date, confidence: str) -> Iterator[Duty]:
    """Give one duty for each question that waits for its answer; none is due for one asked too late (R2132-6)."""
    for question in questions:
        if question.status is QuestionStatus.ASKED and not question.too_late:
            yield Duty(
                code=DutyCode.QUESTION_ANSWER,
                object_id=str(question.question_id),
                article="R2132-6",
                what="Répondre à une question, à tous en même temps ; plus tard, la date limite recule.",
                due_on=last_day,
                confidence=confidence,
            )


def award_duties(awards: Iterable[Award]) -> Iterator[Duty]:
    """Give the letters of rejection that must leave without delay, award by award (R2181-1)."""
    for award in awards:
        if award.status is not AwardStatus.WITHDRAWN:
            sent = award.standstill
            yield Duty(
                code=DutyCode.REJECTION_LETTERS,
                object_id=str(award.award_id),
                article="R2181-1, R2181-3",
                what="Écrire sans délai à chaque entreprise qui n'est pas retenue.",
                due_on=None,
                confidence="A",
                done_on=None if sent is None else sent.sent_on,
            )


def reason_duties(requests: Iterable[ReasonRequest]) -> Iterator[Duty]:
    """Give the requests of reasons, answered or not (R2181-2, R2181-4)."""
    for request in requests:
        yield Duty(
            code=DutyCode.REASONS,
            object_id=str(request.request_id),
            article="R2181-2, R2181-4",
            what="Donner les motifs du rejet à l'entreprise qui les demande.",
            due_on=request.due_on,
            confidence=request.confidence,
            done_on=request.answered_on,
        )


def report_duties(tender_id: TenderId, obligations: Collection[ObligationCode]) -> Iterator[Duty]:
    """Give the presentation report where the law asks for one (R2184-1)."""
    if ObligationCode.PRESENTATION_REPORT in obligations:
        yield Duty(
            code=DutyCode.PRESENTATION_REPORT,
            object_id=str(tender_id),
            article="R2184-1 à R2184-6",
            what="Établir le rapport de présentation de la procédure.",
            due_on=None,
            confidence="A",
        )
