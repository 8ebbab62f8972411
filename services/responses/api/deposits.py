"""Routes of consultations as seen from a deposit, and of deposits."""

from typing import Annotated, cast

from anyio import current_time
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from services.responses.api.ports import ResponsesApp, scope_of
from services.responses.api.schemas import ConsultationOut, CountOut
from services.responses.handlers.counting import shown_count
from services.responses.handlers.receipts import receipt
from shared.http.concurrency import in_handler_thread, in_handler_thread_first
from shared.http.limits import LONG_POLL
from shared.http.routing import service_router, uncounted_router
from shared.http.security import anyone, authenticated
from shared.http.stamp_waiting import StampWaiting
from shared.kernel.ids import DepositId, TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse
from shared.proof.act_proof import act_proof
from shared.proof.canonical import Json
from shared.reports.receipt_pdf import receipt_pdf
from shared.sealing.custody_act import custody_act

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

    @router.get("/consultations/{tender_id}/deposits/count")
    def count(tender_id: str, request: Request, principal: Annotated[Principal, Depends(authenticated())]) -> CountOut:
        """Lire le nombre de dépôts complets, si l'acheteur avait choisi de le voir avant de publier ; consigné."""
        identifier, scope = TenderId.parse(tender_id), scope_of(request, principal)
        return CountOut(deposits=app.read_and_record(scope, lambda uow: shown_count(identifier, uow=uow)))

    @router.get("/consultations/{tender_id}/custody")
    def custody(tender_id: str, request: Request, principal: Annotated[Principal, Depends(anyone)]) -> Response:
        """Lire la preuve que ces détenteurs de clé sont ceux que le journal a enregistrés à la publication."""
        with app.open_uow(scope_of(request, principal)) as uow:
            found = uow.consultations.get(TenderId.parse(tender_id))
            act = custody_act(found.tender_id, found.custody)
            if uow.log.leaf_of(act) is None:  # heard of before keys were logged: waiting would prove nothing
                refuse("RSP-CUSTODY-UNLOGGED")
            return _proof(act_proof(act, log=uow.log))

    return router


def receipts_router(app: ResponsesApp) -> APIRouter:
    """Build the route of receipts."""
    router, waiting = uncounted_router(tags=["Dépôts"]), StampWaiting(app.stamps)

    @router.get("/deposits/{deposit_id}/receipt")
    async def full_receipt(
        deposit_id: str,
        request: Request,
        principal: Company,
        original: Annotated[bool, Query(description="Le premier accusé, même s'il fut rectifié.")] = False,  # noqa: FBT002 - a query
        wait: Annotated[int, Query(ge=0, le=LONG_POLL.value, description="Attente, en secondes.")] = 0,
    ) -> Response:
        """Obtenir l'accusé de réception complet ; avec `wait`, attendre son inscription et son horodatage."""
        identifier, scope, until = DepositId.parse(deposit_id), scope_of(request, principal), current_time() + wait

        def read() -> tuple[int, dict[str, Json] | None]:
            """Give the receipt as it stands, and how far the log was stamped just before."""
            stamped = app.stamps.refreshed()
            with app.read_uow(scope) as uow:
                return stamped, receipt(identifier, original=original, uow=uow)

        stamped, found = await in_handler_thread(read)
        while found is None or found["time_stamp"] is None:
            # Whoever waits under no new stamp reads nothing.
            awaited = stamped if found is None else cast("int", found["leaf_index"])
            if not await waiting.beyond(awaited, until=until):
                break
            stamped, found = await in_handler_thread_first(read)
        return _proof(found)

    @router.get("/deposits/{deposit_id}/receipt.pdf")
    def printed_receipt(deposit_id: str, request: Request, principal: Company) -> Response:
        """Obtenir l'accusé de réception à lire et à imprimer ; il porte en pièce jointe celui que l'on vérifie."""
        with app.open_uow(scope_of(request, principal)) as uow:
            found = receipt(DepositId.parse(deposit_id), uow=uow)
        if found is None:
            refuse("RSP-RECEIPT-AWAITED")
        return Response(receipt_pdf(found), media_type="application/pdf")

    return router


def _proof(found: dict[str, Json] | None) -> Response:
    if found is None:
        return JSONResponse({"status": "en attente d'inscription au journal"}, 202, {"Retry-After": "1"})
    return JSONResponse(found)
