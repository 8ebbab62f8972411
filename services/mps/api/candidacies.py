"""The candidacies: asked for with a SIRET number, read while administrations answer, sealed as a document."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.mps.api.document_schemas import DocumentOut
from services.mps.api.schemas import CandidacyIn, CandidacyOut, CandidacyRequestedOut
from services.mps.api.service import MpsApp, Reader, Submitter, scope_of
from services.mps.domain.candidacy import SiretCandidacy
from services.mps.handlers.read_candidacy import read_candidacy, read_document
from services.mps.handlers.request_candidacy import request_candidacy
from services.mps.ports import UnitOfWork
from shared.http.commands import Answer, answer
from shared.http.concurrency import in_handler_thread, long_poll
from shared.http.limits import LONG_POLL
from shared.http.routing import service_router
from shared.kernel.ids import CandidacyId


def candidacy_requests(app: MpsApp) -> APIRouter:
    """Make the routes that ask for a candidacy."""
    router = service_router(tags=["Candidatures"])

    @router.post("/candidacies", status_code=201, response_model=CandidacyRequestedOut)
    def request(body: CandidacyIn, act: Submitter) -> Response:
        """Demander une candidature avec un numéro SIRET : chaque administration est interrogée séparément."""
        command = body.to_command()

        def work(uow: UnitOfWork) -> Answer:
            candidacy = request_candidacy(command, uow=uow)
            return answer(CandidacyRequestedOut.of(candidacy), location=f"/mps/candidacies/{candidacy.candidacy_id}")

        return app.commands.run(act, work, status=201)

    return router


def candidacy_reads(app: MpsApp) -> APIRouter:
    """Make the routes that read candidacies."""
    router = service_router(tags=["Candidatures"])

    @router.get("/candidacies/{candidacy_id}", response_model=CandidacyOut)
    async def candidacy(
        candidacy_id: str,
        request: Request,
        principal: Reader,
        wait: Annotated[int, Query(ge=0, le=LONG_POLL.value, description="Attente, en secondes.")] = 0,
    ) -> CandidacyOut:
        """Lire une candidature ; avec `wait`, attendre que chaque administration ait été entendue."""
        identifier, scope = CandidacyId.parse(candidacy_id), scope_of(request, principal)

        def read() -> SiretCandidacy:
            """Give the candidacy as it stands."""
            with app.open_uow(scope) as uow:
                return read_candidacy(identifier, uow=uow)

        def heard() -> SiretCandidacy | None:
            """Give it once every administration has been heard."""
            found = read()
            return None if found.has_pending else found

        found = await long_poll(heard, wait=wait)
        return CandidacyOut.of(await in_handler_thread(read) if found is None else found)

    @router.get("/candidacies/{candidacy_id}/document", response_model=DocumentOut)
    def document(candidacy_id: str, request: Request, principal: Reader) -> DocumentOut:
        """Lire le document de candidature, à sceller avec le pli."""
        with app.open_uow(scope_of(request, principal)) as uow:
            return DocumentOut.of(read_document(CandidacyId.parse(candidacy_id), uow=uow))

    return router
