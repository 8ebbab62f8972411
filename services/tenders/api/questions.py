"""Routes of questions and answers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import StringConstraints

from services.tenders.api.decisions import DecisionIn
from services.tenders.api.exports import AS_FILES
from services.tenders.api.inputs import In, Reason
from services.tenders.api.listing import ListRequest, list_answer, list_request
from services.tenders.api.listings import questions_listing
from services.tenders.api.questions_outputs import AnswersOut, OwnQuestionOut, OwnQuestionsOut, QuestionOut, due_of
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.questions import Question, QuestionStatus
from services.tenders.handlers.questions import (
    AnswerQuestion,
    AskQuestion,
    RefuseQuestion,
    answer_question,
    ask_question,
    author_of,
    refuse_question,
    withdraw_question,
)
from services.tenders.ports import UnitOfWork
from shared.http.act import Act, act_of, act_of_anyone
from shared.http.commands import Answer, answer
from shared.http.pages import Page, id_after
from shared.http.routing import service_router
from shared.http.security import anyone, authenticated
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.tender_ids import QuestionId

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=5000)]
Token = Annotated[str, StringConstraints(min_length=20, max_length=100)]
_Anyone = Annotated[Act, Depends(act_of_anyone())]
_Drafter = Annotated[Act, Depends(act_of(Right.DRAFT))]


class QuestionIn(In):
    """A question; ``token`` is that of a confirmed registration, for whoever is not signed in as a company."""

    content: Text
    token: Token | None = None


class TokenIn(In):
    """The token of a registration, or nothing for a company that is signed in."""

    token: Token | None = None


class AnswerIn(DecisionIn):
    """An answer for everybody; ``text`` rephrases the question, ``names_nobody`` says that it was checked."""

    text: Text | None = None
    answer: Text
    names_nobody: bool = False


class RefusalIn(In):
    """Why a question is not answered; its author alone reads it."""

    reason: Reason


def question_routes(app: TendersApp) -> APIRouter:
    """Build the routes of those who ask."""
    router = service_router(tags=["Questions"])

    @router.post("/consultations/{tender_id}/questions", status_code=201, response_model=OwnQuestionOut)
    def ask(tender_id: str, body: QuestionIn, act: _Anyone) -> Response:
        """Poser une question : l'acheteur seul la voit jusqu'à sa réponse, et nul autre n'en connaît l'auteur."""
        command = AskQuestion(TenderId.parse(tender_id), body.content, body.token)

        def work(uow: UnitOfWork) -> Answer:
            return Answer(OwnQuestionOut.of(ask_question(command, uow=uow, law=app.law)), status=201)

        return app.commands.run(act, work, status=201)

    @router.post("/consultations/{tender_id}/questions/{question_id}/withdrawal", response_model=OwnQuestionOut)
    def withdraw(tender_id: str, question_id: str, body: TokenIn, act: _Anyone) -> Response:
        """Retirer sa question avant la réponse."""
        identifier, question = TenderId.parse(tender_id), QuestionId.parse(question_id)

        def work(uow: UnitOfWork) -> OwnQuestionOut:
            return OwnQuestionOut.of(withdraw_question(identifier, question, token=body.token, uow=uow))

        return app.commands.run(act, work)

    return router


def question_reads(app: TendersApp) -> APIRouter:
    """Build the reads: an author's own questions, everybody's answers, the buyer's list."""
    router = service_router(tags=["Questions"])

    @router.get("/consultations/{tender_id}/questions/own")
    def own(
        tender_id: str, request: Request, principal: Annotated[Principal, Depends(authenticated(Right.SUBMIT))]
    ) -> OwnQuestionsOut:
        """Lire les questions de son entreprise."""
        identifier = TenderId.parse(tender_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            uow.tenders.published(identifier)
            found = uow.questions.of_author(identifier, author_of(identifier, None, uow=uow))
        return OwnQuestionsOut(items=[OwnQuestionOut.of(each) for each in found])

    @router.get("/consultations/{tender_id}/answers")
    def answers(tender_id: str, request: Request, principal: Annotated[Principal, Depends(anyone)]) -> AnswersOut:
        """Lire les questions répondues et leurs réponses, sans leurs auteurs."""
        identifier = TenderId.parse(tender_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            uow.tenders.published(identifier)
            return AnswersOut.of(uow.questions.answered(identifier))

    @router.get("/consultations/{tender_id}/questions", response_model=Page[QuestionOut], responses=AS_FILES)
    def questions(
        tender_id: str,
        request: Request,
        principal: Annotated[Principal, Depends(authenticated(Right.DRAFT))],
        asked: Annotated[ListRequest, Depends(list_request)],
        status: Annotated[QuestionStatus | None, Query(description="« asked » : sans réponse.")] = None,
    ) -> Response:
        """Lister les questions reçues, avec le dernier jour où leur réponse est à temps."""
        identifier = TenderId.parse(tender_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            tender = uow.tenders.get(identifier)
            after = id_after(asked.page, QuestionId)
            found = uow.questions.page(identifier, status=status, after=after, limit=asked.limit)
        return list_answer(asked, questions_listing(due_of(tender, law=app.law)), found, tables=app.tables)

    return router


def answer_routes(app: TendersApp) -> APIRouter:
    """Build the routes of the buyer's agents."""
    router = service_router(tags=["Questions"])

    @router.post("/consultations/{tender_id}/questions/{question_id}/answer", response_model=QuestionOut)
    def reply(tender_id: str, question_id: str, body: AnswerIn, act: _Drafter) -> Response:
        """Répondre à tous à la fois (If-Match obligatoire) ; une réponse tardive recule la date limite."""
        command = AnswerQuestion(
            tender_id=TenderId.parse(tender_id),
            question_id=QuestionId.parse(question_id),
            expected_version=act.required_version(),
            text=body.text,
            answer=body.answer,
            names_nobody=body.names_nobody,
            decision=body.to_decision(),
        )
        return app.commands.run(act, lambda uow: _shown(answer_question(command, uow=uow, law=app.law)))

    @router.post("/consultations/{tender_id}/questions/{question_id}/refusal", response_model=QuestionOut)
    def decline(tender_id: str, question_id: str, body: RefusalIn, act: _Drafter) -> Response:
        """Refuser de répondre, avec un motif que l'auteur seul lit (If-Match obligatoire)."""
        tender, question = TenderId.parse(tender_id), QuestionId.parse(question_id)
        command = RefuseQuestion(tender, question, act.required_version(), body.reason)
        return app.commands.run(act, lambda uow: _shown(refuse_question(command, uow=uow)))

    return router


def _shown(question: Question) -> Answer:
    return answer(QuestionOut.of(question, due=None), version=question.version)
