"""Routes of consultations as seen from a deposit, and of deposits."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from services.responses.api.ports import ResponsesApp, scope_of
from services.responses.api.schemas import ConsultationOut, DepositIn, DepositOut
from services.responses.domain.deposit import Deposit, DepositStatus
from services.responses.handlers.deposits import declare_deposit
from services.responses.handlers.receipts import acknowledgement, own_deposit, receipt
from services.responses.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.concurrency import in_handler_thread, long_poll
from shared.http.limits import LONG_POLL
from shared.http.routing import service_router, uncounted_router
from shared.http.security import anyone, authenticated
from shared.kernel.ids import DepositId, TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse
from shared.proof.canonical import Json
from shared.storage.blob_errors import NoRoom

Company = Annotated[Principal, Depends(authenticated(Right.SUBMIT))]


def consultations_router(app: ResponsesApp) -> APIRouter:
    """Build the public route that says how to answer a consultation."""
    router = service_router(tags=["Consultations"])

    @router.get("/consultations/{tender_id}", response_model=ConsultationOut)
    def consultation(
        tender_id: str, request: Request, principal: Annotated[Principal, Depends(anyone)]
    ) -> ConsultationOut:
        """Lire ce qu'il faut pour sceller et déposer : date limite, lots, détenteurs de clé, limites de taille."""
        identifier = TenderId.parse(tender_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            found = uow.consultations.get(identifier)
            closed = uow.consultations.closing(identifier) is not None
        return ConsultationOut.of(found, closed=closed, log_key=app.log_key)

    return router


def deposits_router(app: ResponsesApp) -> APIRouter:
    """Build the routes of deposits."""
    router = uncounted_router(tags=["Dépôts"])

    @router.post("/deposits", status_code=201, response_model=DepositOut)
    def declare(body: DepositIn, act: Annotated[Act, Depends(act_of(Right.SUBMIT))]) -> Response:
        """Déclarer un dépôt : fichiers scellés, tailles, empreintes. Il s'achève avec son dernier octet."""
        command = body.to_command(default_name=act.principal.name)

        def work(uow: UnitOfWork) -> Answer:
            try:
                deposit = declare_deposit(command, uow=uow, blobs=app.store.files)
            except NoRoom:
                refuse("RSP-NO-ROOM")
            return answer(_out(app, deposit, uow), location=f"/responses/deposits/{deposit.deposit_id}")

        return app.commands.run(act, work, status=201)

    @router.get("/deposits/{deposit_id}", response_model=DepositOut)
    def deposit(deposit_id: str, request: Request, principal: Company) -> DepositOut:
        """Lire l'état d'un dépôt ; complet, il porte son accusé signé."""
        with app.open_uow(scope_of(request, principal)) as uow:
            return _out(app, own_deposit(DepositId.parse(deposit_id), uow=uow), uow)

    return router


def receipts_router(app: ResponsesApp) -> APIRouter:
    """Build the route of receipts."""
    router = uncounted_router(tags=["Dépôts"])

    @router.get("/deposits/{deposit_id}/receipt")
    async def full_receipt(
        deposit_id: str,
        request: Request,
        principal: Company,
        wait: Annotated[int, Query(ge=0, le=LONG_POLL.value, description="Attente, en secondes.")] = 0,
    ) -> Response:
        """Obtenir l'accusé de réception complet ; avec `wait`, attendre son inscription et son horodatage."""
        identifier, scope = DepositId.parse(deposit_id), scope_of(request, principal)

        def read() -> dict[str, Json] | None:
            """Give the receipt as it stands."""
            with app.open_uow(scope) as uow:
                return receipt(identifier, log_key=app.log_key, uow=uow)

        def stamped() -> dict[str, Json] | None:
            """Give the receipt once its time stamp is there."""
            found = read()
            return found if found is not None and found["time_stamp"] is not None else None

        found = await long_poll(stamped, wait=wait) or await in_handler_thread(read)
        if found is None:
            return JSONResponse({"status": "en attente d'inscription au journal"}, 202, {"Retry-After": "1"})
        return JSONResponse(found)

    return router


def _out(app: ResponsesApp, deposit: Deposit, uow: UnitOfWork) -> DepositOut:
    signed: dict[str, Any] | None = None
    if deposit.status is DepositStatus.COMPLETE:
        signed = app.acknowledge(acknowledgement(deposit, uow=uow))
    return DepositOut.of(deposit, signed)
