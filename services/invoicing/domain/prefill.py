"""A complete invoice made from its order (facture préremplie): the class of wrong references cannot occur.

What French rules ask of every invoice is written here: SIREN, SIRET and electronic addresses of both parties
(XP Z12-012, BR-FR-09 to -13), the frame of invoicing (BR-FR-08), and the mentions of recovery costs, late penalties and
discount (BR-FR-05; code de commerce L441-9, L441-10, D441-5; between a public buyer and its supplier, CCP R2192-31
and D2192-35).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.invoicing.domain.calculation import Exemption, completed
from services.invoicing.domain.invoice import (
    Address,
    Identifier,
    Invoice,
    InvoiceLine,
    Note,
    Party,
    PaymentInstructions,
    Totals,
    VatCategory,
)
from services.invoicing.domain.order import OrderLine, PurchaseOrder
from services.invoicing.domain.parties import Organisation
from services.invoicing.domain.vat_exemptions import EXEMPTIONS, FRANCHISE
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage

_SIREN, _SIRET, _FRENCH_ADDRESS = "0002", "0009", "0225"
_STANDARD, _ZERO, _EXEMPT = "S", "Z", "E"  # UNTDID 5305
_COMMERCIAL_INVOICE = "380"
_TRANSFER = "30"
_GOODS_OR_SERVICES = "M1"  # deposit of an invoice of goods and services not yet paid (XP Z12-012, BT-23)

MENTIONS = (
    Note(
        subject="PMT", text="Indemnité forfaitaire pour frais de recouvrement en cas de retard de paiement (D2192-35)."
    ),
    Note(
        subject="PMD",
        text="Intérêts moratoires en cas de retard de paiement, au taux fixé par l'article R2192-31 du code de la "
        "commande publique.",
    ),
    Note(subject="AAB", text="Pas d'escompte pour paiement anticipé."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerDetails:
    """What the order does not know of the seller: addresses of both parties, VAT number, bank account."""

    number: str
    issued_on: date
    delivered_on: date
    seller_address: Address
    buyer_address: Address
    vat_number: str
    account: str | None = None
    buyer_reference: str | None = None
    framework: str = _GOODS_OR_SERVICES
    exemption_code: str | None = None


def invoice_for(order: PurchaseOrder, details: SellerDetails) -> Invoice:
    """Make the invoice of a whole order, to the cent."""
    nothing, code = Money.zero(order.currency), details.exemption_code
    invoice = Invoice(
        number=details.number,
        issued_on=details.issued_on,
        type_code=_COMMERCIAL_INVOICE,
        currency=order.currency,
        buyer_reference=details.buyer_reference,
        contract_reference=order.contract_reference,
        purchase_order_reference=order.number,
        payment_terms="Paiement dans le délai réglementaire (R2192-10).",
        notes=MENTIONS,
        framework=details.framework,
        specification="urn:cen.eu:en16931:2017",
        seller=_party(order.seller, details.seller_address, vat_number=details.vat_number),
        buyer=_party(order.buyer, details.buyer_address, vat_number=None),
        delivered_on=details.delivered_on,
        payment=_payment(details),
        totals=Totals(excl_vat=nothing, incl_vat=nothing, due=nothing),
        lines=tuple(_line(line, code) for line in order.lines),
    )
    return completed(invoice, exemptions={} if code is None else {_EXEMPT: Exemption(EXEMPTIONS[code], code)})


def _payment(details: SellerDetails) -> PaymentInstructions | None:
    """Ask for a transfer where there is an account to credit (BR-61 wants both or neither)."""
    if details.account is None:
        return None
    return PaymentInstructions(means_code=_TRANSFER, remittance=details.number, account=details.account)


def _party(organisation: Organisation, address: Address, *, vat_number: str | None) -> Party:
    siret = str(organisation.siret)
    return Party(
        name=organisation.name,
        identifiers=(Identifier(siret, _SIRET),),
        registration=Identifier(str(organisation.siret.siren), _SIREN),
        vat_number=vat_number,
        electronic_address=Identifier(f"{organisation.siret.siren}_{siret}", _FRENCH_ADDRESS),
        address=address,
    )


def _vat(rate: Percentage, exemption: str | None) -> VatCategory:
    if exemption == FRANCHISE or (exemption is not None and not rate.value):
        return VatCategory(code=_EXEMPT, rate=Percentage(Decimal(0)))
    return VatCategory(code=_STANDARD if rate.value else _ZERO, rate=rate)


def _line(line: OrderLine, exemption: str | None) -> InvoiceLine:
    return InvoiceLine(
        line_id=str(line.number),
        quantity=line.quantity,
        unit=line.unit,
        net_amount=line.amount_excl_vat,
        order_line=str(line.number),
        net_price=line.unit_price_excl_vat,
        vat=_vat(line.vat_rate, exemption),
        name=line.description,
    )
