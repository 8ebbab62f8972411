"""The files that a supplier adds to an interrupted invoice, and that its recipient reads."""

import hashlib
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, Field

from services.invoicing.api.instants import instant_out
from services.invoicing.api.invoice_schemas import DifferenceOut
from services.invoicing.api.needs import FILE_BYTES, InvoicingApp, scope_of
from services.invoicing.domain.attachments import LONGEST_NAME, Attachment, media_type_of
from services.invoicing.domain.errors import Code
from services.invoicing.domain.portal_file import PortalFile, PortalFileId
from services.invoicing.handlers.portal_files import add_file_to_invoice, files_of, looked_into, read_file
from services.invoicing.ports import UnitOfWork
from shared.http.act import Act, act_of_upload
from shared.http.commands import Answer, answer
from shared.http.concurrency import in_file_thread, in_handler_thread
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import InvoiceId
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse

Reader = Annotated[Principal, Depends(authenticated())]
_BINARY: Final[dict[str, Any]] = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_RAW_BODY: Final = {"requestBody": {"required": True, "description": "Le fichier tel quel.", "content": _BINARY}}
# What a stranger wrote is given back as a file, whatever it says that it is.
_CAREFUL: Final = {
    "Content-Disposition": 'attachment; filename="piece"',
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


class FileOut(BaseModel):
    """A file added to an invoice."""

    file_id: str
    name: str
    media_type: str
    size: int
    added_at: str
    category: str | None
    findings: list[DifferenceOut] = Field(description="Ce qui y a été constaté ; rien n'est refusé pour autant.")

    @classmethod
    def of(cls, file: PortalFile) -> "FileOut":
        """Write a file."""
        return cls(
            file_id=str(file.file_id),
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            added_at=instant_out(file.added_at),
            category=file.category,
            findings=[DifferenceOut.of(found) for found in file.findings],
        )


class InsideOut(BaseModel):
    """A document inside the invoice's own file: an attachment, or the supplier's document in a pivot of the portal."""

    rank: int
    name: str
    media_type: str
    size: int

    @classmethod
    def of(cls, rank: int, document: Attachment) -> "InsideOut":
        """Write a document."""
        return cls(rank=rank, name=document.name, media_type=document.media_type, size=len(document.content))


class FilesOut(BaseModel):
    """The documents inside an invoice, then the files added to it, the oldest first."""

    inside: list[InsideOut]
    items: list[FileOut]


def file_routes(app: InvoicingApp) -> APIRouter:
    """Build the routes of added files."""
    router = service_router(tags=["Factures"])
    _add_writing(router, app)
    _add_reading(router, app)
    return router


def _add_writing(router: APIRouter, app: InvoicingApp) -> None:
    @router.post("/invoices/{invoice_id}/files", status_code=201, response_model=FileOut, openapi_extra=_RAW_BODY)
    async def add(
        invoice_id: str,
        request: Request,
        act: Annotated[Act, Depends(act_of_upload(Right.SUBMIT, limit=FILE_BYTES))],
        name: Annotated[str, Query(min_length=1, max_length=LONGEST_NAME, description="Nom, avec son extension.")],
    ) -> Response:
        """Fournir une pièce qui manquait à une facture suspendue, avant d'y répondre."""
        identifier, content = InvoiceId.parse(invoice_id), await request.body()
        file = Attachment(name=name, media_type=media_type_of(name), content=content)
        digest = hashlib.sha256(content).hexdigest()
        command = await in_file_thread(looked_into, file, app.antivirus)

        def work(uow: UnitOfWork) -> Answer:
            kept = add_file_to_invoice(command, identifier, uow=uow)
            return answer(FileOut.of(kept), location=f"/invoicing/invoices/{identifier}/files/{kept.file_id}")

        return await in_handler_thread(app.commands.run, act.with_body(digest), work, status=201)


def _add_reading(router: APIRouter, app: InvoicingApp) -> None:
    @router.get("/invoices/{invoice_id}/files", response_model=FilesOut)
    def files(invoice_id: str, request: Request, principal: Reader) -> FilesOut:
        """Lister les pièces de la facture : celles qu'elle contient, puis celles que le fournisseur a ajoutées."""
        identifier = InvoiceId.parse(invoice_id)
        with app.read_uow(scope_of(request, principal)) as uow:
            added, document = files_of(identifier, uow=uow), uow.invoices.document(identifier)
        inside = [InsideOut.of(rank, each) for rank, each in enumerate(app.reader.attachments(document), start=1)]
        return FilesOut(inside=inside, items=[FileOut.of(each) for each in added])

    @router.get(
        "/invoices/{invoice_id}/attachments/{rank}", response_class=Response, responses={200: {"content": _BINARY}}
    )
    def attachment(
        invoice_id: str, rank: Annotated[int, Path(ge=1, le=1000)], request: Request, principal: Reader
    ) -> Response:
        """Télécharger une pièce que la facture contient, par son rang."""
        with app.read_uow(scope_of(request, principal)) as uow:
            document = uow.invoices.document(InvoiceId.parse(invoice_id))
        found = app.reader.attachments(document)[rank - 1 : rank] or refuse(Code.NOT_FOUND, object=rank)
        return Response(found[0].content, media_type="application/octet-stream", headers=_CAREFUL)

    @router.get(
        "/invoices/{invoice_id}/files/{file_id}", response_class=Response, responses={200: {"content": _BINARY}}
    )
    def file(invoice_id: str, file_id: str, request: Request, principal: Reader) -> Response:
        """Télécharger une pièce ajoutée, octet pour octet."""
        with app.read_uow(scope_of(request, principal)) as uow:
            content = read_file(InvoiceId.parse(invoice_id), PortalFileId.parse(file_id), uow=uow)
        return Response(content, media_type="application/octet-stream", headers=_CAREFUL)
