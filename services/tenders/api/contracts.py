"""Routes of contracts: signature, transmission to the prefect, notification."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.tenders.api.grid_inputs import ContractIn, TransmissionIn
from services.tenders.api.grid_outputs import ContractOut
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.contracts import Contract
from services.tenders.domain.errors import Code
from services.tenders.handlers.contracts import (
    notify_contract,
    record_acknowledgement,
    request_transmission,
    sign_contract,
)
from services.tenders.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import ContractId, TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse

_Signatory = Annotated[Act, Depends(act_of(Right.SIGN))]


def contract_routes(app: TendersApp) -> APIRouter:
    """Build the routes of the contract itself: signature, notification, reading."""
    router = service_router(tags=["Marchés"])

    @router.post("/consultations/{tender_id}/contracts", status_code=201, response_model=ContractOut)
    def sign(tender_id: str, body: ContractIn, act: _Signatory) -> Response:
        """Signer le marché d'une attribution, une fois passé le délai de suspension."""
        identifier = TenderId.parse(tender_id)
        return app.commands.run(
            act,
            lambda uow: _answer(sign_contract(body.to_command(identifier), uow=uow, law=app.law)),
            status=201,
        )

    @router.post("/contracts/{contract_id}/notification", response_model=ContractOut)
    def notify(contract_id: str, act: _Signatory) -> Response:
        """Notifier le marché à son titulaire : il prend effet."""
        identifier = ContractId.parse(contract_id)
        return app.commands.run(act, lambda uow: _answer(notify_contract(identifier, uow=uow)))

    @router.get("/contracts/{contract_id}", response_model=ContractOut)
    def read(
        contract_id: str, request: Request, principal: Annotated[Principal, Depends(authenticated())]
    ) -> ContractOut:
        """Lire un marché de son organisme."""
        with app.open_uow(scope_of(request, principal)) as uow:
            return ContractOut.of(uow.contracts.get(ContractId.parse(contract_id)))

    return router


def transmission_routes(app: TendersApp) -> APIRouter:
    """Build the route of the legality control."""
    router = service_router(tags=["Marchés"])

    @router.post("/contracts/{contract_id}/transmission", response_model=ContractOut)
    def transmit(contract_id: str, body: TransmissionIn, act: _Signatory) -> Response:
        """Transmettre au contrôle de légalité, ou enregistrer un accusé de réception reçu par ailleurs."""
        identifier = ContractId.parse(contract_id)

        def work(uow: UnitOfWork) -> Answer:
            if body.acknowledgement is not None:
                given = body.acknowledgement.to_acknowledgement()
                return _answer(record_acknowledgement(identifier, given, uow=uow))
            if not app.transmits:
                refuse(Code.LEGALITY_GATEWAY)
            return _answer(request_transmission(identifier, uow=uow))

        return app.commands.run(act, work)

    return router


def _answer(contract: Contract) -> Answer:
    location = f"/tenders/contracts/{contract.contract_id}"
    return answer(ContractOut.of(contract), location=location, version=contract.version)
