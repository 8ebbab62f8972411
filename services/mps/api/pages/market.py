"""The page on which a buyer says what it asks of candidates, for a market declared by its platform."""

from collections.abc import Iterator
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from services.mps.api.pages.access import (
    Values,
    Visit,
    done,
    person_of,
    practice_of,
    refusal_page,
    scope_for,
    show_link,
    use,
    visit,
)
from services.mps.api.platform_links import return_url
from services.mps.api.service import MpsApp
from services.mps.domain.page_links import PageSubject
from services.mps.domain.platforms import PlatformStatus
from services.mps.domain.requirements import ALWAYS, CATALOGUE, AskedItem, Category, TenderRequirements, asked_item
from services.mps.handlers.page_links import OpenPage
from services.mps.handlers.platform_ends import complete_market
from services.mps.handlers.requirements import read_requirements, state_requirements
from services.mps.ports import UnitOfWork
from shared.http.commands import Answer, answer
from shared.http.concurrency import in_handler_thread
from shared.http.html import check, fieldset, form, link, notice, page, paragraph, text_field
from shared.http.routing import service_router
from shared.kernel.paris import display_instant
from shared.kernel.refusal import Refused

_TITLE: Final = "Ce que vous demandez aux candidats"
_OWN: Final = "propre"  # the codes of conditions in the buyer's own words begin so
_MOST_OWN: Final = 50
_LONGEST: Final = 400
_SUBJECT: Final = PageSubject.MARKET


def market_pages(app: MpsApp) -> APIRouter:
    """Make the page of a market."""
    router = service_router(tags=["Pages"])

    @router.get("/pages/markets/{identifier}", response_class=HTMLResponse)
    async def read(identifier: str, request: Request, lien: Annotated[str, Query(max_length=200)] = "") -> Response:
        """Ouvrir la page de paramétrage d'un marché déclaré par un éditeur."""
        if lien:
            return show_link(app, request, _SUBJECT, identifier, lien)
        return await in_handler_thread(_answered, app, request, identifier, None)

    @router.post("/pages/markets/{identifier}", response_class=HTMLResponse)
    async def write(identifier: str, request: Request) -> Response:
        """Enregistrer ce qui est demandé, et terminer le paramétrage."""
        return await in_handler_thread(_answered, app, request, identifier, await request.body())

    @router.post("/pages/markets/{identifier}/session", response_class=HTMLResponse)
    async def enter(identifier: str, request: Request) -> Response:
        """Utiliser le lien reçu : il ne sert qu'une fois."""
        return await in_handler_thread(use, app, request, _SUBJECT, identifier, await request.body())

    return router


def _answered(app: MpsApp, request: Request, identifier: str, body: bytes | None) -> Response:
    try:
        found = visit(app, request, _SUBJECT, identifier, body)
        said = "" if body is None else _done(app, found)
        with app.open_uow(scope_for(request, person_of(found.opened))) as uow:
            asked = read_requirements(found.opened.market.tender_id, uow=uow)
            market = uow.platforms.market(identifier) or found.opened.market
    except Refused as refused:
        return refusal_page(app, refused.refusal)
    opened = OpenPage(found.opened.link, found.opened.editor, market)
    if market.status is PlatformStatus.COMPLETED:
        return page("Paramétrage terminé", said + _ended(opened, asked), practice=practice_of(app))
    return page(_TITLE, said + _form(found, asked), practice=practice_of(app))


def _done(app: MpsApp, found: Visit) -> str:
    """Keep what was typed, and end where it was asked; give what to announce."""
    values, opened = found.values(), found.opened
    version = values.get("version", ["0"])[0]
    is_last = values.get("action") == ["terminer"]

    def work(uow: UnitOfWork) -> Answer:
        expected = int(version) if version.isdecimal() else 0
        items = tuple(_items(values))
        state_requirements(opened.market.tender_id, items, expected=expected, uow=uow)
        if is_last:
            complete_market(opened.market.identifier, uow=uow)
        return answer(None)

    refused = done(app, found.act(person_of(opened)), work)
    return notice("C'est enregistré.") if refused is None else refused


def _items(values: Values) -> Iterator[AskedItem]:
    for code, datum in CATALOGUE.items():
        if code in values.get("demande", []):
            minimum = values.get(f"niveau-{code}", [""])[0].strip()[:_LONGEST]
            known = asked_item(code)
            yield AskedItem(code, datum.title, known.category, None, minimum or None)
    lines = [line.strip() for line in values.get("conditions", [""])[0].splitlines() if line.strip()]
    for number, line in enumerate(lines[:_MOST_OWN], start=1):
        yield AskedItem(f"{_OWN}-{number}", line[:_LONGEST], Category.TECHNICAL)


def _form(found: Visit, asked: TenderRequirements) -> str:
    chosen = {item.code: item for item in asked.items}
    law = ", ".join(CATALOGUE[code].title for code in ALWAYS)
    fields = []
    for code, datum in CATALOGUE.items():
        if code in ALWAYS:
            continue
        item = chosen.get(code)
        box = check("demande", code, f"{datum.title} (article {datum.article})", is_checked=item is not None)
        level = text_field(
            f"niveau-{code}",
            f"Niveau exigé : {datum.title}",
            "" if item is None else item.minimum or "",
            hint="Facultatif ; proportionné à l'objet du marché (article L2142-1).",
        )
        fields.append(box + level)
    own = "\n".join(item.title for item in asked.items if item.code.startswith(f"{_OWN}-"))
    free = text_field("conditions", "Conditions propres à ce marché", own, hint="Une par ligne.", lines=4)
    buttons = {"enregistrer": "Enregistrer", "terminer": "Enregistrer et terminer"}
    hint = "Ce que l'administration sait n'est pas redemandé à l'entreprise (article R2143-13)."
    return _about(found.opened) + form(
        found.path,
        [paragraph(f"La loi demande déjà à tous : {law}."), fieldset("Ce que vous demandez", fields, hint=hint), free],
        hidden=found.hidden(version=str(asked.version)),
        buttons=buttons,
    )


def _ended(opened: OpenPage, asked: TenderRequirements) -> str:
    items = "".join(paragraph(item.title + (f" : {item.minimum}" if item.minimum else "")) for item in asked.items)
    end = ""
    if opened.editor.redirect_url is not None:
        back = return_url(opened.editor.redirect_url, market_identifier=opened.market.identifier)
        end = f"<p>{link(back, 'Revenir à votre plateforme')}</p>"
    return notice("Votre plateforme en est avertie.") + _about(opened) + items + end


def _about(opened: OpenPage) -> str:
    market = opened.market
    return paragraph(f"{market.name}. Date limite : {display_instant(market.deadline)}.")
