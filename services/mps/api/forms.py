"""The form of a candidacy: read with what is asked and known, saved, reused, confirmed, opened again."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from services.mps.api.form_inputs import FormIn
from services.mps.api.form_outputs import ConfirmedOut, FormOut, PurposeOut, SavedFormOut
from services.mps.api.schemas import CandidacyRequestedOut
from services.mps.api.service import MpsApp, Reader, Submitter, scope_of
from services.mps.domain.purposes import notices
from services.mps.domain.retention import RETENTION
from services.mps.handlers.forms import confirm_form, known_tender, reopen_form, reuse_form, save_form, view_form
from services.mps.handlers.read_candidacy import list_candidacies, read_candidacy
from services.mps.ports import UnitOfWork
from shared.http.commands import Answer, answer
from shared.http.pages import Page, PageRequest, decode_cursor
from shared.http.routing import service_router
from shared.http.versions import etag
from shared.kernel.ids import CandidacyId
from shared.kernel.paris import legal_day


class PurposesOut(BaseModel):
    """Everything that may be asked about the company for this consultation."""

    items: list[PurposeOut] = Field(description="Une ligne par administration.")


def form_reads(app: MpsApp) -> APIRouter:
    """Make the routes that read forms and list one's own candidacies."""
    router = service_router(tags=["Formulaire de candidature"])

    @router.get("/candidacies")
    def own(
        request: Request,
        principal: Reader,
        cursor: Annotated[str | None, Query(max_length=400)] = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
    ) -> Page[CandidacyRequestedOut]:
        """Lister les candidatures de son entreprise, la plus récente d'abord."""
        after = None if cursor is None else CandidacyId.parse(decode_cursor(cursor))
        with app.open_uow(scope_of(request, principal)) as uow:
            found = list_candidacies(after=after, limit=limit + 1, uow=uow)
        shown = [CandidacyRequestedOut.of(each) for each in found[:limit]]
        more = len(found) > limit
        return PageRequest(None, limit).page(shown, last_key=shown[-1].candidacy_id if more else None)

    @router.get("/candidacies/{candidacy_id}/form")
    def read(candidacy_id: str, request: Request, principal: Reader, response: Response) -> FormOut:
        """Lire ce que la consultation demande, ce qui est connu (source, date, fiabilité) et ce qui reste à dire."""
        with app.open_uow(scope_of(request, principal)) as uow:
            view = view_form(CandidacyId.parse(candidacy_id), uow=uow)
        response.headers["ETag"] = etag(view.form.version)
        return FormOut.of_view(view)

    @router.get("/candidacies/{candidacy_id}/purposes")
    def purposes(candidacy_id: str, request: Request, principal: Reader) -> PurposesOut:
        """Savoir quelle administration est interrogée, pour qui, à quel titre et combien de temps c'est conservé."""
        with app.open_uow(scope_of(request, principal)) as uow:
            candidacy = read_candidacy(CandidacyId.parse(candidacy_id), uow=uow)
            tender = known_tender(candidacy, uow=uow)
        kept = app.law.value(RETENTION, on=legal_day(tender.deadline))
        told = notices(tender, years=kept.whole, article=kept.article)
        return PurposesOut(items=[PurposeOut.of(each) for each in told])

    return router


def form_writes(app: MpsApp) -> APIRouter:
    """Make the routes that change forms; each needs the version that was read."""
    router = service_router(tags=["Formulaire de candidature"])

    @router.put("/candidacies/{candidacy_id}/form", response_model=SavedFormOut)
    def save(candidacy_id: str, body: FormIn, act: Submitter) -> Response:
        """Enregistrer le formulaire entier : réponses, contestations, déclarations, groupement, sous-traitants."""
        identifier, content, expected = CandidacyId.parse(candidacy_id), body.to_content(), act.required_version()

        def work(uow: UnitOfWork) -> Answer:
            form = save_form(identifier, content, expected=expected, uow=uow)
            return answer(SavedFormOut.of(form), version=form.version)

        return app.commands.run(act, work)

    @router.post("/candidacies/{candidacy_id}/form/reuse", response_model=SavedFormOut)
    def reuse(candidacy_id: str, act: Submitter) -> Response:
        """Reprendre les réponses de la dernière candidature confirmée ; tout est à confirmer de nouveau (R2143-4)."""
        identifier, expected = CandidacyId.parse(candidacy_id), act.required_version()

        def work(uow: UnitOfWork) -> Answer:
            form = reuse_form(identifier, expected=expected, uow=uow)
            return answer(SavedFormOut.of(form), version=form.version)

        return app.commands.run(act, work)

    return router


def form_ends(app: MpsApp) -> APIRouter:
    """Make the routes that confirm forms and open them again."""
    router = service_router(tags=["Formulaire de candidature"])

    @router.post("/candidacies/{candidacy_id}/form/confirm", response_model=ConfirmedOut)
    def confirm(candidacy_id: str, act: Submitter) -> Response:
        """Confirmer la candidature ; ce qui manque est signalé et n'empêche rien."""
        identifier, expected = CandidacyId.parse(candidacy_id), act.required_version()

        def work(uow: UnitOfWork) -> Answer:
            view = confirm_form(identifier, expected=expected, uow=uow)
            saved = SavedFormOut.of(view.form)
            shown = ConfirmedOut(**saved.model_dump(), warnings=list(view.warnings))
            return answer(shown, version=view.form.version)

        return app.commands.run(act, work)

    @router.post("/candidacies/{candidacy_id}/form/reopen", response_model=SavedFormOut)
    def reopen(candidacy_id: str, act: Submitter) -> Response:
        """Rouvrir une candidature confirmée, avant la date limite."""
        identifier, expected = CandidacyId.parse(candidacy_id), act.required_version()

        def work(uow: UnitOfWork) -> Answer:
            form = reopen_form(identifier, expected=expected, uow=uow)
            return answer(SavedFormOut.of(form), version=form.version)

        return app.commands.run(act, work)

    return router
