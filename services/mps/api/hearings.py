"""The contradictory procedure over HTTP: opened and decided by the buyer, answered by the company."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.mps.api.hearing_outputs import HearingOut
from services.mps.api.service import MpsApp, Reader, scope_of
from services.mps.domain.grounds import GroundCode
from services.mps.domain.hearings import HearingId, Outcome, draft_letter
from services.mps.handlers.buyer_reading import examine
from services.mps.handlers.hearings import (
    DecideHearing,
    OpenHearing,
    answer_hearing,
    decide_hearing,
    list_hearings,
    open_hearing,
    read_hearing,
)
from services.mps.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.pages import Page, PageRequest, decode_cursor
from shared.http.routing import service_router
from shared.kernel.ids import CandidacyId
from shared.kernel.principal import Right

_Examiner = Annotated[Act, Depends(act_of(Right.EVALUATE))]
_Anybody = Annotated[Act, Depends(act_of())]
_Text = Annotated[str, Field(min_length=1, max_length=20_000)]


class HearingIn(BaseModel):
    """The letter that is sent, and by when an answer is awaited."""

    model_config = ConfigDict(extra="forbid")

    ground: GroundCode
    letter: _Text
    due_at: AwareDatetime


class ObservationsIn(BaseModel):
    """What the company says."""

    model_config = ConfigDict(extra="forbid")

    text: _Text


class DecisionIn(BaseModel):
    """What a person decides."""

    model_config = ConfigDict(extra="forbid")

    outcome: Annotated[Outcome, Field(description="kept : la candidature est gardée ; set_aside : elle est écartée.")]
    reason: _Text


class LetterOut(BaseModel):
    """A drafted letter, to be read and changed by the agent."""

    ground: str
    article: str
    letter: str


def hearing_writes(app: MpsApp) -> APIRouter:
    """Make the routes of the buyer."""
    router = service_router(tags=["Procédure contradictoire"])

    @router.post("/examinations/{examination_id}/hearings", status_code=201, response_model=HearingOut)
    def begin(examination_id: str, body: HearingIn, act: _Examiner) -> Response:
        """Inviter un candidat à présenter ses observations sur un motif."""
        due: datetime = body.due_at
        command = OpenHearing(CandidacyId.parse(examination_id), body.ground, body.letter, due)

        def work(uow: UnitOfWork) -> Answer:
            hearing = open_hearing(command, uow=uow)
            return answer(HearingOut.of(hearing), location=f"/mps/hearings/{hearing.hearing_id}")

        return app.commands.run(act, work, status=201)

    @router.post("/hearings/{hearing_id}/decision", response_model=HearingOut)
    def decide(hearing_id: str, body: DecisionIn, act: _Examiner) -> Response:
        """Décider, avec sa raison ; une décision prise avant la fin du délai le dit."""
        command = DecideHearing(HearingId.parse(hearing_id), body.outcome, body.reason)

        def work(uow: UnitOfWork) -> Answer:
            return answer(HearingOut.of(decide_hearing(command, uow=uow)))

        return app.commands.run(act, work)

    return router


def hearing_drafts(app: MpsApp) -> APIRouter:
    """Make the route that prepares a letter."""
    router = service_router(tags=["Procédure contradictoire"])

    @router.get("/examinations/{examination_id}/hearings/draft")
    def draft(
        examination_id: str,
        request: Request,
        principal: Reader,
        ground: Annotated[GroundCode, Query(description="Motif.")] = GroundCode.TAXES,
    ) -> LetterOut:
        """Préparer la lettre d'un motif d'après ce qui a été trouvé."""
        with app.open_uow(scope_of(request, principal)) as uow:
            examined = examine(CandidacyId.parse(examination_id), reader=app.reader, uow=uow)
        reading = next(each for each in examined.reading.grounds if each.ground.code is ground)
        found = " ".join(f"{each.issuer} ({each.title}) : {each.why}" for each in reading.findings)
        text = draft_letter(
            title=examined.tender.title,
            ground=reading.ground.title,
            article=reading.ground.article,
            finding=found or "(à préciser)",
        )
        return LetterOut(ground=ground.value, article=reading.ground.article, letter=text)

    return router


def hearing_reads(app: MpsApp) -> APIRouter:
    """Make the routes that both sides use: reading, and answering."""
    router = service_router(tags=["Procédure contradictoire"])

    @router.get("/hearings")
    def listed(
        request: Request,
        principal: Reader,
        cursor: Annotated[str | None, Query(max_length=400)] = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
    ) -> Page[HearingOut]:
        """Lister les procédures de son organisme, ou celles qui visent son entreprise."""
        after = None if cursor is None else HearingId.parse(decode_cursor(cursor))
        with app.open_uow(scope_of(request, principal)) as uow:
            found = list_hearings(after=after, limit=limit + 1, uow=uow)
        shown = [HearingOut.of(each) for each in found[:limit]]
        return PageRequest(None, limit).page(shown, last_key=shown[-1].hearing_id if len(found) > limit else None)

    @router.get("/hearings/{hearing_id}")
    def read(hearing_id: str, request: Request, principal: Reader) -> HearingOut:
        """Lire une procédure."""
        with app.open_uow(scope_of(request, principal)) as uow:
            return HearingOut.of(read_hearing(HearingId.parse(hearing_id), uow=uow))

    @router.post("/hearings/{hearing_id}/observations", response_model=HearingOut)
    def observe(hearing_id: str, body: ObservationsIn, act: _Anybody) -> Response:
        """Présenter ses observations ; l'acheteur enregistre celles reçues par une autre voie."""
        identifier = HearingId.parse(hearing_id)

        def work(uow: UnitOfWork) -> Answer:
            return answer(HearingOut.of(answer_hearing(identifier, body.text, uow=uow)))

        return app.commands.run(act, work)

    return router
