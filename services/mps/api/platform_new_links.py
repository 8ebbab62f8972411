"""A new link to a page, for an editor whose person has used the one before or come too late."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Response

from services.mps.api.platform_access import editor_act
from services.mps.api.platform_links import page_url, with_secret
from services.mps.api.platform_outputs import LinkOut
from services.mps.api.service import MpsApp
from services.mps.domain.page_links import PageSubject
from services.mps.domain.platforms import Editor
from services.mps.handlers.page_links import make_link
from services.mps.handlers.platforms import read_application, read_market
from services.mps.ports import UnitOfWork
from shared.http.act import Act
from shared.http.commands import Answer, answer
from shared.http.routing import service_router

_V1: Final = "/api/v1"


def editor_links(app: MpsApp) -> APIRouter:
    """Make the routes of new links."""
    router = service_router(tags=["Éditeurs"])
    Writes = Annotated[tuple[Editor, Act], Depends(editor_act(app))]  # noqa: N806 - a type

    @router.post(f"{_V1}/public_markets/{{identifier}}/links", status_code=201, response_model=LinkOut)
    def of_market(identifier: str, given: Writes) -> Response:
        """Obtenir un nouveau lien vers la page de paramétrage d'un marché."""
        return _made(app, given, PageSubject.MARKET, identifier)

    @router.post(f"{_V1}/market_applications/{{identifier}}/links", status_code=201, response_model=LinkOut)
    def of_application(identifier: str, given: Writes) -> Response:
        """Obtenir un nouveau lien vers la page d'une candidature."""
        return _made(app, given, PageSubject.APPLICATION, identifier)

    return router


def _made(app: MpsApp, given: tuple[Editor, Act], subject: PageSubject, identifier: str) -> Response:
    editor, act = given

    def work(uow: UnitOfWork) -> Answer:
        if subject is PageSubject.MARKET:
            read_market(identifier, editor_id=editor.editor_id, uow=uow)
        else:
            read_application(identifier, editor_id=editor.editor_id, uow=uow)
        made = make_link(subject, identifier, editor_id=editor.editor_id, uow=uow)
        url = page_url(app, subject, identifier)
        return answer(LinkOut(identifier=identifier, link_number=made.number, url=url))

    return with_secret(app, app.commands.run(act, work, status=201), subject=subject, field="url")
