"""Asking, answering, refusing (questions et réponses), CCP R2132-6: hidden until answered, told to all at once.

No text and no author ever enters an event, the journal or another company's message.
"""

from dataclasses import dataclass

from services.tenders.domain import lifecycle
from services.tenders.domain import questions as rules
from services.tenders.domain.errors import Code, refuse_if
from services.tenders.domain.extensions import answer_period, last_answer_day
from services.tenders.domain.messages import MessageKind, Recipient
from services.tenders.domain.model import Tender
from services.tenders.domain.public_changes import PublicChangeKind
from services.tenders.domain.questions import Author, Question, QuestionStatus
from services.tenders.domain.rectifications import UNSAID, ChangedItem, Decision, Importance, ItemKind, Judgement
from services.tenders.domain.registrations import RegistrationStatus, token_digest
from services.tenders.domain.states import TenderStatus
from services.tenders.handlers.changes import announce_change
from services.tenders.handlers.messages import SendMessage, send_message
from services.tenders.handlers.rectifications import check_override, keep_rectification
from services.tenders.handlers.telling import recipient_of, tell_registered
from services.tenders.ports import UnitOfWork
from shared.kernel.ids import TenderId
from shared.kernel.paris import legal_day
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.refusal import refuse
from shared.kernel.tender_ids import QuestionId, RegistrationId
from shared.legal import LegalTable


@dataclass(frozen=True, slots=True)
class AskQuestion:
    """Command: ask; ``token`` is that of a confirmed registration, for whoever has no identity of a company."""

    tender_id: TenderId
    content: str
    token: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """Command: answer everybody; ``text`` rephrases the question, None publishes it as it was asked."""

    tender_id: TenderId
    question_id: QuestionId
    expected_version: int
    text: str | None
    answer: str
    names_nobody: bool = False
    decision: Decision = UNSAID


@dataclass(frozen=True, slots=True)
class RefuseQuestion:
    """Command: refuse to answer; the author alone reads the reason."""

    tender_id: TenderId
    question_id: QuestionId
    expected_version: int
    reason: str


def ask_question(command: AskQuestion, *, uow: UnitOfWork, law: LegalTable) -> Question:
    """Ask a question until the deadline; one asked too late to be answered in time is kept and marked.

    Raises:
        Refused: the consultation does not receive responses, or the author is not known.
    """
    tender = uow.tenders.published(command.tender_id)
    if tender.status is not TenderStatus.PUBLISHED:
        refuse(Code.ACTION_IMPOSSIBLE, status=tender.status, action="ask")
    author = author_of(command.tender_id, command.token, uow=uow)
    now = uow.clock.now()
    days = answer_period(tender, law=law).whole
    deadline, today = tender.current_stage.deadline, legal_day(tender.timeline.legal_at(now))
    question = Question(
        question_id=uow.ids.new(QuestionId),
        tender_id=tender.tender_id,
        organisation=tender.buyer.siret,
        version=1,
        status=QuestionStatus.ASKED,
        author=author,
        content=command.content,
        asked_at=now,
        too_late=rules.is_too_late(deadline=deadline, today=today, days=days),
    )
    uow.questions.add(question)
    uow.record("question_asked", str(question.question_id), {"tender": str(tender.tender_id)})
    buyer = Recipient(tender.buyer.siret, None, tender.buyer.name)
    body = "Une question a été posée. Elle n'est visible que de vos agents jusqu'à sa réponse."
    subject = f"Question : {tender.content.title}"
    send_message(SendMessage(tender.tender_id, MessageKind.QUESTION, (buyer,), subject, body), uow=uow)
    return question


def answer_question(command: AnswerQuestion, *, uow: UnitOfWork, law: LegalTable) -> Question:
    """Answer a question before everybody, and move the deadline when the answer comes late (R2151-4 1°).

    Raises:
        Refused: another act came between (412), it is settled already, the text names its author, or the deadline
            has to move and nobody answers for leaving it.
    """
    uow.scope.principal.require(Right.DRAFT)
    tender = uow.tenders.lock(command.tender_id)
    question = uow.questions.lock(command.tender_id, command.question_id)
    _check_version(question, command.expected_version)
    text = command.text or question.content
    _refuse_named(question, command, text, uow=uow)
    now = uow.clock.now()
    number = uow.questions.next_number(tender.tender_id)
    answered = rules.answered(question, text=text, answer=command.answer, number=number, at=now)
    _move_deadline(tender, question, command.decision, uow=uow, law=law)
    uow.questions.save(answered)
    uow.public_changes.note(tender.tender_id, PublicChangeKind.QUESTIONS_ANSWERED)
    uow.record("question_answered", str(question.question_id), {"number": str(number)})
    body = f"Question n° {number} : {text}\n\nRéponse : {command.answer}"
    told = _author_recipient(question.author, uow=uow)
    tell_registered(
        tender, kind=MessageKind.ANSWER, subject=f"Réponse n° {number} : {tender.content.title}", body=body,
        uow=uow, also=told,
    )  # fmt: skip
    return answered


def refuse_question(command: RefuseQuestion, *, uow: UnitOfWork) -> Question:
    """Refuse to answer: nothing is published, its author alone is told why.

    Raises:
        Refused: another act came between (412), or it is settled already.
    """
    uow.scope.principal.require(Right.DRAFT)
    tender = uow.tenders.get(command.tender_id)
    question = uow.questions.lock(command.tender_id, command.question_id)
    _check_version(question, command.expected_version)
    refused = rules.refused(question, reason=command.reason, at=uow.clock.now())
    uow.questions.save(refused)
    uow.record("question_refused", str(question.question_id), {"tender": str(tender.tender_id)})
    told = _author_recipient(question.author, uow=uow)
    subject = f"Votre question : {tender.content.title}"
    send_message(SendMessage(tender.tender_id, MessageKind.LETTER, told, subject, command.reason), uow=uow)
    return refused


def withdraw_question(tender_id: TenderId, question_id: QuestionId, *, token: str | None, uow: UnitOfWork) -> Question:
    """Withdraw one's own question before its answer.

    Raises:
        Refused: it is somebody else's, or settled already.
    """
    author = author_of(tender_id, token, uow=uow)
    question = uow.questions.lock_own(tender_id, question_id, author)
    withdrawn = rules.withdrawn(question, at=uow.clock.now())
    uow.questions.save(withdrawn)
    uow.record("question_withdrawn", str(question_id), {"tender": str(tender_id)})
    return withdrawn


def author_of(tender_id: TenderId, token: str | None, *, uow: UnitOfWork) -> Author:
    """Say who asks: the principal's company, else the holder of the token of a confirmed registration.

    Raises:
        Refused: ``TND-REGISTRATION-TOKEN`` when neither is known.
    """
    principal = uow.scope.principal
    if principal.kind is PrincipalKind.ECONOMIC_OPERATOR and principal.organisation is not None:
        return Author(principal.organisation, None)
    found = None if token is None else uow.registrations.by_token(token_digest(token))
    if found is None or found.tender_id != tender_id or found.status is not RegistrationStatus.ACTIVE:
        refuse(Code.REGISTRATION_TOKEN)
    return Author(None, found.registration_id) if found.siret is None else Author(found.siret, None)


def _move_deadline(tender: Tender, question: Question, decision: Decision, *, uow: UnitOfWork, law: LegalTable) -> None:
    """Judge whether the answer is in time; while responses are received, a late one moves the deadline."""
    if tender.status is not TenderStatus.PUBLISHED:
        return
    now, running = uow.clock.now(), tender.current_stage.deadline
    days = answer_period(tender, law=law).whole
    today = legal_day(tender.timeline.legal_at(now))
    formal = tender.content.procedure.is_formal  # R2132-6 speaks of formal procedures alone
    proposed = rules.late_answer_deadline(question, deadline=running, today=today, days=days) if formal else None
    after = decision.deadline or running
    due = last_answer_day(deadline=running, days=days)
    refuse_if(rules.refuse_late_answer(after=after, proposed=proposed, due=due, decision=decision))
    if decision.deadline is None and proposed is None:
        return
    uow.scope.principal.require(Right.PUBLISH)
    check_override(decision, uow=uow)
    changed = tender
    if decision.deadline is not None:
        changed = lifecycle.extend_deadline(tender, proposed=decision.deadline, now=now)
        uow.tenders.save(changed)
        announce_change(changed, uow=uow)
    item = ChangedItem(ItemKind.FIELD, "submission_deadline", "answer", str(running), str(after))
    keep_rectification(tender, changed, (item,), Judgement(Importance.IMPORTANT, proposed, decision), uow=uow)


def _check_version(question: Question, expected: int) -> None:
    if expected != question.version:
        refuse(Code.VERSION_STALE, expected=expected, current=question.version)


def _refuse_named(question: Question, command: AnswerQuestion, text: str, *, uow: UnitOfWork) -> None:
    """Refuse what would tell who asked; a company's name may be an everyday word, which the agent then says."""
    texts, author = (text, command.answer), question.author
    if author.siret is None:
        registration = uow.registrations.get(_registration_of(author))
        numbers, name = [registration.email], registration.name
    else:
        found = uow.registrations.of_company(question.tender_id, author.siret)
        numbers = [author.siret.value, author.siret.siren.value]
        name = "" if found is None else found.name
    refuse_if(rules.refuse_named_author(texts, names=numbers))
    if not command.names_nobody:
        refuse_if(rules.refuse_named_author(texts, names=(name,)))


def _author_recipient(author: Author, *, uow: UnitOfWork) -> tuple[Recipient, ...]:
    if author.siret is not None:
        return (Recipient(author.siret, None, ""),)
    registration = uow.registrations.get(_registration_of(author))
    reachable = registration.status is RegistrationStatus.ACTIVE
    return (recipient_of(registration),) if reachable else ()


def _registration_of(author: Author) -> RegistrationId:
    assert author.registration_id is not None, "an author is one of the two"  # noqa: S101 - Author checks it
    return author.registration_id
