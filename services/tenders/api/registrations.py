"""Routes of registrations and of the register of downloads."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import StringConstraints

from services.tenders.api.exports import AS_FILES
from services.tenders.api.inputs import In
from services.tenders.api.listing import ListRequest, list_answer, list_request
from services.tenders.api.listings import DOWNLOADS, REGISTRATIONS
from services.tenders.api.registrations_outputs import (
    DownloadOut,
    OwnRegistrationOut,
    RegistrationAskedOut,
    RegistrationOut,
    RegistrationStateOut,
)
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.registrations import address_of
from services.tenders.handlers.registrations import (
    Register,
    confirm_address,
    end_own_registration,
    end_registration,
    register,
)
from services.tenders.ports import UnitOfWork
from shared.http.act import Act, act_of, act_of_anyone
from shared.http.commands import Answer
from shared.http.pages import Page, id_after
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.tender_ids import DownloadId, RegistrationId

_TOKEN_BYTES = 32
_Agent = Annotated[Principal, Depends(authenticated(Right.DRAFT))]
_Anyone = Annotated[Act, Depends(act_of_anyone())]
_Company = Annotated[Act, Depends(act_of(Right.SUBMIT))]


class RegisterIn(In):
    """Who wants to be told; a company that is signed in needs to give nothing."""

    email: Annotated[str, StringConstraints(max_length=254)] | None = None
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=150)] = ""


class TokenIn(In):
    """The token of a link; it travels in the body, because addresses are logged."""

    token: Annotated[str, StringConstraints(min_length=20, max_length=100)]


def registration_routes(app: TendersApp) -> APIRouter:
    """Build the routes by which somebody asks to be told, confirms and ends it."""
    router = service_router(tags=["Inscriptions"])

    @router.post("/consultations/{tender_id}/registrations", status_code=202, response_model=RegistrationAskedOut)
    def ask(tender_id: str, body: RegisterIn, act: _Anyone) -> Response:
        """Demander à être informé des modifications : facultatif, par SIRET ou par adresse électronique confirmée."""
        email = None if body.email is None else address_of(body.email)
        command = Register(TenderId.parse(tender_id), email, body.name, secrets.token_urlsafe(_TOKEN_BYTES))

        def work(uow: UnitOfWork) -> Answer:
            return Answer(RegistrationAskedOut.of(register(command, uow=uow)), status=202)

        return app.commands.run(act, work, status=202)

    @router.post("/consultations/{tender_id}/registrations/end", response_model=RegistrationStateOut)
    def end_own(tender_id: str, act: _Company) -> Response:
        """Mettre fin à l'inscription de son entreprise."""
        identifier = TenderId.parse(tender_id)
        return app.commands.run(act, lambda uow: RegistrationStateOut.of(end_own_registration(identifier, uow=uow)))

    @router.post("/registrations/confirmation", response_model=RegistrationStateOut)
    def confirm(body: TokenIn, act: _Anyone) -> Response:
        """Confirmer une adresse électronique par le jeton du lien reçu."""
        return app.commands.run(act, lambda uow: RegistrationStateOut.of(confirm_address(body.token, uow=uow)))

    @router.post("/registrations/end", response_model=RegistrationStateOut)
    def end(body: TokenIn, act: _Anyone) -> Response:
        """Se désinscrire par le jeton du lien reçu ; l'adresse est effacée."""
        return app.commands.run(act, lambda uow: RegistrationStateOut.of(end_registration(body.token, uow=uow)))

    return router


def register_routes(app: TendersApp) -> APIRouter:
    """Build the reads of the buyer's agents: who is to be told, who downloaded what; and a company's own."""
    router = service_router(tags=["Inscriptions"])

    @router.get("/consultations/{tender_id}/registrations", response_model=Page[RegistrationOut], responses=AS_FILES)
    def registrations(
        tender_id: str, request: Request, principal: _Agent, asked: Annotated[ListRequest, Depends(list_request)]
    ) -> Response:
        """Lister les inscrits ; l'acheteur seul les voit."""
        identifier = TenderId.parse(tender_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            uow.tenders.get(identifier)
            found = uow.registrations.page(identifier, after=id_after(asked.page, RegistrationId), limit=asked.limit)
        return list_answer(asked, REGISTRATIONS, found, tables=app.tables)

    @router.get("/consultations/{tender_id}/registrations/own", response_model=OwnRegistrationOut)
    def own(
        tender_id: str, request: Request, principal: Annotated[Principal, Depends(authenticated(Right.SUBMIT))]
    ) -> OwnRegistrationOut:
        """Lire l'inscription de son entreprise."""
        identifier = TenderId.parse(tender_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            uow.tenders.published(identifier)
            siret = principal.organisation
            return OwnRegistrationOut.of(None if siret is None else uow.registrations.of_company(identifier, siret))

    @router.get("/consultations/{tender_id}/downloads", response_model=Page[DownloadOut], responses=AS_FILES)
    def downloads(
        tender_id: str, request: Request, principal: _Agent, asked: Annotated[ListRequest, Depends(list_request)]
    ) -> Response:
        """Lire le registre des retraits ; qui n'a pas dit son nom y est compté sans nom."""
        identifier = TenderId.parse(tender_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            uow.tenders.get(identifier)
            found = uow.downloads.page(identifier, after=id_after(asked.page, DownloadId), limit=asked.limit)
        return list_answer(asked, DOWNLOADS, found, tables=app.tables)

    return router
