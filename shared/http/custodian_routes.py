"""Routes of custodians of opening keys."""

import base64
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from shared.http.act import Act, act_of
from shared.http.commands import Commands
from shared.http.given import Given
from shared.http.routing import service_router
from shared.http.written import AsText, Written, inside
from shared.kernel.ids import CustodianId
from shared.kernel.principal import Right
from shared.registers.custodian_acts import ChallengeSealer, CustodianWork, prove_possession, register_custodian

CustodianAct = Annotated[Act, Depends(act_of(Right.CUSTODIAN))]


class CustodianApp(ChallengeSealer, Protocol):
    """What the routes need of a service."""

    @property
    def commands(self) -> Commands[Any]:
        """The runner of commands."""


class CustodianIn(Given):
    """A custodian presents its age recipient."""

    recipient: str = Field(max_length=200)
    label: str = Field(min_length=1, max_length=100)


class ProofIn(Given):
    """The opened challenge."""

    nonce: str = Field(max_length=200)


class CustodianOut(Written):
    """A custodian; ``challenge`` is an age file in base64 whose content is the proof to send back."""

    custodian_id: AsText
    recipient: str
    label: str
    proved: bool = inside("is_proved")
    challenge: str | None = None


def custodians_router(app: CustodianApp) -> APIRouter:
    """Build the routes of custodians."""
    router = service_router(tags=["Détenteurs de clé"])

    @router.post("/custodians", status_code=201, response_model=CustodianOut)
    def register(body: CustodianIn, act: CustodianAct) -> Response:
        """Présenter son destinataire age ; la réponse porte un défi que seule la clé correspondante ouvre."""

        def work(uow: CustodianWork) -> CustodianOut:
            custodian, challenge = register_custodian(recipient=body.recipient, label=body.label, sealer=app, uow=uow)
            return CustodianOut.of(custodian, challenge=base64.b64encode(challenge).decode())

        return app.commands.run(act, work, status=201)

    @router.post("/custodians/{custodian_id}/proof", response_model=CustodianOut)
    def prove(custodian_id: str, body: ProofIn, act: CustodianAct) -> Response:
        """Rendre le défi ouvert : le détenteur est enregistré, inscrit au journal et annoncé."""
        identifier = CustodianId.parse(custodian_id)
        return app.commands.run(act, lambda uow: CustodianOut.of(prove_possession(identifier, body.nonce, uow=uow)))

    return router
