"""Reads of requests for quotations: the buyer's lists and files, and what a company or anybody may read."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from services.tenders.api.quotation_outputs import (
    PublicQuotationOut,
    QuotationOut,
    QuotationSummaryOut,
    SuppliersOut,
    SupplierYearOut,
)
from services.tenders.api.report_files import REPORT_RESPONSES, ReportFormat, report_file
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.quotation_letter import order_letter
from services.tenders.handlers.quotation_orders import advices_of, suppliers_of
from services.tenders.handlers.quote_files import is_of_buyer, readable_quotation
from shared.http.concurrency import in_handler_thread
from shared.http.pages import Page, PageRequest, id_after, page_of, page_request
from shared.http.routing import service_router
from shared.http.security import anyone, authenticated
from shared.http.versions import etag
from shared.kernel.principal import Principal, PrincipalKind, Right
from shared.kernel.report import Report
from shared.kernel.tender_ids import QuotationId
from shared.storage.unit_of_work import Scope

_Agent = Annotated[Principal, Depends(authenticated(Right.DRAFT))]
_Anyone = Annotated[Principal, Depends(anyone)]


def quotation_lists(app: TendersApp) -> APIRouter:
    """Build the lists; what is not one's business does not exist."""
    router = service_router(tags=["Demandes de devis"])

    @router.get("/quotations")
    def quotations(
        request: Request, principal: _Agent, page: Annotated[PageRequest, Depends(page_request)]
    ) -> Page[QuotationSummaryOut]:
        """Lister les demandes de devis de son organisme."""
        with app.open_uow(scope_of(request, principal)) as uow:
            found = uow.quotations.page(after=id_after(page, QuotationId), limit=page.limit + 1)
        return page_of(page, found, show=QuotationSummaryOut.of, key=lambda each: each.quotation_id)

    @router.get("/quotations/received")
    def received(
        request: Request, principal: _Anyone, page: Annotated[PageRequest, Depends(page_request)]
    ) -> Page[PublicQuotationOut]:
        """Lister les demandes auxquelles on peut répondre : publiées librement, ou adressées à son entreprise."""
        company = principal.organisation if principal.kind is PrincipalKind.ECONOMIC_OPERATOR else None
        with app.open_uow(scope_of(request, principal)) as uow:
            found = uow.quotations.page_received(after=id_after(page, QuotationId), limit=page.limit + 1)
        return page_of(
            page,
            found,
            show=lambda each: PublicQuotationOut.seen_by(each, company),
            key=lambda each: each.quotation_id,
        )

    return router


def quotation_reads(app: TendersApp) -> APIRouter:
    """Build the reads of one request."""
    router = service_router(tags=["Demandes de devis"])

    @router.get("/quotations/{quotation_id}", response_model=QuotationOut | PublicQuotationOut)
    def read(
        quotation_id: str, request: Request, response: Response, principal: _Anyone
    ) -> QuotationOut | PublicQuotationOut:
        """Lire une demande : entière pour l'acheteur ; sans les devis des autres pour une entreprise."""
        with app.open_uow(scope_of(request, principal)) as uow:
            found = readable_quotation(QuotationId.parse(quotation_id), uow=uow)
            response.headers["ETag"] = etag(found.version)
            if is_of_buyer(found, principal):
                return QuotationOut.of(found, advices_of(found, uow=uow, law=app.law))
            company = principal.organisation if principal.kind is PrincipalKind.ECONOMIC_OPERATOR else None
            return PublicQuotationOut.seen_by(found, company)

    @router.get("/quotations/{quotation_id}/suppliers", response_model=SuppliersOut)
    def suppliers(quotation_id: str, request: Request, principal: _Agent) -> SuppliersOut:
        """Voir ce que chaque entreprise a déjà eu cette année de cet acheteur."""
        with app.open_uow(scope_of(request, principal)) as uow:
            years = suppliers_of(QuotationId.parse(quotation_id), uow=uow)
        return SuppliersOut(items=[SupplierYearOut.of(year) for year in years])

    @router.get("/quotations/{quotation_id}/order-letter", response_class=Response, responses=REPORT_RESPONSES)
    async def letter(
        quotation_id: str,
        request: Request,
        principal: _Agent,
        form: Annotated[ReportFormat, Query(alias="format", description="odt ou pdf.")] = ReportFormat.PDF,
    ) -> Response:
        """Obtenir la lettre de commande, à modifier (ODT) ou à imprimer (PDF)."""
        identifier = QuotationId.parse(quotation_id)
        report = await in_handler_thread(_letter, app, identifier, scope_of(request, principal))
        return await report_file(app, report, form=form, stem="lettre-de-commande")

    return router


def _letter(app: TendersApp, quotation_id: QuotationId, scope: Scope) -> Report:
    with app.open_uow(scope) as uow:
        return order_letter(uow.quotations.get(quotation_id), at=uow.clock.now())
