"""Routes of documents: uploaded by the buyer's agents, downloaded by anybody, whole or by ranges."""

from collections.abc import AsyncIterator
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from services.tenders.api.decisions import decision_query
from services.tenders.api.outputs import DocumentOut
from services.tenders.api.ranges import requested_range
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.documents import DocumentKind, DocumentName, ProcurementDocument, StoredBytes
from services.tenders.domain.rectifications import Decision
from services.tenders.handlers.documents import AddDocument, add_document, download_document
from services.tenders.ports import UnitOfWork
from shared.http.act import Act, act_of_upload
from shared.http.commands import Answer, answer
from shared.http.concurrency import in_handler_thread
from shared.http.errors import Problem
from shared.http.routing import service_router
from shared.http.security import anyone
from shared.kernel.ids import DocumentId, TenderId
from shared.kernel.principal import Principal, Right
from shared.storage.blob_errors import NoRoom
from shared.storage.unit_of_work import Scope

DOCUMENT_BYTES = "document_bytes"
CONSULTATION_BYTES = "consultation_bytes"
_Uploader = Annotated[Act, Depends(act_of_upload(Right.DRAFT, limit=DOCUMENT_BYTES))]


def upload_routes(app: TendersApp) -> APIRouter:
    """Build the route by which the buyer's agents add documents."""
    router = service_router(tags=["Documents de la consultation"])

    @router.post("/consultations/{tender_id}/documents", status_code=201, response_model=DocumentOut)
    async def upload(
        tender_id: str,
        request: Request,
        act: _Uploader,
        name: Annotated[str, Query(max_length=200, description="Nom du fichier, avec son extension.")],
        decision: Annotated[Decision, Depends(decision_query)],
        kind: Annotated[DocumentKind, Query(description="Nature du document.")] = DocumentKind.OTHER,
    ) -> Response:
        """Ajouter un document, ou une nouvelle version s'il porte un nom déjà présent ; le contenu est le corps."""
        identifier, document_name = TenderId.parse(tender_id), DocumentName.parse(name)
        await in_handler_thread(_check_room, app, identifier, request, act.principal)
        stored = await store_body(app, request)
        command = AddDocument(identifier, document_name, kind, stored, decision)
        kept = False

        def work(uow: UnitOfWork) -> Answer:
            """Keep the document; the bytes belong to it from here on."""
            nonlocal kept
            document = add_document(command, uow=uow, law=app.law)
            kept = True
            location = f"/tenders/consultations/{identifier}/documents/{document.document_id}"
            return answer(DocumentOut.of(document), location=location)

        response = await in_handler_thread(app.commands.run, act.with_body(stored.sha256), work, status=201)
        if not kept:  # refused, or a repetition answered from memory: these bytes belong to nothing
            await app.documents.delete(stored.blob_id)
        return response

    return router


def download_routes(app: TendersApp) -> APIRouter:
    """Build the route by which anybody downloads a document."""
    router = service_router(tags=["Lecture publique"])

    @router.get("/consultations/{tender_id}/documents/{document_id}", response_class=StreamingResponse)
    async def download(
        tender_id: str,
        document_id: str,
        request: Request,
        principal: Annotated[Principal, Depends(anyone)],
        asked: Annotated[str | None, Header(alias="Range")] = None,
    ) -> Response:
        """Télécharger un document, sans compte ; les portions (Range) permettent de reprendre."""
        identifier, document = TenderId.parse(tender_id), DocumentId.parse(document_id)
        resumed = asked is not None and not asked.strip().startswith("bytes=0-")
        scope = scope_of(request, principal)
        found = await in_handler_thread(_registered, app, identifier, document, scope, resumed=resumed)
        if request.headers.get("if-range", _etag(found)) != _etag(found):
            asked = None  # the reader holds a part of something else
        return _stream(app, found, asked)

    return router


def _check_room(app: TendersApp, tender_id: TenderId, request: Request, principal: Principal) -> None:
    """Refuse a foreign consultation, or one that holds too much already, before the bytes are read."""
    limit: int = request.app.state.limits.value(CONSULTATION_BYTES)
    announced = request.headers.get("content-length", "")
    with app.open_uow(scope_of(request, principal)) as uow:
        uow.tenders.get(tender_id)
        held = sum(document.content.size for document in uow.documents.of_tender(tender_id))
    if held + (int(announced) if announced.isdecimal() else 0) > limit:
        raise Problem("HTTP-BODY-TOO-LARGE", limit=str(limit))


async def store_body(app: TendersApp, request: Request) -> StoredBytes:
    """Write the body of an upload to the store, within the limit of a document."""
    limit: int = request.app.state.limits.value(DOCUMENT_BYTES)
    announced = request.headers.get("content-length", "")
    try:
        blob_id = await app.documents.create(int(announced) if announced.isdigit() else limit)
    except NoRoom:
        raise Problem("HTTP-UNAVAILABLE", headers={"Retry-After": "60"}) from None
    end = await app.documents.append(blob_id, offset=0, chunks=request.stream(), limit=limit)
    assert end.sha256 is not None, "a blob written from its first byte has a digest"  # noqa: S101 - programmer error
    return StoredBytes(blob_id=blob_id, size=end.offset, sha256=end.sha256)


def _registered(
    app: TendersApp, tender_id: TenderId, document_id: DocumentId, scope: Scope, *, resumed: bool
) -> ProcurementDocument:
    with app.open_uow(scope) as uow:
        document = download_document(tender_id, document_id, uow=uow, resumed=resumed)
        uow.commit()
        return document


def _stream(app: TendersApp, document: ProcurementDocument, asked: str | None) -> Response:
    part = requested_range(asked, size=document.content.size)
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Disposition": content_disposition(document.name),
        "Content-Length": str(part.end - part.start),
        "ETag": _etag(document),
    }
    if not part.is_whole:
        headers["Content-Range"] = part.content_range
    pieces: AsyncIterator[bytes] = app.documents.read(document.content.blob_id, start=part.start, end=part.end)
    status = 200 if part.is_whole else 206
    return StreamingResponse(pieces, status_code=status, media_type=document.media_type, headers=headers)


def content_disposition(name: DocumentName) -> str:
    """Write a name that browsers save as it is (RFC 6266): always an attachment, never shown in the page."""
    plain = "".join(letter if letter.isascii() and letter not in '"\\%' else "_" for letter in name.value)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name.value, safe='')}"


def _etag(document: ProcurementDocument) -> str:
    return f'"{document.content.sha256}"'
