"""Routes of subcontracts, which a silence may accept, and of the duties of a file."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.tenders.api.contract_life_inputs import DutyRecordIn, SubcontractAnswerIn, SubcontractIn
from services.tenders.api.contract_life_outputs import AgendaOut, SubcontractOut, SubcontractsOut
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.subcontracts import Subcontract
from services.tenders.handlers.contract_life import lock_as_party
from services.tenders.handlers.duties import agenda, record_duty
from services.tenders.handlers.subcontracts import answer_subcontract, declare_subcontract
from services.tenders.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import ContractId
from shared.kernel.principal import Principal, Right
from shared.kernel.tender_ids import SubcontractId

_Signatory = Annotated[Act, Depends(act_of(Right.SIGN))]
_Party = Annotated[Act, Depends(act_of())]
_Reader = Annotated[Principal, Depends(authenticated())]


def subcontract_routes(app: TendersApp) -> APIRouter:
    """Build the routes of subcontracts."""
    router = service_router(tags=["Vie du marché"])

    @router.post("/contracts/{contract_id}/subcontracts", status_code=201, response_model=SubcontractOut)
    def declare(contract_id: str, body: SubcontractIn, act: _Party) -> Response:
        """Déclarer un sous-traitant : par le titulaire, ou par l'agent qui enregistre un acte spécial reçu."""
        command = body.to_command(ContractId.parse(contract_id))
        return app.commands.run(act, lambda uow: _shown(declare_subcontract(command, uow=uow, law=app.law)), status=201)

    @router.post("/contracts/{contract_id}/subcontracts/{subcontract_id}/answer", response_model=SubcontractOut)
    def settle(contract_id: str, subcontract_id: str, body: SubcontractAnswerIn, act: _Signatory) -> Response:
        """Accepter un sous-traitant et agréer ses conditions de paiement, ou refuser avec un motif."""
        command = body.to_command(ContractId.parse(contract_id), SubcontractId.parse(subcontract_id))
        return app.commands.run(act, lambda uow: _shown(answer_subcontract(command, uow=uow)))

    @router.get("/contracts/{contract_id}/subcontracts", response_model=SubcontractsOut)
    def subcontracts(contract_id: str, request: Request, principal: _Reader) -> SubcontractsOut:
        """Lire les sous-traitants d'un marché, comme acheteur ou comme titulaire."""
        with app.open_uow(scope_of(request, principal)) as uow:
            contract = lock_as_party(ContractId.parse(contract_id), uow=uow)
            found = uow.subcontracts.of_contract(contract.contract_id)
        return SubcontractsOut(items=[SubcontractOut.of(each) for each in found])

    return router


def duty_routes(app: TendersApp) -> APIRouter:
    """Build the routes of duties."""
    router = service_router(tags=["Échéances"])

    @router.get("/{file_id}/duties", response_model=AgendaOut)
    def duties(file_id: str, request: Request, principal: _Reader) -> AgendaOut:
        """Lire les échéances d'une consultation et de ses marchés, ou d'un marché inscrit."""
        with app.open_uow(scope_of(request, principal)) as uow:
            return AgendaOut.of(agenda(file_id, uow=uow, law=app.law))

    @router.post("/{file_id}/duties", response_model=AgendaOut)
    def done(file_id: str, body: DutyRecordIn, act: _Signatory) -> Response:
        """Dire qu'une échéance a été tenue hors de la plateforme : avis envoyé, données publiées."""
        command = body.to_command(file_id)

        def work(uow: UnitOfWork) -> Answer:
            return answer(AgendaOut.of(record_duty(command, uow=uow, law=app.law)))

        return app.commands.run(act, work)

    return router


def _shown(subcontract: Subcontract) -> Answer:
    return answer(SubcontractOut.of(subcontract), version=subcontract.version)
