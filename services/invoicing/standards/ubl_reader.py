"""Reading UBL 2.1 Invoice and CreditNote into the semantic model.

Source: CEN/TS 16931-3-2 (binding to UBL 2.1). One function per group of terms; an invoice and a credit note differ
only by a few element names.
"""

from dataclasses import dataclass
from types import MappingProxyType

from lxml import etree

from services.invoicing.domain.invoice import (
    Address,
    Allowance,
    Invoice,
    InvoiceLine,
    InvoicingPeriod,
    Note,
    Party,
    PaymentInstructions,
    PrecedingInvoice,
    Totals,
    VatBreakdown,
    VatCategory,
)
from services.invoicing.standards.reading import Node, in_currency, unreadable

INVOICE = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CREDIT_NOTE = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
PREFIXES = MappingProxyType(
    {
        "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
        "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    }
)


@dataclass(frozen=True, slots=True)
class _Names:
    type_code: str
    line: str
    quantity: str
    due_on: str


_INVOICE_NAMES = _Names("cbc:InvoiceTypeCode", "cac:InvoiceLine", "cbc:InvoicedQuantity", "cbc:DueDate")
_CREDIT_NAMES = _Names(
    "cbc:CreditNoteTypeCode", "cac:CreditNoteLine", "cbc:CreditedQuantity", "cac:PaymentMeans/cbc:PaymentDueDate"
)


def read_ubl(root: etree._Element) -> Invoice:
    """Read a whole UBL invoice or credit note.

    Raises:
        Refused: ``INV-UNREADABLE``, with the term.
    """
    names = _CREDIT_NAMES if root.tag == f"{{{CREDIT_NOTE}}}CreditNote" else _INVOICE_NAMES
    node = Node(root, PREFIXES)
    node = in_currency(node, node.text("cbc:DocumentCurrencyCode"))
    return Invoice(
        number=node.needed("cbc:ID", term="BT-1"),
        issued_on=node.day("cbc:IssueDate", term="BT-2") or unreadable("BT-2"),
        type_code=node.needed(names.type_code, term="BT-3"),
        currency=node.currency,
        due_on=node.day(names.due_on, term="BT-9"),
        buyer_reference=node.text("cbc:BuyerReference"),
        project_reference=node.text("cac:ProjectReference/cbc:ID"),
        contract_reference=node.text("cac:ContractDocumentReference/cbc:ID"),
        purchase_order_reference=node.text("cac:OrderReference/cbc:ID"),
        sales_order_reference=node.text("cac:OrderReference/cbc:SalesOrderID"),
        receiving_advice=node.text("cac:ReceiptDocumentReference/cbc:ID"),
        despatch_advice=node.text("cac:DespatchDocumentReference/cbc:ID"),
        tender_reference=node.text("cac:OriginatorDocumentReference/cbc:ID"),
        accounting_reference=node.text("cbc:AccountingCost"),
        payment_terms=node.text("cac:PaymentTerms/cbc:Note"),
        notes=tuple(_note(n.text() or "") for n in node.children("cbc:Note")),
        framework=node.text("cbc:ProfileID"),
        specification=node.text("cbc:CustomizationID"),
        preceding=tuple(
            PrecedingInvoice(number=n.needed("cbc:ID", term="BT-25"), issued_on=n.day("cbc:IssueDate", term="BT-26"))
            for n in node.children("cac:BillingReference/cac:InvoiceDocumentReference")
        ),
        seller=_party(node.under("cac:AccountingSupplierParty/cac:Party")),
        buyer=_party(node.under("cac:AccountingCustomerParty/cac:Party")),
        payee_name=node.text("cac:PayeeParty/cac:PartyName/cbc:Name"),
        delivered_on=node.day("cac:Delivery/cbc:ActualDeliveryDate", term="BT-72"),
        period=_period(node),
        payment=_payment(node.child("cac:PaymentMeans")),
        allowances=_allowances(node, "false"),
        charges=_allowances(node, "true"),
        totals=_totals(node),
        vat_breakdown=tuple(_vat_breakdown(n) for n in _document_vat(node).children("cac:TaxSubtotal")),
        lines=tuple(_line(n, names) for n in node.children(names.line)),
    )


def _note(text: str) -> Note:
    """Part ``#PMT#text``, the way in which EN 16931 writes a note's subject in UBL."""
    mark, closing, rest = text[1:].partition("#") if text.startswith("#") else ("", "", "")
    if closing and mark.isalpha() and mark.isupper():
        return Note(subject=mark, text=rest.strip())
    return Note(text=text)


def _party(node: Node) -> Party:
    identifiers = (found.identifier("cbc:ID") for found in node.children("cac:PartyIdentification"))
    entity = node.under("cac:PartyLegalEntity")
    return Party(
        name=entity.text("cbc:RegistrationName"),
        trading_name=node.text("cac:PartyName/cbc:Name"),
        # SEPA is the creditor's reference (BT-90), which UBL writes in the same place as the identifiers.
        identifiers=tuple(found for found in identifiers if found and found.scheme != "SEPA"),
        registration=entity.identifier("cbc:CompanyID"),
        vat_number=_tax_number(node, is_vat=True),
        tax_registration=_tax_number(node, is_vat=False),
        legal_form=entity.text("cbc:CompanyLegalForm"),
        electronic_address=node.identifier("cbc:EndpointID"),
        address=_address(node.child("cac:PostalAddress")),
        contact_name=node.text("cac:Contact/cbc:Name"),
        contact_phone=node.text("cac:Contact/cbc:Telephone"),
        contact_email=node.text("cac:Contact/cbc:ElectronicMail"),
    )


def _tax_number(node: Node, *, is_vat: bool) -> str | None:
    for scheme in node.children("cac:PartyTaxScheme"):
        if (scheme.text("cac:TaxScheme/cbc:ID") == "VAT") is is_vat:
            return scheme.text("cbc:CompanyID")
    return None


def _address(node: Node | None) -> Address | None:
    if node is None:
        return None
    return Address(
        line=node.text("cbc:StreetName"),
        additional_line=node.text("cbc:AdditionalStreetName"),
        city=node.text("cbc:CityName"),
        post_code=node.text("cbc:PostalZone"),
        country=node.text("cac:Country/cbc:IdentificationCode"),
    )


def _period(parent: Node) -> InvoicingPeriod | None:
    node = parent.child("cac:InvoicePeriod")
    if node is None:
        return None
    return InvoicingPeriod(
        starts_on=node.day("cbc:StartDate", term="BT-73"), ends_on=node.day("cbc:EndDate", term="BT-74")
    )


def _payment(node: Node | None) -> PaymentInstructions | None:
    if node is None:
        return None
    account = node.under("cac:PayeeFinancialAccount")
    return PaymentInstructions(
        means_code=node.needed("cbc:PaymentMeansCode", term="BT-81"),
        remittance=node.text("cbc:PaymentID"),
        account=account.text("cbc:ID"),
        account_name=account.text("cbc:Name"),
        bank=account.text("cac:FinancialInstitutionBranch/cbc:ID"),
    )


def _vat(node: Node | None) -> VatCategory | None:
    if node is None:
        return None
    return VatCategory(code=node.text("cbc:ID"), rate=node.percentage("cbc:Percent", term="BT-152"))


def _allowances(parent: Node, indicator: str) -> tuple[Allowance, ...]:
    return tuple(
        Allowance(
            amount=node.needed_money("cbc:Amount", term="BT-92"),
            base=node.money("cbc:BaseAmount", term="BT-93"),
            rate=node.percentage("cbc:MultiplierFactorNumeric", term="BT-94"),
            vat=_vat(node.child("cac:TaxCategory")),
            reason=node.text("cbc:AllowanceChargeReason"),
            reason_code=node.text("cbc:AllowanceChargeReasonCode"),
        )
        for node in parent.children("cac:AllowanceCharge")
        if node.text("cbc:ChargeIndicator") in {indicator, "1" if indicator == "true" else "0"}
    )


def _document_vat(node: Node) -> Node:
    """Find the VAT total in the invoice currency; the other one (BT-111) is in the accounting currency."""
    for total in node.children("cac:TaxTotal"):
        amount = total.child("cbc:TaxAmount")
        if amount and amount.attribute("currencyID") == node.currency:
            return total
    return node.under("cac:TaxTotal")


def _totals(node: Node) -> Totals:
    totals = node.under("cac:LegalMonetaryTotal")
    return Totals(
        lines=totals.money("cbc:LineExtensionAmount", term="BT-106"),
        allowances=totals.money("cbc:AllowanceTotalAmount", term="BT-107"),
        charges=totals.money("cbc:ChargeTotalAmount", term="BT-108"),
        excl_vat=totals.needed_money("cbc:TaxExclusiveAmount", term="BT-109"),
        vat=_document_vat(node).money("cbc:TaxAmount", term="BT-110"),
        incl_vat=totals.needed_money("cbc:TaxInclusiveAmount", term="BT-112"),
        paid=totals.money("cbc:PrepaidAmount", term="BT-113"),
        rounding=totals.money("cbc:PayableRoundingAmount", term="BT-114"),
        due=totals.needed_money("cbc:PayableAmount", term="BT-115"),
    )


def _vat_breakdown(node: Node) -> VatBreakdown:
    category = node.under("cac:TaxCategory")
    return VatBreakdown(
        base=node.needed_money("cbc:TaxableAmount", term="BT-116"),
        vat=node.needed_money("cbc:TaxAmount", term="BT-117"),
        category=category.needed("cbc:ID", term="BT-118"),
        rate=category.percentage("cbc:Percent", term="BT-119"),
        exemption_reason=category.text("cbc:TaxExemptionReason"),
        exemption_code=category.text("cbc:TaxExemptionReasonCode"),
    )


def _line(node: Node, names: _Names) -> InvoiceLine:
    item = node.under("cac:Item")
    price = node.under("cac:Price")
    quantity = node.under(names.quantity)
    number = quantity.number(".", term="BT-129")
    return InvoiceLine(
        line_id=node.needed("cbc:ID", term="BT-126"),
        note=node.text("cbc:Note"),
        quantity=unreadable("BT-129") if number is None else number,
        unit=quantity.attribute("unitCode"),
        net_amount=node.needed_money("cbc:LineExtensionAmount", term="BT-131"),
        order_line=node.text("cac:OrderLineReference/cbc:LineID"),
        accounting_reference=node.text("cbc:AccountingCost"),
        period=_period(node),
        allowances=_allowances(node, "false"),
        charges=_allowances(node, "true"),
        net_price=price.money("cbc:PriceAmount", term="BT-146"),
        gross_price=price.money("cac:AllowanceCharge/cbc:BaseAmount", term="BT-148"),
        price_quantity=price.number("cbc:BaseQuantity", term="BT-149"),
        vat=_vat(item.child("cac:ClassifiedTaxCategory")),
        name=item.text("cbc:Name"),
        description=item.text("cbc:Description"),
        seller_item=item.text("cac:SellersItemIdentification/cbc:ID"),
        buyer_item=item.text("cac:BuyersItemIdentification/cbc:ID"),
    )
