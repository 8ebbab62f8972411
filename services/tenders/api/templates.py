"""Routes of drafted documents: preview, and addition to the documents of the consultation."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from services.tenders.api.decisions import DecisionIn
from services.tenders.api.documents import content_disposition
from services.tenders.api.outputs import DocumentOut
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.documents import DocumentName, StoredBytes
from services.tenders.domain.price_files import COLUMNS
from services.tenders.domain.templates import Template, file_stem
from services.tenders.handlers.documents import AddDocument, add_document
from services.tenders.handlers.templates import Drafted, DraftFrom, draft_document
from services.tenders.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.concurrency import in_handler_thread
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal, Right
from shared.storage.unit_of_work import Scope

_FILES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {
            "application/vnd.oasis.opendocument.text": {},
            "application/vnd.oasis.opendocument.spreadsheet": {},
            "application/pdf": {},
            "text/csv": {},
        }
    }
}
_LotNumber = Annotated[int | None, Query(ge=1, le=1000, description="Lot ; absent : tous.")]


class FileFormat(StrEnum):
    """How a drafted document is written: texts as ODT or PDF, tables of prices as ODS or CSV."""

    EDITABLE = "editable"
    PDF = "pdf"
    CSV = "csv"


class FromTemplateIn(DecisionIn):
    """Which document to draft and to add."""

    template: Template
    lot_number: Annotated[int, Field(ge=1, le=1000)] | None = None
    file_format: FileFormat = FileFormat.EDITABLE


@dataclass(frozen=True, slots=True)
class _File:
    name: DocumentName
    content: bytes


def template_routes(app: TendersApp) -> APIRouter:
    """Build the routes of drafted documents."""
    router = service_router(tags=["Documents de la consultation"])

    @router.get("/consultations/{tender_id}/templates/{template}", response_class=Response, responses=_FILES)
    def preview(
        tender_id: str,
        template: Template,
        request: Request,
        principal: Annotated[Principal, Depends(authenticated(Right.DRAFT))],
        lot_number: _LotNumber = None,
        file_format: FileFormat = FileFormat.EDITABLE,
    ) -> Response:
        """Télécharger une pièce rédigée d'après la consultation, à compléter."""
        command = DraftFrom(TenderId.parse(tender_id), template, lot_number)
        file = _drafted(app, command, scope_of(request, principal), file_format)
        headers = {"Content-Disposition": content_disposition(file.name)}
        return Response(file.content, media_type=file.name.media_type, headers=headers)

    return router


def template_additions(app: TendersApp) -> APIRouter:
    """Build the route that adds a drafted document."""
    router = service_router(tags=["Documents de la consultation"])

    @router.post("/consultations/{tender_id}/documents/from-template", status_code=201, response_model=DocumentOut)
    async def add(
        tender_id: str, body: FromTemplateIn, request: Request, act: Annotated[Act, Depends(act_of(Right.DRAFT))]
    ) -> Response:
        """Rédiger une pièce d'après la consultation et l'ajouter aux documents."""
        identifier = TenderId.parse(tender_id)
        draft = DraftFrom(identifier, body.template, body.lot_number)
        scope = scope_of(request, act.principal)
        file = await in_handler_thread(_drafted, app, draft, scope, body.file_format)
        stored = await _store(app, file.content)
        command = AddDocument(identifier, file.name, body.template.kind, stored, body.to_decision())
        kept = False

        def work(uow: UnitOfWork) -> Answer:
            """Keep the document; the bytes belong to it from here on."""
            nonlocal kept
            document = add_document(command, uow=uow, law=app.law)
            kept = True
            location = f"/tenders/consultations/{identifier}/documents/{document.document_id}"
            return answer(DocumentOut.of(document), location=location)

        response = await in_handler_thread(app.commands.run, act, work, status=201)
        if not kept:  # refused, or a repetition answered from memory: these bytes belong to nothing
            await app.documents.delete(stored.blob_id)
        return response

    return router


def _drafted(app: TendersApp, command: DraftFrom, scope: Scope, file_format: FileFormat) -> _File:
    with app.open_uow(scope) as uow:
        return _written(app, draft_document(command, uow=uow, law=app.law), file_format)


def _written(app: TendersApp, drafted: Drafted, file_format: FileFormat) -> _File:
    stem = file_stem(drafted.template, drafted.lot)
    if drafted.report is not None:
        if file_format is FileFormat.PDF:
            return _File(DocumentName.parse(f"{stem}.pdf"), app.reports.pdf(drafted.report))
        return _File(DocumentName.parse(f"{stem}.odt"), app.reports.odt(drafted.report))
    if file_format is FileFormat.CSV:
        return _File(DocumentName.parse(f"{stem}.csv"), b"".join(app.tables.csv(COLUMNS, drafted.rows)))
    return _File(DocumentName.parse(f"{stem}.ods"), app.tables.ods(COLUMNS, drafted.rows, title=stem))


async def _store(app: TendersApp, content: bytes) -> StoredBytes:
    async def chunks() -> AsyncIterator[bytes]:
        yield content

    blob_id = await app.documents.create(len(content))
    end = await app.documents.append(blob_id, offset=0, chunks=chunks(), limit=len(content))
    assert end.sha256 is not None, "a blob written from its first byte has a digest"  # noqa: S101 - programmer error
    return StoredBytes(blob_id=blob_id, size=end.offset, sha256=end.sha256)
