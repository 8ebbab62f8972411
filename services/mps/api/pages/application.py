"""The page on which a company fills and confirms its candidacy, for a market declared by its platform."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from services.mps.api.pages.access import (
    Visit,
    done,
    person_of,
    practice_of,
    refusal_page,
    scope_for,
    show_link,
    use,
    visit,
    words_of,
)
from services.mps.api.pages.form_fields import content_from, form_fields
from services.mps.api.pages.paper_fields import papers_path
from services.mps.api.platform_links import page_path, return_url
from services.mps.api.service import MpsApp
from services.mps.domain.form import FormStatus
from services.mps.domain.operator_numbers import OperatorNumber
from services.mps.domain.page_links import PageSubject
from services.mps.domain.platforms import PlatformStatus
from services.mps.domain.situations import remarks_about_number
from services.mps.handlers.forms import FormView, confirm_form, save_form, view_form
from services.mps.handlers.groupings import invite_parties
from services.mps.handlers.page_applications import open_by_link
from services.mps.handlers.page_links import OpenPage, open_page
from services.mps.handlers.platform_ends import complete_application
from services.mps.ports import UnitOfWork
from shared.http.commands import Answer, answer
from shared.http.concurrency import in_handler_thread
from shared.http.html import alert, bullets, form, heading, link, notice, page, paragraph, text_field
from shared.http.routing import service_router
from shared.kernel.ids import CandidacyId
from shared.kernel.paris import display_instant
from shared.kernel.refusal import InvalidValue, Refused
from shared.kernel.siret import Siret

_SUBJECT: Final = PageSubject.APPLICATION
_OTHERWISE: Final = (
    "Ce formulaire s'ouvre avec un SIRET. Sans SIRET, votre candidature est tout aussi recevable : présentez-la sur "
    "votre plateforme par un DUME, un DC1 et un DC2 ou un document libre ; ou répondez en groupement ou en "
    "sous-traitance avec une entreprise qui a un SIRET : son formulaire accepte votre numéro."
)
_COPIES: Final = {
    "/attestation.pdf": "Attestation de candidature (PDF)",
    "/package.zip": "Attestation et originaux (ZIP)",
    "/pieces": "Pièces jointes",
}
_SAVED: Final = notice("C'est enregistré.")


def application_pages(app: MpsApp) -> APIRouter:
    """Make the page of an application."""
    router = service_router(tags=["Pages"])

    @router.get("/pages/applications/{identifier}", response_class=HTMLResponse)
    async def read(identifier: str, request: Request, lien: Annotated[str, Query(max_length=200)] = "") -> Response:
        """Ouvrir la page de candidature à un marché déclaré par un éditeur."""
        if lien:
            return show_link(app, request, _SUBJECT, identifier, lien)
        return await in_handler_thread(_answered, app, request, identifier, None)

    @router.post("/pages/applications/{identifier}", response_class=HTMLResponse)
    async def write(identifier: str, request: Request) -> Response:
        """Ouvrir sa candidature avec son SIRET, l'enregistrer, la confirmer."""
        return await in_handler_thread(_answered, app, request, identifier, await request.body())

    @router.post("/pages/applications/{identifier}/session", response_class=HTMLResponse)
    async def enter(identifier: str, request: Request) -> Response:
        """Utiliser le lien reçu : il ne sert qu'une fois."""
        return await in_handler_thread(use, app, request, _SUBJECT, identifier, await request.body())

    return router


def _answered(app: MpsApp, request: Request, identifier: str, body: bytes | None) -> Response:
    try:
        found = visit(app, request, _SUBJECT, identifier, body)
        said = "" if body is None else _done(app, found)
        with app.open_uow(scope_for(request, person_of(found.opened))) as uow:
            opened = open_page(found.session, _SUBJECT, identifier, uow=uow)
        candidacy = None if opened.application is None else opened.application.candidacy_id
        view = None if candidacy is None else _view(app, request, opened, candidacy)
    except Refused as refused:
        return refusal_page(app, refused.refusal)
    if said == _SAVED and found.values().get("action") == ["pieces"]:
        return RedirectResponse(papers_path(found), status_code=303)
    title, shown = _shown(found, opened, view)
    return page(title, said + _about(opened) + shown, practice=practice_of(app))


def _shown(found: Visit, opened: OpenPage, view: FormView | None) -> tuple[str, str]:
    if view is None:
        return "Votre numéro SIRET", _siret_form(found, opened)
    if opened.application is not None and opened.application.status is PlatformStatus.COMPLETED:
        return "Candidature terminée", _ended(opened, view)
    remarks = "".join(paragraph(each) for each in view.remarks)
    buttons = {
        "enregistrer": "Enregistrer",
        "pieces": "Enregistrer et joindre des pièces",
        "confirmer": "Enregistrer et confirmer la candidature",
    }
    hidden = found.hidden(version=str(view.form.version))
    return "Votre candidature", remarks + form(found.path, form_fields(view), hidden=hidden, buttons=buttons)


def _done(app: MpsApp, found: Visit) -> str:
    """Do what a form asks; give what to announce."""
    application, values = found.opened.application, found.values()
    if application is None or application.candidacy_id is None:
        return _opened(app, found, values.get("siret", [""])[0])
    candidacy_id, person = application.candidacy_id, person_of(found.opened)
    is_last = values.get("action") == ["confirmer"]
    said = values.get("version", ["0"])[0]
    expected = int(said) if said.isdecimal() else 0

    def work(uow: UnitOfWork) -> Answer:
        content = content_from(values, view_form(candidacy_id, uow=uow))
        saved = save_form(candidacy_id, content, expected=expected, uow=uow)
        invite_parties(candidacy_id, content, uow=uow)
        if is_last:
            confirm_form(candidacy_id, expected=saved.version, uow=uow)
            complete_application(application.identifier, platform_url=app.settings.public_url, uow=uow)
        return answer(None)

    try:
        refused = done(app, found.act(person), work)
    except InvalidValue as fault:
        return alert("Un champ n'a pas été compris", str(fault))
    return _SAVED if refused is None else refused


def _opened(app: MpsApp, found: Visit, text: str) -> str:
    try:
        siret = Siret.parse(text)
    except InvalidValue as fault:
        return _without_siret(text) or alert("Numéro SIRET", str(fault))
    identifier = found.opened.link.identifier

    def work(uow: UnitOfWork) -> Answer:
        open_by_link(identifier, siret, uow=uow)
        return answer(None)

    try:
        return done(app, found.act(person_of(found.opened, siret=siret)), work) or ""
    except Refused as refused:
        return words_of(refused.refusal)


def _without_siret(text: str) -> str:
    """Say what a number means that is no French one, and how its holder goes on."""
    number = OperatorNumber.guess(text)
    remarks = () if number is None else remarks_about_number(number)
    return "".join(alert("Entreprise sans numéro SIRET", f"{each.message} {_OTHERWISE}") for each in remarks)


def _view(app: MpsApp, request: Request, opened: OpenPage, candidacy_id: CandidacyId) -> FormView:
    with app.open_uow(scope_for(request, person_of(opened))) as uow:
        return view_form(candidacy_id, uow=uow)


def _siret_form(found: Visit, opened: OpenPage) -> str:
    named = "" if opened.application is None or opened.application.siret is None else str(opened.application.siret)
    hint = "Quatorze chiffres. L'administration rassemble elle-même ce qu'elle sait de votre entreprise."
    field = text_field("siret", "Numéro SIRET de l'établissement", named, hint=hint, is_required=True)
    return form(found.path, [field], hidden=found.hidden(), buttons={"ouvrir": "Ouvrir ma candidature"})


def _ended(opened: OpenPage, view: FormView) -> str:
    is_confirmed = view.form.status is FormStatus.CONFIRMED
    told = notice("Votre candidature est confirmée ; votre plateforme en est avertie.") if is_confirmed else ""
    listed = heading("À savoir") + bullets(view.warnings) if view.warnings else ""
    copies = heading("Vos exemplaires") + "".join(
        f"<p>{link(page_path(_SUBJECT, opened.link.identifier) + end, words)}</p>" for end, words in _COPIES.items()
    )
    back = ""
    if opened.editor.redirect_url is not None:
        names = (opened.market.identifier, opened.link.identifier)
        url = return_url(opened.editor.redirect_url, market_identifier=names[0], application_identifier=names[1])
        back = f"<p>{link(url, 'Revenir à votre plateforme')}</p>"
    return told + listed + copies + back


def _about(opened: OpenPage) -> str:
    return paragraph(f"{opened.market.name}. Date limite : {display_instant(opened.market.deadline)}.")
