"""Routes of stages and of endings without award."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AwareDatetime, Field, StringConstraints

from services.tenders.api.advice import PassageIn
from services.tenders.api.inputs import In, Reason
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.api.stage_outputs import (
    EndedOut,
    OpenedStageOut,
    OwnStageOut,
    StageAdviceOut,
    StageOut,
    StagesOut,
)
from services.tenders.api.terms_inputs import MOST_INVITED, MOST_LOTS
from services.tenders.domain.abandonment import Abandonment, Motive
from services.tenders.domain.passages import NO_PASSAGE
from services.tenders.domain.stages import StageKind
from services.tenders.handlers.abandonment import Ended, EndWithoutAward, end_without_award
from services.tenders.handlers.stages import OpenedStage, OpenStage, open_next_stage
from services.tenders.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.routing import service_router
from shared.http.security import anyone
from shared.kernel.deadline import Deadline
from shared.kernel.ids import LotId, TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.siret import Siret

SiretIn = Annotated[str, StringConstraints(max_length=20)]
LotIdIn = Annotated[str, StringConstraints(max_length=36)]
MessageText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]


class StageIn(In):
    """The next stage: the companies invited, among those that answered the last one, and one deadline for all."""

    kind: StageKind
    invited: Annotated[list[SiretIn], Field(min_length=1, max_length=MOST_INVITED)]
    deadline: AwareDatetime
    message: MessageText | None = None
    reason: Reason | None = None
    passage: PassageIn | None = None

    def to_command(self, tender_id: TenderId, *, expected_version: int) -> OpenStage:
        """Give the command."""
        return OpenStage(
            tender_id=tender_id,
            expected_version=expected_version,
            kind=self.kind,
            invited=tuple(map(Siret.parse, self.invited)),
            deadline=Deadline(self.deadline),
            message=self.message,
            reason=self.reason,
            passage=NO_PASSAGE if self.passage is None else self.passage.to_passage(),
        )


class EndingIn(In):
    """Lots that end without award; none named means all those that remain."""

    lot_ids: Annotated[tuple[LotIdIn, ...], Field(max_length=MOST_LOTS)] = ()
    motive: Motive
    reasons: MessageText


def stage_routes(app: TendersApp) -> APIRouter:
    """Build the routes of the next stage and of the end without award."""
    router = service_router(tags=["Consultations"])

    @router.post("/consultations/{tender_id}/stages", status_code=201, response_model=OpenedStageOut)
    def open_stage(tender_id: str, body: StageIn, act: Annotated[Act, Depends(act_of(Right.PUBLISH))]) -> Response:
        """Ouvrir la phase suivante et y inviter les entreprises retenues, toutes jusqu'à la même heure."""
        identifier, expected = TenderId.parse(tender_id), act.required_version()

        command = body.to_command(identifier, expected_version=expected)

        def work(uow: UnitOfWork) -> Answer:
            opened = open_next_stage(command, uow=uow, law=app.law)
            return answer(_opened(opened), location=_location(tender_id), version=opened.tender.version)

        return app.commands.run(act, work, status=201)

    @router.post("/consultations/{tender_id}/endings", status_code=201, response_model=EndedOut)
    def end(tender_id: str, body: EndingIn, act: Annotated[Act, Depends(act_of(Right.AWARD))]) -> Response:
        """Déclarer sans suite ou infructueux des lots, ou la consultation entière, et en dire les motifs."""
        identifier, expected = TenderId.parse(tender_id), act.required_version()

        def work(uow: UnitOfWork) -> Answer:
            decision = Abandonment(tuple(map(LotId.parse, body.lot_ids)), body.motive, body.reasons)
            ended = end_without_award(EndWithoutAward(identifier, expected, decision), uow=uow)
            return answer(_ended(ended), location=_location(tender_id), version=ended.tender.version)

        return app.commands.run(act, work, status=201)

    return router


def stage_reads(app: TendersApp) -> APIRouter:
    """Build the public list of stages."""
    router = service_router(tags=["Lecture publique"])

    @router.get("/consultations/{tender_id}/stages")
    def stages(tender_id: str, request: Request, principal: Annotated[Principal, Depends(anyone)]) -> StagesOut:
        """Lister les phases d'une consultation publiée : nature, date limite, nombre d'invités."""
        with app.open_uow(scope_of(request, principal)) as uow:
            tender = uow.tenders.published(TenderId.parse(tender_id))
        return StagesOut(items=[StageOut.of(stage) for stage in tender.stages])

    return router


def _opened(opened: OpenedStage) -> OpenedStageOut:
    return OpenedStageOut(
        tender_id=str(opened.tender.tender_id),
        version=opened.tender.version,
        status=opened.tender.status.value,
        stage=OwnStageOut.of(opened.tender.current_stage),
        advices=[StageAdviceOut.of(advice) for advice in opened.advices],
    )


def _ended(ended: Ended) -> EndedOut:
    return EndedOut(
        tender_id=str(ended.tender.tender_id),
        version=ended.tender.version,
        status=ended.tender.status.value,
        lots=list(ended.lots),
        told=ended.told,
        advice=StageAdviceOut.of(ended.advice),
    )


def _location(tender_id: str) -> str:
    return f"/tenders/consultations/{tender_id}/stages"
