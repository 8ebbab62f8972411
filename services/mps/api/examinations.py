"""The buyer's side: candidates after the opening, examinations, readings, requests for completion."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from services.mps.api.completion_outputs import CompletionsOut
from services.mps.api.examination_outputs import CandidateOut, CandidatesOut, ExaminationOut, ReadingOut
from services.mps.api.papers import paper_stream
from services.mps.api.service import MpsApp, Reader, scope_of
from services.mps.domain.papers import Paper, PaperId
from services.mps.domain.sources import Moment
from services.mps.handlers.buyer_reading import ExaminedCandidate, completions, examine
from services.mps.handlers.examinations import AskAbout, ask_about, candidate_paper, list_candidates
from services.mps.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.concurrency import in_handler_thread, long_poll
from shared.http.limits import LONG_POLL
from shared.http.routing import service_router
from shared.kernel.ids import CandidacyId, TenderId
from shared.kernel.principal import Right
from shared.kernel.siret import Siret
from shared.storage.unit_of_work import Scope

_Examiner = Annotated[Act, Depends(act_of(Right.EVALUATE))]


class ExaminationIn(BaseModel):
    """About whom administrations are asked, and when in the procedure."""

    model_config = ConfigDict(extra="forbid")

    siret: Annotated[str, Field(max_length=20)]
    moment: Annotated[
        Literal["examination", "award"], Field(description="examination, ou award pour le seul candidat pressenti.")
    ] = "examination"
    reason: (
        Annotated[
            str, Field(max_length=1000, description="Pourquoi, si aucune réponse de l'entreprise n'a été ouverte ici.")
        ]
        | None
    ) = None


def examination_writes(app: MpsApp) -> APIRouter:
    """Make the route by which a buyer asks administrations about a candidate."""
    router = service_router(tags=["Examen des candidatures"])

    @router.post("/consultations/{tender_id}/examinations", status_code=201, response_model=ExaminationOut)
    def ask(tender_id: str, body: ExaminationIn, act: _Examiner) -> Response:
        """Interroger les administrations sur un candidat, données protégées comprises, pour cette consultation."""
        command = AskAbout(TenderId.parse(tender_id), Siret.parse(body.siret), Moment(body.moment), body.reason)

        def work(uow: UnitOfWork) -> Answer:
            asked = ask_about(command, uow=uow)
            return answer(ExaminationOut.of(asked), location=f"/mps/examinations/{asked.candidacy_id}")

        return app.commands.run(act, work, status=201)

    return router


def examination_reads(app: MpsApp) -> APIRouter:
    """Make the routes by which a buyer reads its candidates."""
    router = service_router(tags=["Examen des candidatures"])

    @router.get("/consultations/{tender_id}/candidates")
    def candidates(tender_id: str, request: Request, principal: Reader) -> CandidatesOut:
        """Lister les candidats dont le pli a été ouvert, avec leur candidature s'ils ont utilisé le SIRET."""
        with app.open_uow(scope_of(request, principal)) as uow:
            found = list_candidates(TenderId.parse(tender_id), uow=uow)
            return CandidatesOut(items=[CandidateOut.of(each) for each in found])

    @router.get("/consultations/{tender_id}/completions")
    def missing(tender_id: str, request: Request, principal: Reader) -> CompletionsOut:
        """Préparer la demande de compléments : tous les candidats concernés, le même texte (R2144-2)."""
        with app.open_uow(scope_of(request, principal)) as uow:
            return CompletionsOut.of_all(list(completions(TenderId.parse(tender_id), reader=app.reader, uow=uow)))

    @router.get("/examinations/{examination_id}")
    async def read(
        examination_id: str,
        request: Request,
        principal: Reader,
        wait: Annotated[int, Query(ge=0, le=LONG_POLL.value, description="Attente, en secondes.")] = 0,
    ) -> ReadingOut:
        """Lire un candidat : motifs d'exclusion et capacités, d'après qui, à quelle date, et ce qu'on peut conclure."""
        identifier, scope = CandidacyId.parse(examination_id), scope_of(request, principal)

        def heard() -> ExaminedCandidate | None:
            """Give it once every source has been heard."""
            found = _examined(app, identifier, scope)
            return None if found.examination.has_pending else found

        found = await long_poll(heard, wait=wait)
        if found is None:
            found = await in_handler_thread(_examined, app, identifier, scope)
        return ReadingOut.of_examined(found)

    return router


def candidate_papers(app: MpsApp) -> APIRouter:
    """Make the route by which a buyer reads the papers of its candidates."""
    router = service_router(tags=["Examen des candidatures"])

    @router.get("/consultations/{tender_id}/papers/{paper_id}", response_class=StreamingResponse)
    async def paper(tender_id: str, paper_id: str, request: Request, principal: Reader) -> Response:
        """Télécharger une pièce qu'un candidat a jointe à sa candidature."""
        ids = TenderId.parse(tender_id), PaperId.parse(paper_id)
        return paper_stream(app, await in_handler_thread(_paper, app, ids, scope_of(request, principal)))

    return router


def _examined(app: MpsApp, identifier: CandidacyId, scope: Scope) -> ExaminedCandidate:
    with app.open_uow(scope) as uow:
        return examine(identifier, reader=app.reader, uow=uow)


def _paper(app: MpsApp, ids: tuple[TenderId, PaperId], scope: Scope) -> Paper:
    with app.open_uow(scope) as uow:
        return candidate_paper(*ids, uow=uow)
