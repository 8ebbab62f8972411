"""An invoice shown to people, as a page or a PDF, and given back as it was received."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from services.invoicing.api.needs import InvoicingApp, scope_of
from services.invoicing.domain.pdf_header import pdf_within
from services.invoicing.ports import PageForm
from shared.http.concurrency import in_file_thread, in_handler_thread
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import InvoiceId
from shared.kernel.principal import Principal
from shared.storage.unit_of_work import Scope

Reader = Annotated[Principal, Depends(authenticated())]
_MEDIA: Final[Mapping[PageForm, str]] = MappingProxyType(
    {PageForm.HTML: "text/html; charset=utf-8", PageForm.PDF: "application/pdf"}
)
# What a stranger wrote is shown: nothing in it may run, load or be taken for something else.
_CAREFUL: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
)
_BINARY: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}
_PAGES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"text/html": {"schema": {"type": "string"}}, "application/pdf": _BINARY}}
}
_DOCUMENTS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/xml": _BINARY, "application/pdf": _BINARY}}
}


def page_routes(app: InvoicingApp) -> APIRouter:
    """Build the routes that show invoices."""
    router = service_router(tags=["Factures"])

    @router.get("/invoices/{invoice_id}/page", response_class=Response, responses=_PAGES)
    async def page(
        invoice_id: str,
        request: Request,
        principal: Reader,
        form: Annotated[
            PageForm | None, Query(alias="format", description="À défaut, d'après l'en-tête Accept : html ou pdf.")
        ] = None,
    ) -> Response:
        """Lire la facture comme une page (HTML) ou un PDF ; chacun de ses termes y figure."""
        document = await in_handler_thread(_document, app, scope_of(request, principal), InvoiceId.parse(invoice_id))
        chosen = form or _accepted(request.headers.get("accept", ""))
        content = await in_file_thread(app.pages.page, document, chosen)
        headers = {**_CAREFUL, "Content-Disposition": f'inline; filename="facture.{chosen.value}"'}
        return Response(content, media_type=_MEDIA[chosen], headers=headers)

    @router.get("/invoices/{invoice_id}/document", response_class=Response, responses=_DOCUMENTS)
    async def document(invoice_id: str, request: Request, principal: Reader) -> Response:
        """Télécharger la facture telle qu'elle a été reçue, octet pour octet."""
        content = await in_handler_thread(_document, app, scope_of(request, principal), InvoiceId.parse(invoice_id))
        is_pdf = pdf_within(content) is not None
        name, media = ("facture.pdf", "application/pdf") if is_pdf else ("facture.xml", "application/xml")
        headers = {**_CAREFUL, "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=media, headers=headers)

    return router


def _document(app: InvoicingApp, scope: Scope, invoice_id: InvoiceId) -> bytes:
    with app.read_uow(scope) as uow:
        return uow.invoices.document(invoice_id)


def _accepted(accept: str) -> PageForm:
    """Give a PDF to who asks for one and for no page."""
    wanted = {part.partition(";")[0].strip().lower() for part in accept.split(",")}
    return PageForm.PDF if "application/pdf" in wanted and "text/html" not in wanted else PageForm.HTML
