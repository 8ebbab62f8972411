"""The page on which a company joins papers to its candidacy: no account, no script, one file at a time."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, StreamingResponse

from services.mps.api.attestations import package_pdf, package_zip
from services.mps.api.pages.access import (
    Visit,
    done,
    person_of,
    practice_of,
    refusal_page,
    require_own_form,
    scope_for,
    visit,
    words_of,
)
from services.mps.api.pages.paper_fields import day_from, papers_page, place_from
from services.mps.api.papers import PAPER_LIMIT, paper_stream, store_paper
from services.mps.api.service import MpsApp
from services.mps.domain.form import FormStatus
from services.mps.domain.page_links import PageSubject
from services.mps.domain.papers import Paper, PaperId, PaperName, StoredPaper
from services.mps.handlers.attestations import company_package
from services.mps.handlers.forms import FormView, view_form
from services.mps.handlers.papers import PaperPlace, add_paper, check_paper, read_paper, withdraw_paper
from services.mps.ports import UnitOfWork
from shared.http.act import allow_body
from shared.http.commands import Answer, answer
from shared.http.concurrency import in_handler_thread
from shared.http.errors import Problem
from shared.http.html import alert, notice, page
from shared.http.multipart import FileForm, MalformedForm
from shared.http.routing import service_router
from shared.kernel.ids import CandidacyId
from shared.kernel.refusal import InvalidValue, Refusal, Refused, refuse
from shared.storage.blob_errors import TooManyBytes

_SUBJECT: Final = PageSubject.APPLICATION
_LIMIT: Final = "paper_form_bytes"
_Copy = Callable[..., Awaitable[Response]]


def application_papers(app: MpsApp) -> APIRouter:
    """Make the page of the papers of an application."""
    router = service_router(tags=["Pages"])

    @router.get("/pages/applications/{identifier}/pieces", response_class=HTMLResponse)
    async def read(identifier: str, request: Request) -> Response:
        """Lire les pièces jointes à sa candidature, et en joindre."""
        return await in_handler_thread(_page, app, request, identifier, "")

    @router.post("/pages/applications/{identifier}/pieces", response_class=HTMLResponse)
    async def upload(identifier: str, request: Request) -> Response:
        """Joindre une pièce : un formulaire avec un seul fichier."""
        try:
            found = await in_handler_thread(visit, app, request, _SUBJECT, identifier)
        except Refused as refused:
            return refusal_page(app, refused.refusal)
        return await in_handler_thread(_page, app, request, identifier, await _joined(app, found))

    @router.post("/pages/applications/{identifier}/pieces/{paper_id}/retrait", response_class=HTMLResponse)
    async def withdraw(identifier: str, paper_id: str, request: Request) -> Response:
        """Retirer une pièce avant de confirmer."""
        body = await request.body()
        try:
            found = await in_handler_thread(visit, app, request, _SUBJECT, identifier, body)
            said = await in_handler_thread(_withdrawn, app, found, PaperId.parse(paper_id))
        except Refused as refused:
            return refusal_page(app, refused.refusal)
        return await in_handler_thread(_page, app, request, identifier, said)

    return router


def application_copies(app: MpsApp) -> APIRouter:
    """Make the addresses from which a company takes its own copies away."""
    router = service_router(tags=["Pages"])

    @router.get("/pages/applications/{identifier}/pieces/{paper_id}", response_class=StreamingResponse)
    async def download(identifier: str, paper_id: str, request: Request) -> Response:
        """Relire une pièce jointe."""
        try:
            found = await in_handler_thread(visit, app, request, _SUBJECT, identifier)
            return paper_stream(app, await in_handler_thread(_paper, app, found, PaperId.parse(paper_id)))
        except Refused as refused:
            return refusal_page(app, refused.refusal)

    @router.get("/pages/applications/{identifier}/attestation.pdf", response_class=Response)
    async def attestation(identifier: str, request: Request) -> Response:
        """Garder l'attestation de sa candidature."""
        return await _copy(app, request, identifier, package_pdf)

    @router.get("/pages/applications/{identifier}/package.zip", response_class=StreamingResponse)
    async def package(identifier: str, request: Request) -> Response:
        """Garder l'attestation et ses originaux."""
        return await _copy(app, request, identifier, package_zip)

    return router


async def _copy(app: MpsApp, request: Request, identifier: str, make: _Copy) -> Response:
    try:
        found = await in_handler_thread(visit, app, request, _SUBJECT, identifier)
        candidacy_id, scope = _candidacy_of(found), scope_for(request, person_of(found.opened))
        return await make(app, scope, lambda uow: company_package(candidacy_id, uow=uow), stem=identifier)
    except Refused as refused:
        return refusal_page(app, refused.refusal)


def _page(app: MpsApp, request: Request, identifier: str, said: str) -> Response:
    try:
        found = visit(app, request, _SUBJECT, identifier)
        view = _view(app, found)
    except Refused as refused:
        return refusal_page(app, refused.refusal)
    can_change = view.form.status is FormStatus.DRAFT
    return page(
        "Pièces de la candidature", said + papers_page(found, view, can_change=can_change), practice=practice_of(app)
    )


async def _joined(app: MpsApp, found: Visit) -> str:
    """Read the form while it streams, keep the paper; give what to announce."""
    stored: StoredPaper | None = None
    is_kept = False
    try:
        allow_body(found.request, limit=_LIMIT)
        form = FileForm(found.request)
        await form.begin()
        require_own_form(app, found, form.fields.get("preuve", ""))
        place = await in_handler_thread(_place, app, found, form.fields, form.file_name or "")
        limit: int = found.request.app.state.limits.value(PAPER_LIMIT)
        stored, head = await store_paper(app, form.content(), size=limit, limit=limit)
        said, is_kept = await in_handler_thread(_kept, app, found, place, (stored, head, form.fields.get("rang", "")))
    except TooManyBytes as error:
        return words_of(Refusal("HTTP-BODY-TOO-LARGE", None, {"limit": str(error.limit)}))
    except (Refused, Problem) as refused:
        return words_of(refused.refusal)
    except InvalidValue as fault:
        return alert("Un champ n'a pas été compris", str(fault))
    except MalformedForm:
        return words_of(Refusal("MPS-PAGE-UPLOAD", None, {}))
    finally:
        if stored is not None and not is_kept:  # refused, or sent twice: these bytes belong to nothing
            await app.documents.delete(stored.blob_id)
    return said


def _place(app: MpsApp, found: Visit, fields: dict[str, str], file_name: str) -> PaperPlace:
    """Say where a paper goes, and refuse it before its bytes are read."""
    view = _view(app, found)
    kind, about = place_from(fields.get("objet", ""), view)
    if not file_name:
        raise InvalidValue("piece", "Choisissez un fichier.")
    expires_on = day_from(fields.get("validite", ""))
    place = PaperPlace(view.candidacy.candidacy_id, kind, about, PaperName.parse(file_name), expires_on)
    with app.open_uow(scope_for(found.request, person_of(found.opened))) as uow:
        check_paper(place, uow=uow)
    return place


def _kept(app: MpsApp, found: Visit, place: PaperPlace, sent: tuple[StoredPaper, bytes, str]) -> tuple[str, bool]:
    """Keep a paper once: the same file sent twice from the same page is one paper."""
    stored, head, rank = sent
    said = "|".join((stored.sha256, place.name.value, place.kind.value, place.about or "", str(place.expires_on), rank))
    kept = False

    def work(uow: UnitOfWork) -> Answer:
        nonlocal kept
        add_paper(place, stored, head=head, uow=uow)
        kept = True
        return answer(None)

    digest = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()
    refused = done(app, found.act(person_of(found.opened), digest=digest), work)
    if refused is not None:
        return refused, False
    return notice(f"« {place.name.value} » est jointe."), kept


def _withdrawn(app: MpsApp, found: Visit, paper_id: PaperId) -> str:
    candidacy_id = _candidacy_of(found)

    def work(uow: UnitOfWork) -> Answer:
        withdraw_paper(candidacy_id, paper_id, uow=uow)
        return answer(None)

    return done(app, found.act(person_of(found.opened)), work) or notice("La pièce est retirée.")


def _candidacy_of(found: Visit) -> CandidacyId:
    application = found.opened.application
    if application is None or application.candidacy_id is None:
        refuse("MPS-PAGE-CLOSED")
    return application.candidacy_id


def _view(app: MpsApp, found: Visit) -> FormView:
    with app.open_uow(scope_for(found.request, person_of(found.opened))) as uow:
        return view_form(_candidacy_of(found), uow=uow)


def _paper(app: MpsApp, found: Visit, paper_id: PaperId) -> Paper:
    with app.open_uow(scope_for(found.request, person_of(found.opened))) as uow:
        return read_paper(_candidacy_of(found), paper_id, uow=uow)
