"""The semantic model of an invoice or credit note (facture, avoir): EN 16931-1, CCP L2192-1, D2192-2.

Every field is annotated with its business term (``BT-…``) or group of terms (``BG-…``) of EN 16931, whose numbers are
never those of eForms. All amounts are ``Money`` in the invoice currency (en16931:BT-5), quantities
and rates exact decimals. A reader fills what the document says; it never computes, so that the official rules and
the matching judge what the seller wrote.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from shared.kernel.money import Money
from shared.kernel.percentage import Percentage


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier and its scheme (ISO 6523 code: 0002 SIREN, 0009 SIRET, 0225 electronic address), if any."""

    value: str
    scheme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address (en16931:BG-5, BG-8): the numbers given here are the seller's."""

    line: Annotated[str | None, "BT-35"] = None
    additional_line: Annotated[str | None, "BT-36"] = None
    city: Annotated[str | None, "BT-37"] = None
    post_code: Annotated[str | None, "BT-38"] = None
    country: Annotated[str | None, "BT-40"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Seller (BG-4) or buyer (BG-7) of an invoice; the numbers given here are the seller's."""

    name: Annotated[str | None, "BT-27"] = None
    trading_name: Annotated[str | None, "BT-28"] = None
    identifiers: Annotated[tuple[Identifier, ...], "BT-29"] = ()
    registration: Annotated[Identifier | None, "BT-30"] = None
    vat_number: Annotated[str | None, "BT-31"] = None
    tax_registration: Annotated[str | None, "BT-32"] = None
    legal_form: Annotated[str | None, "BT-33"] = None
    electronic_address: Annotated[Identifier | None, "BT-34"] = None
    address: Annotated[Address | None, "BG-5"] = None
    contact_name: Annotated[str | None, "BT-41"] = None
    contact_phone: Annotated[str | None, "BT-42"] = None
    contact_email: Annotated[str | None, "BT-43"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note of the invoice (BG-1): its subject (UNTDID 4451: PMT, PMD, AAB…) and its text."""

    subject: Annotated[str | None, "BT-21"] = None
    text: Annotated[str, "BT-22"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecedingInvoice:
    """An earlier invoice that this one corrects or completes (BG-3)."""

    number: Annotated[str, "BT-25"]
    issued_on: Annotated[date | None, "BT-26"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicingPeriod:
    """The period that the invoice or the line covers (BG-14, BG-26); both days are included."""

    starts_on: Annotated[date | None, "BT-73"] = None
    ends_on: Annotated[date | None, "BT-74"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentInstructions:
    """How the seller asks to be paid (BG-16, BG-17): UNTDID 4461 code (30 = transfer), account, reference."""

    means_code: Annotated[str, "BT-81"]
    remittance: Annotated[str | None, "BT-83"] = None
    account: Annotated[str | None, "BT-84"] = None
    account_name: Annotated[str | None, "BT-85"] = None
    bank: Annotated[str | None, "BT-86"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VatCategory:
    """A category of VAT (UNTDID 5305: S, Z, E, AE, K, G, O) and its rate in percent."""

    code: Annotated[str | None, "BT-151"] = None
    rate: Annotated[Percentage | None, "BT-152"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """An allowance (BG-20, BG-27) of the document or of a line; a charge (BG-21, BG-28) has the same shape."""

    amount: Annotated[Money, "BT-92"]
    base: Annotated[Money | None, "BT-93"] = None
    rate: Annotated[Percentage | None, "BT-94"] = None
    vat: Annotated[VatCategory | None, "BT-95"] = None
    reason: Annotated[str | None, "BT-97"] = None
    reason_code: Annotated[str | None, "BT-98"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The totals of the document (BG-22)."""

    lines: Annotated[Money | None, "BT-106"] = None
    allowances: Annotated[Money | None, "BT-107"] = None
    charges: Annotated[Money | None, "BT-108"] = None
    excl_vat: Annotated[Money, "BT-109"]
    vat: Annotated[Money | None, "BT-110"] = None
    incl_vat: Annotated[Money, "BT-112"]
    paid: Annotated[Money | None, "BT-113"] = None
    rounding: Annotated[Money | None, "BT-114"] = None
    due: Annotated[Money, "BT-115"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VatBreakdown:
    """The VAT of one category and rate (BG-23)."""

    base: Annotated[Money, "BT-116"]
    vat: Annotated[Money, "BT-117"]
    category: Annotated[str, "BT-118"]
    rate: Annotated[Percentage | None, "BT-119"] = None
    exemption_reason: Annotated[str | None, "BT-120"] = None
    exemption_code: Annotated[str | None, "BT-121"] = None


class LineKind(StrEnum):
    """What a line of lines is (profiles EXTENDED and EXTENDED-CTC-FR); a line that says nothing is a line."""

    GROUP = "GROUP"  # made of others, which it sums up
    DETAIL = "DETAIL"
    INFORMATION = "INFORMATION"  # counts for nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """A line of the invoice (BG-25)."""

    line_id: Annotated[str, "BT-126"]  # empty where the document gives none
    note: Annotated[str | None, "BT-127"] = None
    quantity: Annotated[Decimal | None, "BT-129"]
    unit: Annotated[str | None, "BT-130"] = None
    net_amount: Annotated[Money | None, "BT-131"]
    order_line: Annotated[str | None, "BT-132"] = None
    accounting_reference: Annotated[str | None, "BT-133"] = None
    period: Annotated[InvoicingPeriod | None, "BG-26"] = None
    allowances: Annotated[tuple[Allowance, ...], "BG-27"] = ()
    charges: Annotated[tuple[Allowance, ...], "BG-28"] = ()
    net_price: Annotated[Money | None, "BT-146"] = None
    gross_price: Annotated[Money | None, "BT-148"] = None
    price_quantity: Annotated[Decimal | None, "BT-149"] = None
    vat: Annotated[VatCategory | None, "BG-30"] = None
    name: Annotated[str | None, "BT-153"] = None
    description: Annotated[str | None, "BT-154"] = None
    seller_item: Annotated[str | None, "BT-155"] = None
    buyer_item: Annotated[str | None, "BT-156"] = None
    kind: Annotated[LineKind | None, "EXT-FR-FE-163"] = None

    @property
    def is_counted(self) -> bool:
        """Whether it is among the lines that make the total (BR-FXEXT-CO-10): no group, no information."""
        return self.kind is None or self.kind is LineKind.DETAIL

    def amount_in(self, currency: str) -> Money:
        """Give its net amount; nothing where the document says none, which the official rules tell (BR-24)."""
        return self.net_amount if self.net_amount is not None else Money.zero(currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """A whole invoice or credit note as its seller wrote it."""

    number: Annotated[str, "BT-1"]
    issued_on: Annotated[date, "BT-2"]
    type_code: Annotated[str, "BT-3"]
    currency: Annotated[str, "BT-5"]
    other_currencies: Annotated[tuple[str, ...], "BT-5"] = ()  # of amounts, which no rule of EN 16931 asks to agree
    due_on: Annotated[date | None, "BT-9"] = None
    buyer_reference: Annotated[str | None, "BT-10"] = None
    project_reference: Annotated[str | None, "BT-11"] = None
    contract_reference: Annotated[str | None, "BT-12"] = None
    purchase_order_reference: Annotated[str | None, "BT-13"] = None
    sales_order_reference: Annotated[str | None, "BT-14"] = None
    receiving_advice: Annotated[str | None, "BT-15"] = None
    despatch_advice: Annotated[str | None, "BT-16"] = None
    tender_reference: Annotated[str | None, "BT-17"] = None
    accounting_reference: Annotated[str | None, "BT-19"] = None
    payment_terms: Annotated[str | None, "BT-20"] = None
    notes: Annotated[tuple[Note, ...], "BG-1"] = ()
    framework: Annotated[str | None, "BT-23"] = None
    specification: Annotated[str | None, "BT-24"] = None
    preceding: Annotated[tuple[PrecedingInvoice, ...], "BG-3"] = ()
    seller: Annotated[Party, "BG-4"]
    buyer: Annotated[Party, "BG-7"]
    payee_name: Annotated[str | None, "BT-59"] = None
    delivered_on: Annotated[date | None, "BT-72"] = None
    period: Annotated[InvoicingPeriod | None, "BG-14"] = None
    payment: Annotated[PaymentInstructions | None, "BG-16"] = None
    allowances: Annotated[tuple[Allowance, ...], "BG-20"] = ()
    charges: Annotated[tuple[Allowance, ...], "BG-21"] = ()
    totals: Annotated[Totals, "BG-22"]
    vat_breakdown: Annotated[tuple[VatBreakdown, ...], "BG-23"] = ()
    lines: Annotated[tuple[InvoiceLine, ...], "BG-25"] = ()
