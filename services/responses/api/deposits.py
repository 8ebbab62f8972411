"""Routes of consultations as seen from a deposit, and of deposits."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from services.responses.api.ports import ResponsesApp, scope_of
from services.responses.api.schemas import ConsultationOut
from services.responses.domain.acts import custody_act
from services.responses.handlers.receipts import receipt
from shared.http.concurrency import in_handler_thread, long_poll
from shared.http.limits import LONG_POLL
from shared.http.routing import service_router, uncounted_router
from shared.http.security import anyone, authenticated
from shared.kernel.ids import DepositId, TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse
from shared.proof.act_proof import act_proof
from shared.proof.canonical import Json
from shared.reports.receipt_pdf import receipt_pdf

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

    @router.get("/consultations/{tender_id}/custody")
    def custody(tender_id: str, request: Request, principal: Annotated[Principal, Depends(anyone)]) -> Response:
        """Lire la preuve que ces détenteurs de clé sont ceux que le journal a enregistrés à la publication."""
        with app.open_uow(scope_of(request, principal)) as uow:
            found = uow.consultations.get(TenderId.parse(tender_id))
            return _proof(act_proof(custody_act(found), log=uow.log))

    return router


def receipts_router(app: ResponsesApp) -> APIRouter:
    """Build the route of receipts."""
    router = uncounted_router(tags=["Dépôts"])

    @router.get("/deposits/{deposit_id}/receipt")
    async def full_receipt(
        deposit_id: str,
        request: Request,
        principal: Company,
        original: Annotated[bool, Query(description="Le premier accusé, même s'il fut rectifié.")] = False,  # noqa: FBT002 - a query
        wait: Annotated[int, Query(ge=0, le=LONG_POLL.value, description="Attente, en secondes.")] = 0,
    ) -> Response:
        """Obtenir l'accusé de réception complet ; avec `wait`, attendre son inscription et son horodatage."""
        identifier, scope = DepositId.parse(deposit_id), scope_of(request, principal)

        def read() -> dict[str, Json] | None:
            """Give the receipt as it stands."""
            with app.open_uow(scope) as uow:
                return receipt(identifier, original=original, uow=uow)

        found = await in_handler_thread(read)

        def stamped() -> dict[str, Json] | None:
            """Give the receipt once its time stamp is there; whoever waits under no stamp yet reads nothing."""
            nonlocal found
            if found is None or app.stamps.covers(cast("int", found["leaf_index"])):
                found = read()
            return found if found is not None and found["time_stamp"] is not None else None

        return _proof(await long_poll(stamped, wait=wait) or found)

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
