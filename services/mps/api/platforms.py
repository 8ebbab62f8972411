"""The API for other platforms, in the manner of Passe Marché: markets, applications, documents, notifications."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse

from services.mps.api.attestations import package_pdf, package_zip
from services.mps.api.platform_access import editor_act, editor_of
from services.mps.api.platform_inputs import ApplicationIn, MarketChangeIn, MarketIn
from services.mps.api.platform_links import page_url, with_secret
from services.mps.api.platform_outputs import (
    ApplicationDeclaredOut,
    ApplicationOut,
    MarketDeclaredOut,
    MarketOut,
    NotificationOut,
    NotificationsOut,
    RetriedOut,
)
from services.mps.api.service import MpsApp
from services.mps.domain.page_links import PageSubject
from services.mps.domain.platforms import Editor, EditorId, PlatformStatus, Scope
from services.mps.handlers.attestations import company_package
from services.mps.handlers.editors import issue_token
from services.mps.handlers.page_links import latest_link
from services.mps.handlers.platforms import (
    declare_application,
    declare_market,
    move_deadline,
    read_application,
    read_market,
)
from services.mps.ports import UnitOfWork
from shared.http.act import Act
from shared.http.client_credentials import TOKEN_FORM, Credentials, TokenOut, answer_token
from shared.http.commands import Answer, answer
from shared.http.concurrency import in_handler_thread
from shared.http.routing import service_router
from shared.kernel.client_secrets import AccessToken
from shared.kernel.ids import CandidacyId
from shared.kernel.principal import Principal
from shared.kernel.refusal import InvalidValue, refuse
from shared.kernel.siret import Siret
from shared.observability import current_traceparent
from shared.storage.unit_of_work import Scope as WorkScope

_TAG: Final = "Éditeurs"
_V1: Final = "/api/v1"
_MARKET, _APPLICATION = PageSubject.MARKET, PageSubject.APPLICATION
_MOST_NOTIFICATIONS: Final = 100
_PDF: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"application/pdf": {}}, "description": "PDF"}}
_ZIP: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"application/zip": {}}, "description": "ZIP"}}


def editor_tokens(app: MpsApp) -> APIRouter:
    """Make the token endpoint (RFC 6749 section 4.4)."""
    router = service_router(tags=[_TAG])

    @router.post(f"{_V1}/oauth/token", response_model=TokenOut, openapi_extra=TOKEN_FORM)
    async def token(request: Request) -> Response:
        """Obtenir un jeton d'accès avec l'identifiant et le secret de l'éditeur (client credentials)."""

        def issue(asked: Credentials) -> tuple[str, AccessToken] | None:
            """Issue a token to the editor that proved its secret."""
            try:
                editor_id = EditorId.parse(asked.client_id)
            except InvalidValue:
                return None
            with app.open_uow(WorkScope(Principal.anonymous(), request.scope["plis.request_id"])) as uow:
                issued = issue_token(editor_id, asked.client_secret, uow=uow)
                uow.commit()
                return issued

        return await answer_token(request, issue, scopes=tuple(Scope))

    return router


def editor_markets(app: MpsApp) -> APIRouter:
    """Make the routes of markets."""
    router = service_router(tags=[_TAG])
    Reads = Annotated[Editor, Depends(editor_of(app))]  # noqa: N806 - a type
    Writes = Annotated[tuple[Editor, Act], Depends(editor_act(app))]  # noqa: N806 - a type

    @router.post(f"{_V1}/public_markets", status_code=201, response_model=MarketDeclaredOut)
    def declare(body: MarketIn, given: Writes) -> Response:
        """Déclarer un marché publié sur la plateforme de l'éditeur."""
        editor, act = given
        command = body.to_command()

        def work(uow: UnitOfWork) -> Answer:
            market = declare_market(command, editor_id=editor.editor_id, sandbox=app.settings.sandbox, uow=uow)
            latest_link(_MARKET, market.identifier, editor_id=editor.editor_id, uow=uow)
            url = page_url(app, _MARKET, market.identifier)
            made = MarketDeclaredOut(identifier=market.identifier, configuration_url=url)
            return answer(made, location=f"/mps{_V1}/public_markets/{market.identifier}")

        declared = app.commands.run(act, work, status=201)
        return with_secret(app, declared, subject=_MARKET, field="configuration_url")

    @router.patch(f"{_V1}/public_markets/{{identifier}}", response_model=MarketOut)
    def move(identifier: str, body: MarketChangeIn, given: Writes) -> Response:
        """Reporter la date limite d'un marché."""
        editor, act = given

        def work(uow: UnitOfWork) -> Answer:
            deadline, sandbox = body.public_market.deadline, app.settings.sandbox
            moved = move_deadline(identifier, deadline, editor_id=editor.editor_id, sandbox=sandbox, uow=uow)
            return answer(MarketOut.of(moved))

        return app.commands.run(act, work, status=200)

    @router.get(f"{_V1}/public_markets/{{identifier}}", response_model=MarketOut)
    def read(identifier: str, request: Request, editor: Reads) -> MarketOut:
        """Lire l'état d'un marché."""
        with app.open_uow(_scope(request)) as uow:
            return MarketOut.of(read_market(identifier, editor_id=editor.editor_id, uow=uow))

    return router


def editor_application_declarations(app: MpsApp) -> APIRouter:
    """Make the route that declares applications."""
    router = service_router(tags=[_TAG])
    Writes = Annotated[tuple[Editor, Act], Depends(editor_act(app))]  # noqa: N806 - a type

    @router.post(
        f"{_V1}/public_markets/{{identifier}}/market_applications",
        status_code=201,
        response_model=ApplicationDeclaredOut,
    )
    def apply(identifier: str, body: ApplicationIn, given: Writes) -> Response:
        """Déclarer la candidature d'une entreprise ; l'entreprise la remplit elle-même à l'adresse rendue."""
        editor, act = given
        asked = body.market_application
        siret = None if asked.siret is None else Siret.parse(asked.siret)

        def work(uow: UnitOfWork) -> Answer:
            application = declare_application(
                identifier,
                siret=siret,
                provider_user_id=asked.provider_user_id,
                editor_id=editor.editor_id,
                uow=uow,
            )
            latest_link(_APPLICATION, application.identifier, editor_id=editor.editor_id, uow=uow)
            url = page_url(app, _APPLICATION, application.identifier)
            made = ApplicationDeclaredOut(identifier=application.identifier, application_url=url)
            return answer(made, location=f"/mps{_V1}/market_applications/{application.identifier}")

        declared = app.commands.run(act, work, status=201)
        return with_secret(app, declared, subject=_APPLICATION, field="application_url")

    return router


def editor_applications(app: MpsApp) -> APIRouter:
    """Make the routes that read applications."""
    router = service_router(tags=[_TAG])
    Reads = Annotated[Editor, Depends(editor_of(app))]  # noqa: N806 - a type

    def finished(identifier: str, request: Request, editor: Editor) -> CandidacyId:
        with app.open_uow(_scope(request)) as uow:
            application = read_application(identifier, editor_id=editor.editor_id, uow=uow)
        if application.status is not PlatformStatus.COMPLETED or application.candidacy_id is None:
            refuse("MPS-APPLICATION-NOT-COMPLETED", identifier=identifier)
        return application.candidacy_id

    @router.get(f"{_V1}/market_applications/{{identifier}}", response_model=ApplicationOut)
    def read(identifier: str, request: Request, editor: Reads) -> ApplicationOut:
        """Lire l'état d'une candidature."""
        with app.open_uow(_scope(request)) as uow:
            return ApplicationOut.of(read_application(identifier, editor_id=editor.editor_id, uow=uow))

    @router.get(f"{_V1}/market_applications/{{identifier}}/attestation", response_class=Response, responses=_PDF)
    async def attestation(identifier: str, request: Request, editor: Reads) -> Response:
        """Télécharger l'attestation (PDF) d'une candidature terminée."""
        candidacy = await in_handler_thread(finished, identifier, request, editor)
        scope = _scope(request, Principal.system("mps"))
        return await package_pdf(app, scope, lambda uow: company_package(candidacy, uow=uow), stem=identifier)

    @router.get(
        f"{_V1}/market_applications/{{identifier}}/documents_package",
        response_class=StreamingResponse,
        responses=_ZIP,
    )
    async def documents(identifier: str, request: Request, editor: Reads) -> Response:
        """Télécharger l'attestation et les documents (ZIP) d'une candidature terminée."""
        candidacy = await in_handler_thread(finished, identifier, request, editor)
        scope = _scope(request, Principal.system("mps"))
        return await package_zip(app, scope, lambda uow: company_package(candidacy, uow=uow), stem=identifier)

    return router


def editor_notifications(app: MpsApp) -> APIRouter:
    """Make the routes of what an editor is told."""
    router = service_router(tags=[_TAG])
    Reads = Annotated[Editor, Depends(editor_of(app))]  # noqa: N806 - a type
    Writes = Annotated[tuple[Editor, Act], Depends(editor_act(app))]  # noqa: N806 - a type

    @router.get(f"{_V1}/webhook_notifications", response_model=NotificationsOut)
    def read(request: Request, editor: Reads) -> NotificationsOut:
        """Lire les dernières notifications et leur état."""
        with app.open_uow(_scope(request)) as uow:
            told = uow.platforms.notifications(editor.editor_id, limit=_MOST_NOTIFICATIONS)
        return NotificationsOut(items=[NotificationOut.of(each) for each in told])

    @router.post(f"{_V1}/webhook_notifications/retry", response_model=RetriedOut)
    def retry(given: Writes) -> Response:
        """Renvoyer les notifications qui ont échoué."""
        editor, act = given

        def work(uow: UnitOfWork) -> Answer:
            number = uow.platforms.ask_failed_again(editor.editor_id, at=uow.clock.now())
            uow.record("editor_notifications_retried", str(editor.editor_id), {"number": str(number)})
            return answer(RetriedOut(retried=number))

        return app.commands.run(act, work, status=200)

    return router


def _scope(request: Request, principal: Principal | None = None) -> WorkScope:
    request_id: str = request.scope["plis.request_id"]
    return WorkScope(principal or Principal.anonymous(), request_id, traceparent=current_traceparent())
