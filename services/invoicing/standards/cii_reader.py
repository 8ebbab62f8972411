"""Reading UN/CEFACT Cross Industry Invoice (CII D16B to D22B, Factur-X, ZUGFeRD 2) into the semantic model.

Source: CEN/TS 16931-3-3 (binding to CII), Factur-X 1.09. One function per group of terms.
"""

from dataclasses import replace
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

RSM = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
PREFIXES = MappingProxyType(
    {
        "rsm": RSM,
        "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
        "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
        "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
    }
)
_DAY = "udt:DateTimeString"


def read_cii(root: etree._Element) -> Invoice:
    """Read a whole CII invoice.

    Raises:
        Refused: ``INV-UNREADABLE``, with the term.
    """
    document = Node(root, PREFIXES)
    settlement = document.under("rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement")
    document = in_currency(document, settlement.text("ram:InvoiceCurrencyCode"))
    trade = document.under("rsm:SupplyChainTradeTransaction")
    agreement = trade.under("ram:ApplicableHeaderTradeAgreement")
    settlement = trade.under("ram:ApplicableHeaderTradeSettlement")
    head = document.under("rsm:ExchangedDocument")
    context = document.under("rsm:ExchangedDocumentContext")
    terms = settlement.under("ram:SpecifiedTradePaymentTerms")
    invoice = Invoice(
        number=head.needed("ram:ID", term="BT-1"),
        issued_on=head.day(f"ram:IssueDateTime/{_DAY}", term="BT-2") or unreadable("BT-2"),
        type_code=head.needed("ram:TypeCode", term="BT-3"),
        currency=document.currency,
        due_on=terms.day(f"ram:DueDateDateTime/{_DAY}", term="BT-9"),
        payment_terms=terms.text("ram:Description"),
        notes=tuple(
            Note(subject=n.text("ram:SubjectCode"), text=n.text("ram:Content") or "")
            for n in head.children("ram:IncludedNote")
        ),
        framework=context.text("ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID"),
        specification=context.text("ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"),
        preceding=tuple(_preceding(n) for n in settlement.children("ram:InvoiceReferencedDocument")),
        seller=_party(agreement.under("ram:SellerTradeParty")),
        buyer=_party(agreement.under("ram:BuyerTradeParty")),
        payee_name=settlement.text("ram:PayeeTradeParty/ram:Name"),
        period=_period(settlement),
        payment=_payment(settlement),
        allowances=_allowances(settlement, "false"),
        charges=_allowances(settlement, "true"),
        totals=_totals(settlement.under("ram:SpecifiedTradeSettlementHeaderMonetarySummation")),
        vat_breakdown=tuple(_vat_breakdown(n) for n in settlement.children("ram:ApplicableTradeTax")),
        lines=tuple(_line(n) for n in trade.children("ram:IncludedSupplyChainTradeLineItem")),
    )
    return _with_references(invoice, agreement, trade.under("ram:ApplicableHeaderTradeDelivery"), settlement)


def _with_references(invoice: Invoice, agreement: Node, delivery: Node, settlement: Node) -> Invoice:
    """Add the references to other documents (BT-10 to BT-19) and the delivery (BT-72)."""
    return replace(
        invoice,
        buyer_reference=agreement.text("ram:BuyerReference"),
        project_reference=agreement.text("ram:SpecifiedProcuringProject/ram:ID"),
        contract_reference=agreement.text("ram:ContractReferencedDocument/ram:IssuerAssignedID"),
        purchase_order_reference=agreement.text("ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID"),
        sales_order_reference=agreement.text("ram:SellerOrderReferencedDocument/ram:IssuerAssignedID"),
        receiving_advice=delivery.text("ram:ReceivingAdviceReferencedDocument/ram:IssuerAssignedID"),
        despatch_advice=delivery.text("ram:DespatchAdviceReferencedDocument/ram:IssuerAssignedID"),
        tender_reference=_tender_reference(agreement),
        accounting_reference=settlement.text("ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID"),
        delivered_on=delivery.day(f"ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/{_DAY}", term="BT-72"),
    )


def _tender_reference(agreement: Node) -> str | None:
    for document in agreement.children("ram:AdditionalReferencedDocument"):
        if document.text("ram:TypeCode") == "50":  # UNTDID 1001: tender or lot reference (BT-17)
            return document.text("ram:IssuerAssignedID")
    return None


def _preceding(node: Node) -> PrecedingInvoice:
    return PrecedingInvoice(
        number=node.needed("ram:IssuerAssignedID", term="BT-25"),
        issued_on=node.day("ram:FormattedIssueDateTime/qdt:DateTimeString", term="BT-26"),
    )


def _party(node: Node) -> Party:
    identifiers = [node.identifier("ram:ID")] if node.text("ram:ID") else []
    identifiers += [found.identifier(".") for found in node.children("ram:GlobalID")]
    contact = node.under("ram:DefinedTradeContact")
    return Party(
        name=node.text("ram:Name"),
        trading_name=node.text("ram:SpecifiedLegalOrganization/ram:TradingBusinessName"),
        identifiers=tuple(found for found in identifiers if found),
        registration=node.identifier("ram:SpecifiedLegalOrganization/ram:ID"),
        vat_number=_tax_number(node, "VA"),
        tax_registration=_tax_number(node, "FC"),
        legal_form=node.text("ram:Description"),
        electronic_address=node.identifier("ram:URIUniversalCommunication/ram:URIID"),
        address=_address(node.child("ram:PostalTradeAddress")),
        contact_name=contact.text("ram:PersonName") or contact.text("ram:DepartmentName"),
        contact_phone=contact.text("ram:TelephoneUniversalCommunication/ram:CompleteNumber"),
        contact_email=contact.text("ram:EmailURIUniversalCommunication/ram:URIID"),
    )


def _tax_number(node: Node, scheme: str) -> str | None:
    for found in node.children("ram:SpecifiedTaxRegistration/ram:ID"):
        if found.attribute("schemeID") == scheme:
            return found.text()
    return None


def _address(node: Node | None) -> Address | None:
    if node is None:
        return None
    return Address(
        line=node.text("ram:LineOne"),
        additional_line=node.text("ram:LineTwo"),
        city=node.text("ram:CityName"),
        post_code=node.text("ram:PostcodeCode"),
        country=node.text("ram:CountryID"),
    )


def _period(parent: Node) -> InvoicingPeriod | None:
    node = parent.child("ram:BillingSpecifiedPeriod")
    if node is None:
        return None
    return InvoicingPeriod(
        starts_on=node.day(f"ram:StartDateTime/{_DAY}", term="BT-73"),
        ends_on=node.day(f"ram:EndDateTime/{_DAY}", term="BT-74"),
    )


def _payment(settlement: Node) -> PaymentInstructions | None:
    node = settlement.child("ram:SpecifiedTradeSettlementPaymentMeans")
    if node is None:
        return None
    account = node.under("ram:PayeePartyCreditorFinancialAccount")
    return PaymentInstructions(
        means_code=node.needed("ram:TypeCode", term="BT-81"),
        remittance=settlement.text("ram:PaymentReference"),
        account=account.text("ram:IBANID") or account.text("ram:ProprietaryID"),
        account_name=account.text("ram:AccountName"),
        bank=node.text("ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID"),
    )


def _vat(node: Node | None) -> VatCategory | None:
    if node is None:
        return None
    return VatCategory(
        code=node.text("ram:CategoryCode"), rate=node.percentage("ram:RateApplicablePercent", term="BT-152")
    )


def _allowances(parent: Node, indicator: str) -> tuple[Allowance, ...]:
    return tuple(
        Allowance(
            amount=node.needed_money("ram:ActualAmount", term="BT-92"),
            base=node.money("ram:BasisAmount", term="BT-93"),
            rate=node.percentage("ram:CalculationPercent", term="BT-94"),
            vat=_vat(node.child("ram:CategoryTradeTax")),
            reason=node.text("ram:Reason"),
            reason_code=node.text("ram:ReasonCode"),
        )
        for node in parent.children("ram:SpecifiedTradeAllowanceCharge")
        if node.text("ram:ChargeIndicator/udt:Indicator") in {indicator, "1" if indicator == "true" else "0"}
    )


def _totals(node: Node) -> Totals:
    vat = next(
        (n for n in node.children("ram:TaxTotalAmount") if n.attribute("currencyID") in {None, node.currency}), None
    )
    return Totals(
        lines=node.money("ram:LineTotalAmount", term="BT-106"),
        allowances=node.money("ram:AllowanceTotalAmount", term="BT-107"),
        charges=node.money("ram:ChargeTotalAmount", term="BT-108"),
        excl_vat=node.needed_money("ram:TaxBasisTotalAmount", term="BT-109"),
        vat=vat.money(".", term="BT-110") if vat else None,
        incl_vat=node.needed_money("ram:GrandTotalAmount", term="BT-112"),
        paid=node.money("ram:TotalPrepaidAmount", term="BT-113"),
        rounding=node.money("ram:RoundingAmount", term="BT-114"),
        due=node.needed_money("ram:DuePayableAmount", term="BT-115"),
    )


def _vat_breakdown(node: Node) -> VatBreakdown:
    return VatBreakdown(
        base=node.needed_money("ram:BasisAmount", term="BT-116"),
        vat=node.needed_money("ram:CalculatedAmount", term="BT-117"),
        category=node.needed("ram:CategoryCode", term="BT-118"),
        rate=node.percentage("ram:RateApplicablePercent", term="BT-119"),
        exemption_reason=node.text("ram:ExemptionReason"),
        exemption_code=node.text("ram:ExemptionReasonCode"),
    )


def _line(node: Node) -> InvoiceLine:
    product = node.under("ram:SpecifiedTradeProduct")
    agreement = node.under("ram:SpecifiedLineTradeAgreement")
    settlement = node.under("ram:SpecifiedLineTradeSettlement")
    quantity = node.under("ram:SpecifiedLineTradeDelivery/ram:BilledQuantity")
    number = quantity.number(".", term="BT-129")
    net = agreement.under("ram:NetPriceProductTradePrice")
    return InvoiceLine(
        line_id=node.needed("ram:AssociatedDocumentLineDocument/ram:LineID", term="BT-126"),
        note=node.text("ram:AssociatedDocumentLineDocument/ram:IncludedNote/ram:Content"),
        quantity=unreadable("BT-129") if number is None else number,
        unit=quantity.attribute("unitCode"),
        net_amount=settlement.needed_money(
            "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount", term="BT-131"
        ),
        order_line=agreement.text("ram:BuyerOrderReferencedDocument/ram:LineID"),
        accounting_reference=settlement.text("ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID"),
        period=_period(settlement),
        allowances=_allowances(settlement, "false"),
        charges=_allowances(settlement, "true"),
        net_price=net.money("ram:ChargeAmount", term="BT-146"),
        gross_price=agreement.money("ram:GrossPriceProductTradePrice/ram:ChargeAmount", term="BT-148"),
        price_quantity=net.number("ram:BasisQuantity", term="BT-149"),
        vat=_vat(settlement.child("ram:ApplicableTradeTax")),
        name=product.text("ram:Name"),
        description=product.text("ram:Description"),
        seller_item=product.text("ram:SellerAssignedID"),
        buyer_item=product.text("ram:BuyerAssignedID"),
    )
