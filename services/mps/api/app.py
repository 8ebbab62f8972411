"""The routes of the simplified application, under `/mps`."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response

from services.mps.api.document_schemas import DocumentOut
from services.mps.api.schemas import CandidacyIn, CandidacyOut, CandidacyRequestedOut, IdentityOut
from services.mps.api.texts import TEXTS
from services.mps.domain.candidacy import SiretCandidacy
from services.mps.domain.identity import OperatorIdentity
from services.mps.handlers.read_candidacy import read_candidacy, read_document
from services.mps.handlers.request_candidacy import request_candidacy
from services.mps.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.app import service_app
from shared.http.commands import Answer, Commands, answer
from shared.http.concurrency import in_file_thread, in_handler_thread, long_poll
from shared.http.limits import LONG_POLL
from shared.http.readiness import Check
from shared.http.routing import service_router
from shared.http.security import Security, authenticated
from shared.kernel.ids import CandidacyId, TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.siret import Siret
from shared.observability import current_traceparent
from shared.settings import Settings
from shared.storage.unit_of_work import Scope

DESCRIPTION = (
    "Un numéro SIRET suffit : l'administration rassemble elle-même ce qu'elle sait de l'entreprise "
    "(« dites-le-nous une fois », article R2143-13 du code de la commande publique)."
)
Reader = Annotated[Principal, Depends(authenticated())]
Submitter = Annotated[Act, Depends(act_of(Right.SUBMIT))]


class MpsApp(Protocol):
    """What the HTTP face needs of the service; `services.mps.wiring.App` is one."""

    @property
    def settings(self) -> Settings:
        """Give the settings of the platform."""
        ...

    @property
    def open_uow(self) -> Callable[[Scope], AbstractContextManager[UnitOfWork]]:
        """Give the maker of units of work, for reads."""
        ...

    @property
    def commands(self) -> Commands[Any]:
        """Give the runner of commands, whose unit of work also satisfies `ports.UnitOfWork`."""
        ...

    @property
    def readiness(self) -> Sequence[Check]:
        """Give what must work before requests are received."""
        ...

    def identity(self, siret: Siret, *, tender_id: TenderId | None, scope: Scope) -> OperatorIdentity:
        """Give the public identity of an establishment."""
        ...


def create_app(app: MpsApp, security: Security) -> FastAPI:
    """Build the HTTP application of the service."""
    return service_app(
        service="mps",
        title="Plis : candidature par numéro SIRET",
        description=DESCRIPTION,
        routers=[_companies(app), _candidacies(app), _readings(app)],
        security=security,
        readiness=app.readiness,
        texts=TEXTS,
        sandbox=app.settings.sandbox,
        development=app.settings.dev,
    )


def _companies(app: MpsApp) -> APIRouter:
    router = service_router(tags=["Entreprises"])

    @router.get("/companies/{siret}", response_model=IdentityOut)
    async def company(
        siret: str,
        request: Request,
        principal: Reader,
        tender_id: Annotated[str | None, Query(description="Consultation pour laquelle l'identité est lue.")] = None,
    ) -> IdentityOut:
        """Lire l'identité publique d'un établissement, pour préremplir un formulaire."""
        number = Siret.parse(siret)
        tender = None if tender_id is None else TenderId.parse(tender_id)
        scope = _scope(request, principal)
        # A place among files, not among handlers: asking an administration takes seconds, not database time.
        identity = await in_file_thread(app.identity, number, tender_id=tender, scope=scope)
        return IdentityOut.of(identity)

    return router


def _candidacies(app: MpsApp) -> APIRouter:
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


def _readings(app: MpsApp) -> APIRouter:
    router = service_router(tags=["Candidatures"])

    @router.get("/candidacies/{candidacy_id}", response_model=CandidacyOut)
    async def candidacy(
        candidacy_id: str,
        request: Request,
        principal: Reader,
        wait: Annotated[int, Query(ge=0, le=LONG_POLL.value, description="Attente, en secondes.")] = 0,
    ) -> CandidacyOut:
        """Lire une candidature ; avec `wait`, attendre que chaque administration ait été entendue."""
        identifier, scope = CandidacyId.parse(candidacy_id), _scope(request, principal)

        def read() -> SiretCandidacy:
            with app.open_uow(scope) as uow:
                return read_candidacy(identifier, uow=uow)

        def heard() -> SiretCandidacy | None:
            found = read()
            return None if found.has_pending else found

        found = await long_poll(heard, wait=wait)
        return CandidacyOut.of(await in_handler_thread(read) if found is None else found)

    @router.get("/candidacies/{candidacy_id}/document", response_model=DocumentOut)
    def document(candidacy_id: str, request: Request, principal: Reader) -> DocumentOut:
        """Lire le document de candidature, à sceller avec le pli."""
        with app.open_uow(_scope(request, principal)) as uow:
            return DocumentOut.of(read_document(CandidacyId.parse(candidacy_id), uow=uow))

    return router


def _scope(request: Request, principal: Principal) -> Scope:
    request_id: str = request.scope["plis.request_id"]
    return Scope(principal, request_id, traceparent=current_traceparent())
