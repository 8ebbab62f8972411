"""The applications and technical accounts of the portal's interface, for the operator of the platform."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.invoicing.api.needs import InvoicingApp, scope_of
from services.invoicing.domain.portal_access import (
    LONGEST_LOGIN,
    LONGEST_NAME,
    MOST_STRUCTURES,
    Attachment,
    PortalApplication,
    PortalApplicationId,
    PortalRole,
    TechnicalAccount,
)
from services.invoicing.handlers.portal_access import (
    RegisterAccount,
    register_account,
    register_application,
    renew_account_password,
    renew_application_secret,
)
from services.invoicing.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.principal import Principal, Right
from shared.kernel.siret import Siret

_Operates = Annotated[Act, Depends(act_of(Right.OPERATE))]
_Operator = Annotated[Principal, Depends(authenticated(Right.OPERATE))]
_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)]
_Login = Annotated[str, StringConstraints(pattern=rf"^[A-Za-z0-9._@-]{{3,{LONGEST_LOGIN}}}$")]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ApplicationIn(_In):
    """A software that will call the interface."""

    name: _Name


class ApplicationOut(BaseModel):
    """A registered software; ``client_secret`` is there once, when it was just made."""

    client_id: str
    name: str
    client_secret: str | None = None

    @classmethod
    def of(cls, made: PortalApplication, secret: str | None = None) -> "ApplicationOut":
        """Write an application."""
        return cls(client_id=str(made.application_id), name=made.name, client_secret=secret)


class AttachmentBody(_In):
    """An organisation that the account acts for, and as what."""

    siret: str
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NAME)] = ""
    roles: list[PortalRole] = Field(min_length=1, max_length=len(PortalRole))

    def to_domain(self) -> Attachment:
        """Read it."""
        return Attachment(siret=Siret.parse(self.siret), roles=frozenset(self.roles), name=self.name)


class AccountIn(_In):
    """A technical account."""

    login: _Login
    name: _Name
    attachments: list[AttachmentBody] = Field(min_length=1, max_length=MOST_STRUCTURES)

    def to_command(self) -> RegisterAccount:
        """Read the command."""
        attachments = tuple(each.to_domain() for each in self.attachments)
        return RegisterAccount(login=self.login, name=self.name, attachments=attachments)


class AccountOut(BaseModel):
    """A technical account; ``password`` is there once, when it was just made."""

    login: str
    name: str
    attachments: list[AttachmentBody]
    password: str | None = None

    @classmethod
    def of(cls, made: TechnicalAccount, password: str | None = None) -> "AccountOut":
        """Write an account."""
        attachments = [
            AttachmentBody(siret=str(one.siret), name=one.name, roles=sorted(one.roles)) for one in made.attachments
        ]
        return cls(login=made.login, name=made.name, attachments=attachments, password=password)


def portal_operator_routes(app: InvoicingApp) -> APIRouter:
    """Build the routes of the operator."""
    router = service_router(tags=["Exploitation"])
    _add_applications(router, app)
    _add_accounts(router, app)
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
