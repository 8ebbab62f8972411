"""Routes of contracts: signature, notification, reading, transmission to the prefect, contracts passed elsewhere."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.tenders.api.contract_inputs import ContractIn, NotificationIn, RecordedContractIn, TransmissionIn
from services.tenders.api.contract_outputs import ContractOut
from services.tenders.api.exports import AS_FILES
from services.tenders.api.listing import ListRequest, list_answer, list_request
from services.tenders.api.listings import CONTRACTS
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.contracts import Contract
from services.tenders.domain.errors import Code
from services.tenders.handlers.contracts import (
    notify_contract,
    record_acknowledgement,
    request_transmission,
    sign_contract,
)
from services.tenders.handlers.recorded_contracts import record_contract
from services.tenders.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.pages import Page, id_after
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import ContractId, TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse

_Signatory = Annotated[Act, Depends(act_of(Right.SIGN))]
_Reader = Annotated[Principal, Depends(authenticated())]


def contract_routes(app: TendersApp) -> APIRouter:
    """Build the routes of the contract itself: signature, notification, reading."""
    router = service_router(tags=["Marchés"])

    @router.post("/consultations/{tender_id}/contracts", status_code=201, response_model=ContractOut)
    def sign(tender_id: str, body: ContractIn, act: _Signatory) -> Response:
        """Signer le marché d'une attribution, une fois passé le délai de suspension."""
        command = body.to_command(TenderId.parse(tender_id))
        return app.commands.run(act, lambda uow: shown(sign_contract(command, uow=uow, law=app.law)), status=201)

    @router.post("/contracts/recorded", status_code=201, response_model=ContractOut)
    def record(body: RecordedContractIn, act: _Signatory) -> Response:
        """Inscrire un marché passé ailleurs : concession, défense, quasi-régie, marché antérieur."""
        command = body.to_command()
        return app.commands.run(
            act, lambda uow: shown(record_contract(command, platform=app.platform, uow=uow)), status=201
        )

    @router.post("/contracts/{contract_id}/notification", response_model=ContractOut)
    def notify(contract_id: str, body: NotificationIn, act: _Signatory) -> Response:
        """Notifier le marché à son titulaire : il prend effet."""
        command = body.to_command(ContractId.parse(contract_id))
        return app.commands.run(act, lambda uow: shown(notify_contract(command, uow=uow)))

    @router.get("/contracts", response_model=Page[ContractOut], responses=AS_FILES)
    def contracts(
        request: Request, principal: _Reader, asked: Annotated[ListRequest, Depends(list_request)]
    ) -> Response:
        """Lire les marchés de son organisme, du plus récent au plus ancien."""
        with app.open_uow(scope_of(request, principal)) as uow:
            found = uow.contracts.page(after=id_after(asked.page, ContractId), limit=asked.limit)
        return list_answer(asked, CONTRACTS, found, tables=app.tables)

    @router.get("/contracts/{contract_id}", response_model=ContractOut)
    def read(contract_id: str, request: Request, principal: _Reader) -> ContractOut:
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
                return shown(record_acknowledgement(identifier, given, uow=uow))
            if not app.transmits:
                refuse(Code.LEGALITY_GATEWAY)
            return shown(request_transmission(identifier, uow=uow))

        return app.commands.run(act, work)

    return router


def shown(contract: Contract) -> Answer:
    """Answer with a contract, its address and its version."""
    location = f"/tenders/contracts/{contract.contract_id}"
    return answer(ContractOut.of(contract), location=location, version=contract.version)
