"""Routes of quotes: given by a company or registered by an agent, with their files."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from services.tenders.api.documents import DOCUMENT_BYTES, content_disposition, store_body
from services.tenders.api.quotation_inputs import QuoteIn
from services.tenders.api.quotation_outputs import QuoteFileOut, QuoteOut
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.documents import DocumentName
from services.tenders.domain.quotations import QuoteFile
from services.tenders.handlers.quotations import record_quote
from services.tenders.handlers.quote_files import AddQuoteFile, add_quote_file, check_quote, quote_file
from services.tenders.ports import UnitOfWork
from shared.http.act import Act, act_of, act_of_upload
from shared.http.commands import Answer, answer
from shared.http.concurrency import in_handler_thread
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.principal import Principal
from shared.kernel.tender_ids import QuotationId, QuoteFileId, QuoteId
from shared.storage.unit_of_work import Scope

_Somebody = Annotated[Principal, Depends(authenticated())]
_Uploader = Annotated[Act, Depends(act_of_upload(limit=DOCUMENT_BYTES))]


class RecordedQuoteOut(BaseModel):
    """A quote that was kept, and the version of its request."""

    quotation_version: int
    quote: QuoteOut


def quote_routes(app: TendersApp) -> APIRouter:
    """Build the routes by which quotes come; the rights are those of the kind of person."""
    router = service_router(tags=["Demandes de devis"])

    @router.post("/quotations/{quotation_id}/quotes", status_code=201, response_model=RecordedQuoteOut)
    def give(quotation_id: str, body: QuoteIn, act: Annotated[Act, Depends(act_of())]) -> Response:
        """Donner un devis, ou enregistrer celui qu'une entreprise a remis par tout moyen ; tardif, il est gardé."""
        identifier = QuotationId.parse(quotation_id)

        def work(uow: UnitOfWork) -> Answer:
            quotation, quote_id = record_quote(identifier, body.to_given(), uow=uow)
            shown = RecordedQuoteOut(quotation_version=quotation.version, quote=QuoteOut.of(quotation.quote(quote_id)))
            return answer(shown, location=f"/tenders/quotations/{identifier}")

        return app.commands.run(act, work, status=201)

    return router


def quote_uploads(app: TendersApp) -> APIRouter:
    """Build the route by which a file joins a quote."""
    router = service_router(tags=["Demandes de devis"])

    @router.post("/quotations/{quotation_id}/quotes/{quote_id}/files", status_code=201, response_model=QuoteFileOut)
    async def upload(
        quotation_id: str,
        quote_id: str,
        request: Request,
        act: _Uploader,
        name: Annotated[str, Query(max_length=200, description="Nom du fichier, avec son extension.")],
    ) -> Response:
        """Joindre un fichier à un devis ; le contenu est le corps."""
        identifier, quote, file_name = (
            QuotationId.parse(quotation_id),
            QuoteId.parse(quote_id),
            DocumentName.parse(name),
        )
        await in_handler_thread(_check, app, identifier, quote, scope_of(request, act.principal))
        stored = await store_body(app, request)
        command = AddQuoteFile(identifier, quote, file_name, stored)
        kept = False

        def work(uow: UnitOfWork) -> Answer:
            """Keep the file; the bytes belong to it from here on."""
            nonlocal kept
            file = add_quote_file(command, uow=uow)
            kept = True
            location = f"/tenders/quotations/{identifier}/quotes/{quote}/files/{file.file_id}"
            return answer(QuoteFileOut.of(file), location=location)

        response = await in_handler_thread(app.commands.run, act.with_body(stored.sha256), work, status=201)
        if not kept:  # refused, or a repetition answered from memory: these bytes belong to nothing
            await app.documents.delete(stored.blob_id)
        return response

    return router


def quote_downloads(app: TendersApp) -> APIRouter:
    """Build the route by which the buyer and the author read a file of a quote."""
    router = service_router(tags=["Demandes de devis"])

    @router.get("/quotations/{quotation_id}/quotes/{quote_id}/files/{file_id}", response_class=StreamingResponse)
    async def download(
        quotation_id: str, quote_id: str, file_id: str, request: Request, principal: _Somebody
    ) -> Response:
        """Télécharger un fichier d'un devis : l'acheteur, et l'entreprise qui l'a donné."""
        ids = QuotationId.parse(quotation_id), QuoteId.parse(quote_id), QuoteFileId.parse(file_id)
        file = await in_handler_thread(_file, app, ids, scope_of(request, principal))
        headers = {"Content-Disposition": content_disposition(file.name), "Content-Length": str(file.content.size)}
        pieces = app.documents.read(file.content.blob_id, start=0, end=file.content.size)
        return StreamingResponse(pieces, media_type=file.name.media_type, headers=headers)

    return router


def _check(app: TendersApp, quotation_id: QuotationId, quote_id: QuoteId, scope: Scope) -> None:
    """Refuse a foreign or unknown quote before its bytes are read."""
    with app.open_uow(scope) as uow:
        check_quote(quotation_id, quote_id, uow=uow)


def _file(app: TendersApp, ids: tuple[QuotationId, QuoteId, QuoteFileId], scope: Scope) -> QuoteFile:
    with app.open_uow(scope) as uow:
        return quote_file(*ids, uow=uow)
