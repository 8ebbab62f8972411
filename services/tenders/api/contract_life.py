"""Routes of a contract in force: modifications, service orders, its end."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.tenders.api.contract_inputs import AcknowledgementIn
from services.tenders.api.contract_life_inputs import ContractEndIn, ModificationIn, ServiceOrderIn
from services.tenders.api.contract_life_outputs import (
    ModificationAdviceOut,
    ModificationOut,
    ModificationsOut,
    ServiceOrderOut,
    ServiceOrdersOut,
)
from services.tenders.api.contract_outputs import ContractOut
from services.tenders.api.outputs import AdviceOut
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.modifications import Modification
from services.tenders.handlers.contract_life import amount_in_force
from services.tenders.handlers.modifications import (
    acknowledge_modification,
    advise_modification,
    notify_modification,
    sign_modification,
)
from services.tenders.handlers.service_orders import end_contract, issue_service_order
from services.tenders.ports import UnitOfWork
from shared.contracts.amount import Amount
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import ContractId
from shared.kernel.principal import Principal, Right
from shared.kernel.tender_ids import ModificationId

_Signatory = Annotated[Act, Depends(act_of(Right.SIGN))]
_Signer = Annotated[Principal, Depends(authenticated(Right.SIGN))]
_Reader = Annotated[Principal, Depends(authenticated())]


def modification_routes(app: TendersApp) -> APIRouter:
    """Build the acts on modifications."""
    router = service_router(tags=["Vie du marché"])

    @router.post("/contracts/{contract_id}/modifications", status_code=201, response_model=ModificationOut)
    def sign(contract_id: str, body: ModificationIn, act: _Signatory) -> Response:
        """Enregistrer une modification signée ; les avertissements de la loi reçoivent d'abord leur réponse."""
        command = body.to_command(ContractId.parse(contract_id))
        return app.commands.run(act, lambda uow: _shown(sign_modification(command, uow=uow, law=app.law)), status=201)

    @router.post("/contracts/{contract_id}/modifications/advice", response_model=ModificationAdviceOut)
    def advise(contract_id: str, body: ModificationIn, request: Request, principal: _Signer) -> ModificationAdviceOut:
        """Comparer une modification envisagée avec les limites de la loi, sans rien enregistrer."""
        command = body.to_command(ContractId.parse(contract_id))
        with app.open_uow(scope_of(request, principal)) as uow:
            advices = advise_modification(command, uow=uow, law=app.law)
        return ModificationAdviceOut(advices=[AdviceOut.of(advice) for advice in advices])

    @router.post(
        "/contracts/{contract_id}/modifications/{modification_id}/acknowledgement", response_model=ModificationOut
    )
    def acknowledge(contract_id: str, modification_id: str, body: AcknowledgementIn, act: _Signatory) -> Response:
        """Enregistrer l'accusé de réception du contrôle de légalité pour une modification."""
        contract, modification = ContractId.parse(contract_id), ModificationId.parse(modification_id)
        given = body.to_acknowledgement()
        return app.commands.run(
            act, lambda uow: _shown(acknowledge_modification(contract, modification, given, uow=uow))
        )

    @router.post(
        "/contracts/{contract_id}/modifications/{modification_id}/notification", response_model=ModificationOut
    )
    def notify(contract_id: str, modification_id: str, act: _Signatory) -> Response:
        """Notifier une modification au titulaire : elle prend effet."""
        contract, modification = ContractId.parse(contract_id), ModificationId.parse(modification_id)
        return app.commands.run(act, lambda uow: _shown(notify_modification(contract, modification, uow=uow)))

    return router


def modification_reads(app: TendersApp) -> APIRouter:
    """Build the read of the modifications of a contract."""
    router = service_router(tags=["Vie du marché"])

    @router.get("/contracts/{contract_id}/modifications", response_model=ModificationsOut)
    def modifications(contract_id: str, request: Request, principal: _Reader) -> ModificationsOut:
        """Lire les modifications d'un marché de son organisme et son montant actuel."""
        with app.open_uow(scope_of(request, principal)) as uow:
            contract = uow.contracts.get(ContractId.parse(contract_id))
            found = uow.modifications.of_contract(contract.contract_id)
        return ModificationsOut(
            initial_amount=Amount.of(contract.amount_excl_vat),
            present_amount=Amount.of(amount_in_force(contract, found)),
            items=[ModificationOut.of(each) for each in found],
        )

    return router


def execution_routes(app: TendersApp) -> APIRouter:
    """Build the routes of service orders and of the end of the execution."""
    router = service_router(tags=["Vie du marché"])

    @router.post("/contracts/{contract_id}/service-orders", status_code=201, response_model=ServiceOrderOut)
    def order(contract_id: str, body: ServiceOrderIn, act: _Signatory) -> Response:
        """Émettre un ordre de service : le titulaire en reçoit le message."""
        command = body.to_command(ContractId.parse(contract_id))

        def work(uow: UnitOfWork) -> Answer:
            return answer(ServiceOrderOut.of(issue_service_order(command, uow=uow)))

        return app.commands.run(act, work, status=201)

    @router.get("/contracts/{contract_id}/service-orders", response_model=ServiceOrdersOut)
    def orders(contract_id: str, request: Request, principal: _Reader) -> ServiceOrdersOut:
        """Lire les ordres de service d'un marché de son organisme."""
        with app.open_uow(scope_of(request, principal)) as uow:
            contract = uow.contracts.get(ContractId.parse(contract_id))
            found = uow.service_orders.of_contract(contract.contract_id)
        return ServiceOrdersOut(items=[ServiceOrderOut.of(each) for each in found])

    @router.post("/contracts/{contract_id}/end", response_model=ContractOut)
    def end(contract_id: str, body: ContractEndIn, act: _Signatory) -> Response:
        """Constater la fin de l'exécution, ou résilier avec un motif."""
        identifier, given = ContractId.parse(contract_id), body.to_end()

        def work(uow: UnitOfWork) -> Answer:
            ended = end_contract(identifier, given, uow=uow)
            return answer(ContractOut.of(ended), version=ended.version)

        return app.commands.run(act, work)

    return router


def _shown(modification: Modification) -> Answer:
    return answer(ModificationOut.of(modification), version=modification.version)
