"""Routes of custodians of opening keys."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from services.responses.api.ports import ResponsesApp
from services.responses.api.schemas import CustodianIn, CustodianOut, ProofIn, to_base64
from services.responses.handlers.custodians import prove_possession, register_custodian
from services.responses.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.routing import service_router
from shared.kernel.ids import CustodianId
from shared.kernel.principal import Right

CustodianAct = Annotated[Act, Depends(act_of(Right.CUSTODIAN))]


def custodians_router(app: ResponsesApp) -> APIRouter:
    """Build the routes of custodians."""
    router = service_router(tags=["Détenteurs de clé"])

    @router.post("/custodians", status_code=201, response_model=CustodianOut)
    def register(body: CustodianIn, act: CustodianAct) -> Response:
        """Présenter son destinataire age ; la réponse porte un défi que seule la clé correspondante ouvre."""

        def work(uow: UnitOfWork) -> CustodianOut:
            custodian, challenge = register_custodian(recipient=body.recipient, label=body.label, sealer=app, uow=uow)
            return CustodianOut.of(custodian, challenge=to_base64(challenge))

        return app.commands.run(act, work, status=201)

    @router.post("/custodians/{custodian_id}/proof", response_model=CustodianOut)
    def prove(custodian_id: str, body: ProofIn, act: CustodianAct) -> Response:
        """Rendre le défi ouvert : le détenteur est enregistré, inscrit au journal et annoncé."""
        identifier = CustodianId.parse(custodian_id)
        return app.commands.run(act, lambda uow: CustodianOut.of(prove_possession(identifier, body.nonce, uow=uow)))

    return router
