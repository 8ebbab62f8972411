"""Recipients of invoices and their commitments over HTTP."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.invoicing.api.needs import InvoicingApp, scope_of
from services.invoicing.api.recipient_schemas import CommitmentIn, CommitmentOut, RecipientIn, RecipientOut
from services.invoicing.domain.door_by_law import door_by_law
from services.invoicing.domain.recipient import Recipient
from services.invoicing.handlers.recipients import (
    close_commitment,
    declare_recipient,
    make_commitment,
    read_recipient,
)
from services.invoicing.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.pages import Page, PageRequest, page_of, page_request
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.http.versions import etag
from shared.kernel.ids import CommitmentId
from shared.kernel.paris import legal_day
from shared.kernel.principal import Principal, Right
from shared.kernel.siret import Siret

Reader = Annotated[Principal, Depends(authenticated())]
Authoriser = Annotated[Act, Depends(act_of(Right.AUTHORISE))]


def recipient_routes(app: InvoicingApp) -> APIRouter:
    """Build the routes of recipients."""
    router = service_router(tags=["Destinataires et engagements"])

    @router.put("/recipients/{siret}", response_model=RecipientOut)
    def declare(siret: str, body: RecipientIn, act: Authoriser) -> Response:
        """Déclarer son organisme comme destinataire (If-Match : version lue, 0 la première fois)."""
        command = body.to_command(Siret.parse(siret), expected=act.required_version())

        def work(uow: UnitOfWork) -> Answer:
            declared = declare_recipient(command, uow=uow)
            return answer(_shown(declared, app, at=uow.clock.now()), version=declared.version)

        return app.commands.run(act, work)

    @router.get("/recipients/{siret}", response_model=RecipientOut)
    def recipient(siret: str, request: Request, principal: Reader) -> Response:
        """Lire ce qu'un destinataire demande sur ses factures : codes service, numéro d'engagement, porte d'entrée."""
        with app.read_uow(scope_of(request, principal)) as uow:
            found = read_recipient(Siret.parse(siret), uow=uow)
            shown = _shown(found, app, at=uow.clock.now())
        headers = {"ETag": etag(found.version)}
        return Response(shown.model_dump_json(), media_type="application/json", headers=headers)

    return router


def _shown(recipient: Recipient, app: InvoicingApp, *, at: datetime) -> RecipientOut:
    return RecipientOut.of(recipient, door_by_law(recipient, law=app.law, on=legal_day(at)))


def commitment_routes(app: InvoicingApp) -> APIRouter:
    """Build the routes of commitments."""
    router = service_router(tags=["Destinataires et engagements"])

    @router.post("/commitments", status_code=201, response_model=CommitmentOut)
    def make(body: CommitmentIn, act: Authoriser) -> Response:
        """Enregistrer un engagement hors marché : abonnement, centrale d'achat, marché antérieur, carte, régie."""
        command = body.to_command()

        def work(uow: UnitOfWork) -> Answer:
            made = make_commitment(command, uow=uow)
            location = f"/invoicing/commitments/{made.commitment_id}"
            return answer(CommitmentOut.of(made), location=location, version=made.version)

        return app.commands.run(act, work, status=201)

    @router.get("/commitments", response_model=Page[CommitmentOut])
    def commitments(
        request: Request, principal: Reader, page: Annotated[PageRequest, Depends(page_request)]
    ) -> Page[CommitmentOut]:
        """Lister les engagements de son organisme, ou pris envers son entreprise."""
        after = None if page.after is None else CommitmentId.parse(page.after)
        with app.read_uow(scope_of(request, principal)) as uow:
            found = uow.commitments.visible(after=after, limit=page.limit + 1)
        return page_of(page, found, show=CommitmentOut.of, key=lambda one: one.commitment_id)

    @router.get("/commitments/{commitment_id}", response_model=CommitmentOut)
    def commitment(commitment_id: str, request: Request, principal: Reader) -> CommitmentOut:
        """Lire un engagement."""
        with app.read_uow(scope_of(request, principal)) as uow:
            return CommitmentOut.of(uow.commitments.get(CommitmentId.parse(commitment_id)))

    @router.post("/commitments/{commitment_id}/closure", response_model=CommitmentOut)
    def close(commitment_id: str, act: Authoriser) -> Response:
        """Clore un engagement : une facture qui le nomme encore sera signalée."""
        identifier = CommitmentId.parse(commitment_id)
        return app.commands.run(act, lambda uow: CommitmentOut.of(close_commitment(identifier, uow=uow)))

    return router
