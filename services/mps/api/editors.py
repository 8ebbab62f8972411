"""The editors for the operator of the platform, and what buyer and company do for their markets."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.mps.api.platform_inputs import EditorIn, OpenedApplicationIn
from services.mps.api.platform_links import return_url
from services.mps.api.platform_outputs import EditorOut, EditorSecretOut, MarketOut, OwnApplicationOut
from services.mps.api.service import MpsApp, Submitter, scope_of
from services.mps.domain.platforms import EditorId, MarketApplication
from services.mps.handlers.editors import RegisterEditor, register_editor, renew_secret
from services.mps.handlers.platform_ends import complete_application, complete_market, open_application
from services.mps.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.principal import Principal, Right
from shared.kernel.siret import Siret

_Operates = Annotated[Act, Depends(act_of(Right.OPERATE))]
_Operator = Annotated[Principal, Depends(authenticated(Right.OPERATE))]
_Drafts = Annotated[Act, Depends(act_of(Right.DRAFT))]


def editor_declarations(app: MpsApp) -> APIRouter:
    """Make the routes of the operator."""
    router = service_router(tags=["Exploitation"])

    @router.post("/editors", status_code=201, response_model=EditorOut)
    def register(body: EditorIn, act: _Operates) -> Response:
        """Déclarer un éditeur de plateforme ; son secret se demande à part."""
        command = RegisterEditor(body.name, body.redirect_url, body.webhook_url)

        def work(uow: UnitOfWork) -> Answer:
            editor = register_editor(command, reach=app.editor_reach, uow=uow)
            return answer(EditorOut.of(editor), location=f"/mps/editors/{editor.editor_id}")

        return app.commands.run(act, work, status=201)

    @router.post("/editors/{client_id}/secret", response_model=EditorSecretOut)
    def secret(client_id: str, request: Request, response: Response, principal: _Operator) -> EditorSecretOut:
        """Renouveler les secrets d'un éditeur et les montrer une seule fois : les précédents n'ouvrent plus rien.

        Sans clé d'idempotence : une réponse gardée garderait un secret.
        """
        identifier = EditorId.parse(client_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            editor, made = renew_secret(identifier, uow=uow)
            uow.commit()
        response.headers["Cache-Control"] = "no-store"
        seen = EditorOut.of(editor).model_dump()
        return EditorSecretOut(**seen, client_secret=made, webhook_secret=app.editor_secrets.text(editor))

    return router


def platform_ends(app: MpsApp) -> APIRouter:
    """Make the routes of buyers and companies for markets declared elsewhere."""
    router = service_router(tags=["Marchés d'autres plateformes"])

    @router.post("/markets/{identifier}/completion", response_model=MarketOut)
    def completed(identifier: str, act: _Drafts) -> Response:
        """Terminer le paramétrage d'un marché déclaré par un éditeur ; l'éditeur en est averti."""

        def work(uow: UnitOfWork) -> Answer:
            return answer(MarketOut.of(complete_market(identifier, uow=uow)))

        return app.commands.run(act, work, status=200)

    @router.post("/applications/{identifier}/candidacy", response_model=OwnApplicationOut)
    def opened(identifier: str, body: OpenedApplicationIn, act: Submitter) -> Response:
        """Ouvrir sa candidature, avec un numéro SIRET, pour un marché déclaré par un éditeur."""
        siret = Siret.parse(body.siret)

        def work(uow: UnitOfWork) -> Answer:
            return answer(_own(open_application(identifier, siret, uow=uow), uow=uow))

        return app.commands.run(act, work, status=200)

    @router.post("/applications/{identifier}/completion", response_model=OwnApplicationOut)
    def finished(identifier: str, act: Submitter) -> Response:
        """Terminer sa candidature ; l'éditeur est averti et peut lire attestation et documents."""

        def work(uow: UnitOfWork) -> Answer:
            done = complete_application(identifier, platform_url=app.settings.public_url, uow=uow)
            return answer(_own(done, uow=uow))

        return app.commands.run(act, work, status=200)

    return router


def _own(application: MarketApplication, *, uow: UnitOfWork) -> OwnApplicationOut:
    """Add where to go back; the parameters of the editor's own address are kept."""
    editor = uow.platforms.editor(application.editor_id)
    url = None if editor is None else editor.redirect_url
    if url is not None:
        names = (application.market_identifier, application.identifier)
        url = return_url(url, market_identifier=names[0], application_identifier=names[1])
    return OwnApplicationOut.for_company(application, redirect_url=url)
