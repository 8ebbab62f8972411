"""Routes of requests for quotations for the buyer's agents: from the draft to the order."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from services.tenders.api.quotation_inputs import (
    AbandonIn,
    ChoiceIn,
    InvitationsIn,
    OrderIn,
    QuotationContentIn,
    QuotationIn,
)
from services.tenders.api.quotation_outputs import QuotationOut
from services.tenders.api.service import TendersApp
from services.tenders.domain.quotations import Quotation
from services.tenders.handlers.quotation_orders import advices_of, order_quotation
from services.tenders.handlers.quotations import (
    abandon_quotation,
    decide_quotation,
    draft_quotation,
    invite_more,
    revise_quotation,
    send_quotation,
)
from services.tenders.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.routing import service_router
from shared.kernel.principal import Right
from shared.kernel.tender_ids import QuotationId

_Writer = Annotated[Act, Depends(act_of(Right.DRAFT))]
_Publisher = Annotated[Act, Depends(act_of(Right.PUBLISH))]


def quotation_writes(app: TendersApp) -> APIRouter:
    """Build the routes that prepare a request."""
    router = service_router(tags=["Demandes de devis"])

    @router.post("/quotations", status_code=201, response_model=QuotationOut)
    def draft(body: QuotationIn, act: _Writer) -> Response:
        """Préparer une demande de devis."""
        return app.commands.run(
            act, lambda uow: _answer(draft_quotation(body.to_command(), uow=uow), uow, app), status=201
        )

    @router.post("/quotations/{quotation_id}/changes", response_model=QuotationOut)
    def revise(quotation_id: str, body: QuotationContentIn, act: _Writer) -> Response:
        """Réécrire une demande en préparation (If-Match obligatoire)."""
        identifier, expected = QuotationId.parse(quotation_id), act.required_version()

        def work(uow: UnitOfWork) -> Answer:
            changed = revise_quotation(identifier, body.to_content(), expected=expected, uow=uow)
            return _answer(changed, uow, app)

        return app.commands.run(act, work)

    return router


def quotation_sendings(app: TendersApp) -> APIRouter:
    """Build the routes that send a request."""
    router = service_router(tags=["Demandes de devis"])

    @router.post("/quotations/{quotation_id}/sending", response_model=QuotationOut)
    def send(quotation_id: str, body: InvitationsIn, act: _Publisher) -> Response:
        """Envoyer la demande aux entreprises invitées, ou la publier librement (If-Match obligatoire)."""
        identifier, expected = QuotationId.parse(quotation_id), act.required_version()

        def work(uow: UnitOfWork) -> Answer:
            sent = send_quotation(identifier, body.to_recipients(), expected=expected, uow=uow)
            return _answer(sent, uow, app)

        return app.commands.run(act, work)

    @router.post("/quotations/{quotation_id}/invitations", response_model=QuotationOut)
    def invite(quotation_id: str, body: InvitationsIn, act: _Publisher) -> Response:
        """Inviter d'autres entreprises avant la date de réponse (If-Match obligatoire)."""
        identifier, expected = QuotationId.parse(quotation_id), act.required_version()

        def work(uow: UnitOfWork) -> Answer:
            changed = invite_more(identifier, body.to_recipients(), expected=expected, uow=uow)
            return _answer(changed, uow, app)

        return app.commands.run(act, work)

    return router


def quotation_ends(app: TendersApp) -> APIRouter:
    """Build the routes that choose, order and give up."""
    router = service_router(tags=["Demandes de devis"])

    @router.post("/quotations/{quotation_id}/decision", response_model=QuotationOut)
    def decide(quotation_id: str, body: ChoiceIn, act: Annotated[Act, Depends(act_of(Right.AWARD))]) -> Response:
        """Choisir un devis et dire pourquoi, en quelques lignes (If-Match obligatoire)."""
        identifier, expected = QuotationId.parse(quotation_id), act.required_version()

        def work(uow: UnitOfWork) -> Answer:
            decided = decide_quotation(identifier, body.to_decision(), expected=expected, uow=uow)
            return _answer(decided, uow, app)

        return app.commands.run(act, work)

    @router.post("/quotations/{quotation_id}/order", response_model=QuotationOut)
    def order(quotation_id: str, body: OrderIn, act: Annotated[Act, Depends(act_of(Right.SIGN))]) -> Response:
        """Passer la commande ; les points d'attention sont confirmés (If-Match obligatoire)."""
        command = body.to_command(QuotationId.parse(quotation_id), expected=act.required_version())

        def work(uow: UnitOfWork) -> Answer:
            ordered = order_quotation(command, uow=uow, law=app.law, sandbox=app.settings.sandbox)
            return _answer(ordered, uow, app)

        return app.commands.run(act, work)

    @router.post("/quotations/{quotation_id}/abandonment", response_model=QuotationOut)
    def abandon(quotation_id: str, body: AbandonIn, act: _Publisher) -> Response:
        """Renoncer à l'achat, avec le motif (If-Match obligatoire)."""
        identifier, expected = QuotationId.parse(quotation_id), act.required_version()

        def work(uow: UnitOfWork) -> Answer:
            abandoned = abandon_quotation(identifier, body.reason, expected=expected, uow=uow)
            return _answer(abandoned, uow, app)

        return app.commands.run(act, work)

    return router


def _answer(quotation: Quotation, uow: UnitOfWork, app: TendersApp) -> Answer:
    shown = QuotationOut.of(quotation, advices_of(quotation, uow=uow, law=app.law))
    location = f"/tenders/quotations/{quotation.quotation_id}"
    return answer(shown, location=location, version=quotation.version)
