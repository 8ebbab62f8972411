"""A complete invoice made from its order (facture préremplie): the class of wrong references cannot occur.

What French rules ask of every invoice is written here: SIREN, SIRET and electronic addresses of both parties
(XP Z12-012, BR-FR-09 to -13), the frame of invoicing (BR-FR-08), and the mentions of recovery costs, late penalties and
discount (BR-FR-05; code de commerce L441-9, L441-10, D441-5; between a public buyer and its supplier, CCP R2192-31
and D2192-35).
"""

from dataclasses import dataclass
from datetime import date

from services.invoicing.domain.invoice import (
    Address,
    Identifier,
    Invoice,
    InvoiceLine,
    Note,
    Party,
    PaymentInstructions,
    Totals,
    VatBreakdown,
    VatCategory,
)
from services.invoicing.domain.order import OrderLine, PurchaseOrder
from services.invoicing.domain.parties import Organisation
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage

_SIREN, _SIRET, _FRENCH_ADDRESS = "0002", "0009", "0225"
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


def invoice_for(order: PurchaseOrder, details: SellerDetails) -> Invoice:
    """Make the invoice of a whole order, to the cent."""
    lines = tuple(_line(line) for line in order.lines)
    vat = Money.total((vat for _, _, vat in order.vat_by_rate), order.currency)
    return Invoice(
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
        totals=Totals(
            lines=order.amount_excl_vat,
            excl_vat=order.amount_excl_vat,
            vat=vat,
            incl_vat=order.amount_incl_vat,
            due=order.amount_incl_vat,
        ),
        vat_breakdown=tuple(
            VatBreakdown(base=base, vat=amount, category=_category(rate), rate=rate)
            for rate, base, amount in order.vat_by_rate
        ),
        lines=lines,
    )


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


def _category(rate: Percentage) -> str:
    return "S" if rate.value > 0 else "Z"  # UNTDID 5305: standard rate, zero rated


def _line(line: OrderLine) -> InvoiceLine:
    return InvoiceLine(
        line_id=str(line.number),
        quantity=line.quantity,
        unit=line.unit,
        net_amount=line.amount_excl_vat,
        order_line=str(line.number),
        net_price=line.unit_price_excl_vat,
        vat=VatCategory(code=_category(line.vat_rate), rate=line.vat_rate),
        name=line.description,
    )
