"""Deposits of a file of one invoice or many over HTTP, and their report."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from services.invoicing.api.instants import instant_out
from services.invoicing.api.needs import FLOW_BYTES, InvoicingApp, scope_of
from services.invoicing.api.texts import refusal_text
from services.invoicing.domain.flow import Flow, FlowEntry
from services.invoicing.handlers.flows import DepositFlow, deposit_flow
from services.invoicing.ports import UnitOfWork
from shared.http.act import Act, act_of_upload
from shared.http.commands import Answer, answer
from shared.http.concurrency import in_handler_thread, long_poll
from shared.http.limits import LONG_POLL
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import FlowId
from shared.kernel.principal import Principal
from shared.kernel.refusal import Refusal

_RAW_BODY = {
    "requestBody": {
        "required": True,
        "description": "Une facture (UBL, CII, Factur-X) ou une archive tar.gz de factures.",
        "content": {"application/gzip": {}, "application/xml": {}, "application/pdf": {}},
    }
}


class FlowEntryOut(BaseModel):
    """What became of one document."""

    name: str
    invoice_id: str | None
    presented_id: str | None = Field(
        default=None, description="Facture non reçue : son destinataire reçoit par le portail de l'État."
    )
    number: str | None
    code: str | None
    detail: str | None = Field(description="Pourquoi le document n'est pas une facture reçue.")

    @classmethod
    def of(cls, entry: FlowEntry) -> "FlowEntryOut":
        """Write an entry."""
        return cls(
            name=entry.name,
            invoice_id=str(entry.invoice_id) if entry.invoice_id else None,
            presented_id=str(entry.presented_id) if entry.presented_id else None,
            number=entry.number,
            code=entry.code,
            detail=refusal_text(Refusal(entry.code, facts=dict(entry.facts))) if entry.code else None,
        )


class FlowOut(BaseModel):
    """A flow and its report, empty until every document has been dealt with."""

    flow_id: str
    number: str
    status: str = Field(description="received, integrated, partly_integrated ou rejected.")
    name: str
    size: int
    sha256: str
    received_at: str
    entries: list[FlowEntryOut]

    @classmethod
    def of(cls, flow: Flow) -> "FlowOut":
        """Write a flow."""
        return cls(
            flow_id=str(flow.flow_id),
            number=flow.number,
            status=flow.status.value,
            name=flow.name,
            size=flow.size,
            sha256=flow.sha256,
            received_at=instant_out(flow.received_at),
            entries=[FlowEntryOut.of(entry) for entry in flow.entries],
        )


def flow_routes(app: InvoicingApp) -> APIRouter:
    """Build the routes of flows."""
    router = service_router(tags=["Flux de factures"])
    _add_deposit(router, app)
    _add_report(router, app)
    return router


def _add_deposit(router: APIRouter, app: InvoicingApp) -> None:
    @router.post("/flows", status_code=201, response_model=FlowOut, openapi_extra=_RAW_BODY)
    async def deposit(
        request: Request,
        act: Annotated[Act, Depends(act_of_upload(limit=FLOW_BYTES))],
        filename: Annotated[str, Query(min_length=1, max_length=200, description="Nom du fichier.")],
    ) -> Response:
        """Déposer un fichier d'une ou plusieurs factures ; il est conservé avant d'être dépouillé."""
        document = bytearray()
        async for chunk in request.stream():
            document += chunk
        digest = hashlib.sha256(document).hexdigest()
        command = DepositFlow(document=document, sha256=digest, name=filename)

        def work(uow: UnitOfWork) -> Answer:
            flow = deposit_flow(command, uow=uow)
            return answer(FlowOut.of(flow), location=f"/invoicing/flows/{flow.flow_id}")

        return await in_handler_thread(app.commands.run, act.with_body(digest), work, status=201)


def _add_report(router: APIRouter, app: InvoicingApp) -> None:
    @router.get("/flows/{flow_id}", response_model=FlowOut)
    async def flow(
        flow_id: str,
        request: Request,
        principal: Annotated[Principal, Depends(authenticated())],
        wait: Annotated[int, Query(ge=0, le=LONG_POLL.value, description="Attente du rapport, en secondes.")] = 0,
    ) -> FlowOut:
        """Lire le rapport d'un dépôt, facture par facture ; avec `wait`, l'attendre."""
        identifier, scope = FlowId.parse(flow_id), scope_of(request, principal)

        def read() -> Flow:
            with app.read_uow(scope) as uow:
                return uow.flows.get(identifier)

        def reported() -> Flow | None:
            found = read()
            return found if found.is_over else None

        found = await long_poll(reported, wait=wait)
        return FlowOut.of(await in_handler_thread(read) if found is None else found)
