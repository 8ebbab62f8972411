"""The applications and technical accounts of the portal's interface, for the operator of the platform."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.invoicing.api.needs import InvoicingApp, scope_of
from services.invoicing.api.portal_schemas import (
    AccountChangeIn,
    AccountIn,
    AccountOut,
    ApplicationIn,
    ApplicationOut,
)
from services.invoicing.domain.portal_access import PortalApplicationId
from services.invoicing.handlers.portal_access import (
    change_account,
    close_application,
    register_account,
    register_application,
    renew_account_password,
    renew_application_secret,
)
from services.invoicing.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.pages import Page, PageRequest, id_after, page_of, page_request
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.principal import Principal, Right

_Operates = Annotated[Act, Depends(act_of(Right.OPERATE))]
_Operator = Annotated[Principal, Depends(authenticated(Right.OPERATE))]
_Page = Annotated[PageRequest, Depends(page_request)]


def portal_operator_routes(app: InvoicingApp) -> APIRouter:
    """Build the routes of the operator."""
    router = service_router(tags=["Exploitation"])
    _add_applications(router, app)
    _add_accounts(router, app)
    _add_changes(router, app)
    return router


def _add_applications(router: APIRouter, app: InvoicingApp) -> None:
    @router.post("/portal/applications", status_code=201, response_model=ApplicationOut)
    def register(body: ApplicationIn, act: _Operates) -> Response:
        """Déclarer un logiciel qui appellera l'API Chorus Pro ; son secret se demande à part."""

        def work(uow: UnitOfWork) -> Answer:
            made = register_application(body.name, uow=uow)
            return answer(ApplicationOut.of(made), location=f"/invoicing/portal/applications/{made.application_id}")

        return app.commands.run(act, work, status=201)

    @router.post("/portal/applications/{client_id}/secret", response_model=ApplicationOut)
    def secret(client_id: str, request: Request, response: Response, principal: _Operator) -> ApplicationOut:
        """Renouveler le secret d'un logiciel et le montrer une seule fois : le précédent n'ouvre plus rien.

        Sans clé d'idempotence : une réponse gardée garderait un secret.
        """
        identifier = PortalApplicationId.parse(client_id)

        def work(uow: UnitOfWork) -> ApplicationOut:
            return ApplicationOut.of(*renew_application_secret(identifier, uow=uow))

        response.headers["Cache-Control"] = "no-store"
        made: ApplicationOut = app.commands.run_without_key(scope_of(request, principal), work)
        return made

    @router.get("/portal/applications", response_model=Page[ApplicationOut])
    def applications(request: Request, principal: _Operator, page: _Page) -> Page[ApplicationOut]:
        """Lister les logiciels déclarés."""
        after = id_after(page, PortalApplicationId)
        with app.read_uow(scope_of(request, principal)) as uow:
            found = uow.portal_access.applications(after=after, limit=page.limit + 1)
        return page_of(page, found, show=ApplicationOut.of, key=lambda each: each.application_id)

    @router.post("/portal/applications/{client_id}/closure", response_model=ApplicationOut)
    def close(client_id: str, act: _Operates) -> Response:
        """Fermer l'accès d'un logiciel : son secret et ses jetons n'ouvrent plus rien."""
        identifier = PortalApplicationId.parse(client_id)
        return app.commands.run(act, lambda uow: ApplicationOut.of(close_application(identifier, uow=uow)))


def _add_accounts(router: APIRouter, app: InvoicingApp) -> None:
    @router.post("/portal/accounts", status_code=201, response_model=AccountOut)
    def register(body: AccountIn, act: _Operates) -> Response:
        """Déclarer un compte technique et ses structures ; son mot de passe se demande à part."""
        command = body.to_command()

        def work(uow: UnitOfWork) -> Answer:
            made = register_account(command, uow=uow)
            return answer(AccountOut.of(made), location=f"/invoicing/portal/accounts/{made.login}")

        return app.commands.run(act, work, status=201)

    @router.post("/portal/accounts/{login}/password", response_model=AccountOut)
    def password(login: str, request: Request, response: Response, principal: _Operator) -> AccountOut:
        """Renouveler le mot de passe d'un compte technique et le montrer une seule fois."""

        def work(uow: UnitOfWork) -> AccountOut:
            return AccountOut.of(*renew_account_password(login, uow=uow))

        response.headers["Cache-Control"] = "no-store"
        made: AccountOut = app.commands.run_without_key(scope_of(request, principal), work)
        return made


def _add_changes(router: APIRouter, app: InvoicingApp) -> None:
    @router.get("/portal/accounts", response_model=Page[AccountOut])
    def accounts(request: Request, principal: _Operator, page: _Page) -> Page[AccountOut]:
        """Lister les comptes techniques."""
        with app.read_uow(scope_of(request, principal)) as uow:
            found = uow.portal_access.accounts(after=page.after, limit=page.limit + 1)
        return page_of(page, found, show=AccountOut.of, key=lambda each: each.login)

    @router.put("/portal/accounts/{login}", response_model=AccountOut)
    def change(login: str, body: AccountChangeIn, act: _Operates) -> Response:
        """Changer les structures d'un compte technique, ou le fermer (If-Match) ; son mot de passe reste."""
        command = body.to_command(login, expected=act.required_version())

        def work(uow: UnitOfWork) -> Answer:
            changed = change_account(command, uow=uow)
            return answer(AccountOut.of(changed), version=changed.version)

        return app.commands.run(act, work)
