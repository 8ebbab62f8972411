"""Drafts of invoices over HTTP, and what a seller says of itself once for all of them."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from services.invoicing.api.needs import InvoicingApp, scope_of
from services.invoicing.domain.invoice_number import LONGEST_NUMBER, checked_number
from services.invoicing.domain.recipient import LONGEST_CODE
from services.invoicing.domain.seller import SellerProfile
from services.invoicing.handlers.drafts import (
    DraftInvoice,
    KeepSellerProfile,
    draft_invoice,
    keep_seller_profile,
    read_seller_profile,
)
from services.invoicing.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.http.versions import etag
from shared.kernel.ids import PurchaseOrderId
from shared.kernel.principal import Principal, Right
from shared.kernel.siret import Siret

Company = Annotated[Principal, Depends(authenticated(Right.SUBMIT))]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class DraftIn(BaseModel):
    """What may be said of a draft; what is absent is proposed."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["ubl", "cii", "factur-x"] = "factur-x"
    number: Annotated[str, AfterValidator(checked_number)] | None = Field(
        default=None,
        max_length=LONGEST_NUMBER,
        description="Numéro de la facture, dans votre propre série : lettres sans accent, chiffres, + - _ et /.",
    )
    issued_on: date | None = None
    delivered_on: date | None = None
    service: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_CODE)] | None = None

    def to_question(self, order_id: PurchaseOrderId) -> DraftInvoice:
        """Read the question."""
        return DraftInvoice(
            order_id=order_id,
            number=self.number,
            issued_on=self.issued_on,
            delivered_on=self.delivered_on,
            service_code=self.service,
        )


class SellerIn(BaseModel):
    """A company's own mentions."""

    model_config = ConfigDict(extra="forbid")

    line: Text
    city: Text
    post_code: Text
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = "FR"
    vat_number: Text | None = None
    account: Text | None = None
    exemption_code: Text | None = Field(
        default=None,
        description="Pourquoi ses factures sont sans TVA (code VATEX) ; VATEX-FR-FRANCHISE : franchise en base.",
    )

    def to_command(self, siret: Siret, *, expected: int) -> KeepSellerProfile:
        """Read the command; spaces in numbers are no part of them."""
        return KeepSellerProfile(
            siret=siret,
            line=self.line,
            city=self.city,
            post_code=self.post_code,
            country=self.country,
            vat_number=self.vat_number.replace(" ", "") if self.vat_number else None,
            account=self.account.replace(" ", "") if self.account else None,
            exemption_code=self.exemption_code,
            expected=expected,
        )


class SellerOut(BaseModel):
    """A company's own mentions, with the VAT number that its invoices will bear."""

    siret: str
    version: int
    line: str
    city: str
    post_code: str
    country: str
    vat_number: str
    account: str | None
    exemption_code: str | None

    @classmethod
    def of(cls, profile: SellerProfile) -> "SellerOut":
        """Write mentions."""
        return cls(
            siret=str(profile.siret),
            version=profile.version,
            line=profile.line,
            city=profile.city,
            post_code=profile.post_code,
            country=profile.country,
            vat_number=profile.vat,
            account=profile.account,
            exemption_code=profile.exemption_code,
        )


def seller_routes(app: InvoicingApp) -> APIRouter:
    """Build the routes of sellers' own mentions."""
    router = service_router(tags=["Factures préremplies"])

    @router.put("/sellers/{siret}", response_model=SellerOut)
    def keep(siret: str, body: SellerIn, act: Annotated[Act, Depends(act_of(Right.SUBMIT))]) -> Response:
        """Dire une fois l'adresse, le numéro de TVA et le compte que porteront ses factures (If-Match)."""
        command = body.to_command(Siret.parse(siret), expected=act.required_version())

        def work(uow: UnitOfWork) -> Answer:
            kept = keep_seller_profile(command, uow=uow)
            return answer(SellerOut.of(kept), version=kept.version)

        return app.commands.run(act, work)

    @router.get("/sellers/{siret}", response_model=SellerOut)
    def seller(siret: str, request: Request, principal: Company) -> Response:
        """Relire les mentions de son entreprise ; elles ne sont montrées à personne d'autre."""
        with app.read_uow(scope_of(request, principal)) as uow:
            found = read_seller_profile(Siret.parse(siret), uow=uow)
        headers = {"ETag": etag(found.version)}
        return Response(SellerOut.of(found).model_dump_json(), media_type="application/json", headers=headers)

    return router


def draft_routes(app: InvoicingApp) -> APIRouter:
    """Build the route of drafts."""
    router = service_router(tags=["Factures préremplies"])

    @router.get("/orders/{order_id}/invoice-draft", response_class=Response)
    def draft(
        order_id: str,
        request: Request,
        principal: Company,
        asked: Annotated[DraftIn, Query()],
    ) -> Response:
        """Obtenir la facture complète d'un bon de commande, prête à être envoyée telle quelle."""
        question = asked.to_question(PurchaseOrderId.parse(order_id))
        with app.read_uow(scope_of(request, principal)) as uow:
            invoice = draft_invoice(question, uow=uow)
        written = app.writer.write(invoice, asked.format)
        headers = {"Content-Disposition": f'attachment; filename="{written.name}"', "Cache-Control": "no-store"}
        return Response(written.content, media_type=written.media_type, headers=headers)

    return router
