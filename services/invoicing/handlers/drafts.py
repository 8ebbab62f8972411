"""The draft of an invoice, made from its order: whoever has no software completes it and sends it (D2192-2)."""

from dataclasses import dataclass
from datetime import date

from services.invoicing.domain.errors import Code
from services.invoicing.domain.invoice import Address, Invoice
from services.invoicing.domain.invoice_number import number_for
from services.invoicing.domain.order import PurchaseOrder
from services.invoicing.domain.prefill import SellerDetails, invoice_for
from services.invoicing.domain.seller import SellerProfile
from services.invoicing.handlers.versions import following_version
from services.invoicing.ports import UnitOfWork
from shared.kernel.ids import PurchaseOrderId
from shared.kernel.paris import legal_day
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret

_NONE_DECLARED = "aucun n'est déclaré ici, demandez-le à l'acheteur"
_FRANCE = Address(country="FR")  # the buyer is a French public body; nothing more of its address is asked (BT-55)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepSellerProfile:
    """Command: keep the mentions of the principal's own company; ``expected`` is the version read, 0 at first."""

    siret: Siret
    line: str
    city: str
    post_code: str
    country: str
    vat_number: str | None
    account: str | None
    exemption_code: str | None
    expected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftInvoice:
    """Question: the draft of an order; what is absent is proposed."""

    order_id: PurchaseOrderId
    number: str | None = None
    issued_on: date | None = None
    delivered_on: date | None = None
    service_code: str | None = None


def keep_seller_profile(command: KeepSellerProfile, *, uow: UnitOfWork) -> SellerProfile:
    """Keep a seller's mentions.

    Raises:
        Refused: ``INV-NOT-FOUND`` (another company), ``HTTP-VERSION-STALE``, ``INV-IBAN``.
        InvalidValue: not a VAT number, not the code of an exemption.
    """
    _require_own(command.siret, uow=uow)
    profile = SellerProfile(
        siret=command.siret,
        version=following_version(uow.sellers.lock(command.siret), expected=command.expected),
        line=command.line,
        city=command.city,
        post_code=command.post_code,
        country=command.country,
        vat_number=command.vat_number,
        account=command.account,
        exemption_code=command.exemption_code,
    )
    uow.sellers.keep(profile)
    uow.record("seller_profile_kept", str(command.siret), {"version": str(profile.version)})
    return profile


def read_seller_profile(siret: Siret, *, uow: UnitOfWork) -> SellerProfile:
    """Read the mentions of one's own company, or refuse ``INV-NOT-FOUND``."""
    _require_own(siret, uow=uow)
    return uow.sellers.find(siret) or refuse(Code.NOT_FOUND, object=siret)


def draft_invoice(question: DraftInvoice, *, uow: UnitOfWork) -> Invoice:
    """Make the complete invoice of a whole order, ready to be sent.

    Raises:
        Refused: ``INV-NOT-FOUND``, ``INV-SELLER-DETAILS-MISSING``, ``INV-ORDER-INVOICED``, ``INV-SERVICE-AMBIGUOUS``.
    """
    uow.scope.principal.require(Right.SUBMIT)
    order = uow.orders.get(question.order_id)
    seller = uow.sellers.find(order.seller.siret)
    if seller is None:
        refuse(Code.SELLER_DETAILS_MISSING, siret=order.seller.siret)
    invoiced = uow.invoices.invoiced_on_order(order.order_id, currency=order.currency)
    if invoiced >= order.amount_excl_vat:
        refuse(Code.ORDER_INVOICED, number=order.number, invoiced=str(invoiced))
    today = legal_day(uow.contracts.get(order.contract_id).timeline.legal_at(uow.clock.now()))
    return invoice_for(
        order,
        SellerDetails(
            number=question.number or number_for(order.number),
            issued_on=question.issued_on or today,
            delivered_on=question.delivered_on or today,
            seller_address=seller.address,
            buyer_address=_FRANCE,
            vat_number=seller.vat,
            account=seller.account,
            exemption_code=seller.exemption_code,
            buyer_reference=_service_code(order, question.service_code, uow=uow),
        ),
    )


def _service_code(order: PurchaseOrder, asked: str | None, *, uow: UnitOfWork) -> str | None:
    """Give the service code that the recipient wants: the one said, or its only one."""
    recipient = uow.recipients.find(order.buyer.siret)
    if recipient is None:
        return asked
    active = [service.code for service in recipient.services if service.is_active]
    if asked is None and not recipient.service_required:
        return None
    code = asked if asked is not None else active[0] if len(active) == 1 else None
    if code is None or (active and code not in active):
        refuse(Code.SERVICE_AMBIGUOUS, services=", ".join(active[:20]) or _NONE_DECLARED)
    return code


def _require_own(siret: Siret, *, uow: UnitOfWork) -> None:
    principal = uow.scope.principal
    principal.require(Right.SUBMIT)
    if principal.organisation is None or principal.organisation.siren != siret.siren:
        refuse(Code.NOT_FOUND, object=siret)
