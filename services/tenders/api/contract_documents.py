"""Routes of the signed contract as a file: a scan of the paper, or the file signed electronically, R2182-3."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from services.tenders.api.contract_outputs import ContractOut
from services.tenders.api.contracts import shown
from services.tenders.api.documents import DOCUMENT_BYTES, content_disposition, store_body
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.contracts import Contract, SignedDocument
from services.tenders.domain.documents import DocumentName
from services.tenders.domain.errors import Code
from services.tenders.handlers.contracts import keep_signed_document
from services.tenders.ports import UnitOfWork
from shared.http.act import Act, act_of_upload
from shared.http.commands import Answer
from shared.http.concurrency import in_handler_thread
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import ContractId
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse

_Uploader = Annotated[Act, Depends(act_of_upload(Right.SIGN, limit=DOCUMENT_BYTES))]
_PLACE = "/contracts/{contract_id}/signed-document"


def signed_document_writes(app: TendersApp) -> APIRouter:
    """Build the route by which the buyer's agents keep the signed contract."""
    router = service_router(tags=["Marchés"])

    @router.post(_PLACE, status_code=201, response_model=ContractOut)
    async def keep(
        contract_id: str,
        request: Request,
        act: _Uploader,
        name: Annotated[str, Query(max_length=200, description="Nom du fichier, avec son extension.")],
    ) -> Response:
        """Verser le marché signé ; le contenu est le corps, son empreinte est gardée."""
        identifier, document_name = ContractId.parse(contract_id), DocumentName.parse(name)
        await in_handler_thread(_read, app, identifier, request, act.principal)
        stored = await store_body(app, request)
        document, kept = SignedDocument(document_name.value, document_name.media_type, stored), False

        def work(uow: UnitOfWork) -> Answer:
            """Keep the file; the bytes belong to it from here on."""
            nonlocal kept
            contract = keep_signed_document(identifier, document, uow=uow)
            kept = True
            return shown(contract)

        response = await in_handler_thread(app.commands.run, act.with_body(stored.sha256), work, status=201)
        if not kept:  # refused, or a repetition answered from memory: these bytes belong to nothing
            await app.documents.delete(stored.blob_id)
        return response

    return router


def signed_document_reads(app: TendersApp) -> APIRouter:
    """Build the route by which the buyer's agents read the signed contract."""
    router = service_router(tags=["Marchés"])

    @router.get(_PLACE, response_class=StreamingResponse)
    async def read(
        contract_id: str, request: Request, principal: Annotated[Principal, Depends(authenticated())]
    ) -> Response:
        """Télécharger le marché signé de son organisme."""
        contract = await in_handler_thread(_read, app, ContractId.parse(contract_id), request, principal)
        document = contract.signed_document
        if document is None:
            refuse(Code.NOT_FOUND, object=contract_id)
        content = document.content
        headers = {
            "Content-Disposition": content_disposition(DocumentName(document.name)),
            "Content-Length": str(content.size),
            "ETag": f'"{content.sha256}"',
        }
        pieces = app.documents.read(content.blob_id, start=0, end=content.size)
        return StreamingResponse(pieces, media_type=document.media_type, headers=headers)

    return router


def _read(app: TendersApp, contract_id: ContractId, request: Request, principal: Principal) -> Contract:
    """Refuse a foreign or unknown contract before its bytes are read."""
    with app.open_uow(scope_of(request, principal)) as uow:
        return uow.contracts.get(contract_id)
