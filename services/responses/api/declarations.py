"""Routes of deposits: what one would be, its declaration, its state."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.responses.api.deposit_inputs import DepositIn, PreviewIn
from services.responses.api.deposit_outputs import DepositOut, PreviewOut, ToldDeposit
from services.responses.api.ports import ResponsesApp, scope_of
from services.responses.domain.confirmation import Confirmation
from services.responses.domain.deposit import Deposit
from services.responses.domain.replacing import Replaced
from services.responses.domain.verdict import verdict
from services.responses.handlers.declarations import declare_deposit, preview_deposit, replaced_before
from services.responses.handlers.receipts import acknowledged, own_deposit
from services.responses.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.security import authenticated
from shared.http.traced import arrived_at, traced_router
from shared.kernel.ids import DepositId
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse
from shared.storage.blob_errors import NoRoom

Company = Annotated[Principal, Depends(authenticated(Right.SUBMIT))]


def deposits_router(app: ResponsesApp) -> APIRouter:
    """Build the routes of deposits."""
    router = traced_router(app.keep_traces, node=app.settings.node, clock=app.clock, tags=["Dépôts"])

    @router.post("/deposits/preview", response_model=PreviewOut)
    def preview(body: PreviewIn, request: Request, principal: Company) -> PreviewOut:
        """Lire, avant de déclarer, ce que l'on doit confirmer et ce que le dépôt remplacerait ; rien n'est gardé."""
        command = body.to_command(default_name=principal.name, arrived_at=arrived_at(request))
        with app.read_uow(scope_of(request, principal)) as uow:
            return PreviewOut.of(preview_deposit(command, uow=uow))

    @router.post("/deposits", status_code=201, response_model=DepositOut)
    def declare(body: DepositIn, request: Request, act: Annotated[Act, Depends(act_of(Right.SUBMIT))]) -> Response:
        """Déclarer un dépôt : fichiers scellés, tailles, empreintes. Il s'achève avec son dernier octet."""
        confirmed = body.confirms.to(Confirmation)
        command = body.to_command(default_name=act.principal.name, arrived_at=arrived_at(request), confirmed=confirmed)

        def work(uow: UnitOfWork) -> Answer:
            try:
                deposit, replaced = declare_deposit(command, uow=uow, blobs=app.store.files)
            except NoRoom:
                refuse("RSP-NO-ROOM")
            return answer(_out(app, deposit, replaced, uow), location=f"/responses/deposits/{deposit.deposit_id}")

        return app.commands.run(act, work, status=201)

    @router.get("/deposits/{deposit_id}", response_model=DepositOut)
    def deposit(deposit_id: str, request: Request, principal: Company) -> DepositOut:
        """Lire l'état d'un dépôt ; complet, il porte son accusé signé, clos, ce que son retard permet encore."""
        with app.read_uow(scope_of(request, principal)) as uow:
            found = own_deposit(DepositId.parse(deposit_id), uow=uow)
            return _out(app, found, replaced_before(found, uow=uow), uow)

    return router


def _out(app: ResponsesApp, deposit: Deposit, replaced: tuple[Replaced, ...], uow: UnitOfWork) -> DepositOut:
    consultation = uow.consultations.get(deposit.tender_id)
    stands = verdict(deposit, consultation, uow.consultations.closing(deposit.tender_id))
    content = acknowledged(deposit, uow=uow)
    signed = None if content is None else app.acknowledge(content)
    return DepositOut.of(ToldDeposit(deposit, replaced, stands, signed))
