"""Writing the semantic model as UN/CEFACT CII, profile EN 16931 (Factur-X 1.09 ``EN 16931``), in schema order."""

from lxml import etree

from services.invoicing.domain.invoice import (
    Address,
    Allowance,
    Invoice,
    InvoiceLine,
    InvoicingPeriod,
    Party,
    PaymentInstructions,
    Totals,
    VatBreakdown,
    VatCategory,
)
from services.invoicing.standards.cii_reader import PREFIXES, RSM
from services.invoicing.standards.writing import Writer

EN16931_GUIDELINE = "urn:cen.eu:en16931:2017"
_DAY = "udt:DateTimeString"


def write_cii(invoice: Invoice) -> bytes:
    """Write a whole invoice; what the profile asks for and the invoice lacks is for the validators to tell."""
    root = Writer(etree.Element(f"{{{RSM}}}CrossIndustryInvoice", nsmap=dict(PREFIXES)), PREFIXES)
    _context(root, invoice)
    head = root.group("rsm:ExchangedDocument")
    head.text("ram:ID", invoice.number)
    head.text("ram:TypeCode", invoice.type_code)
    head.day("ram:IssueDateTime", _DAY, invoice.issued_on)
    for note in invoice.notes:
        written = head.group("ram:IncludedNote")
        written.text("ram:Content", note.text)
        written.text("ram:SubjectCode", note.subject)
    trade = root.group("rsm:SupplyChainTradeTransaction")
    for line in invoice.lines:
        _line(trade, line)
    _agreement(trade, invoice)
    _delivery(trade, invoice)
    _settlement(trade, invoice)
    return etree.tostring(root.element, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _context(root: Writer, invoice: Invoice) -> None:
    context = root.group("rsm:ExchangedDocumentContext")
    if invoice.framework is not None:
        context.group("ram:BusinessProcessSpecifiedDocumentContextParameter").text("ram:ID", invoice.framework)
    guideline = invoice.specification or EN16931_GUIDELINE
    context.group("ram:GuidelineSpecifiedDocumentContextParameter").text("ram:ID", guideline)


def _line(trade: Writer, line: InvoiceLine) -> None:
    item = trade.group("ram:IncludedSupplyChainTradeLineItem")
    document = item.group("ram:AssociatedDocumentLineDocument")
    document.text("ram:LineID", line.line_id)
    if line.note is not None:
        document.group("ram:IncludedNote").text("ram:Content", line.note)
    product = item.group("ram:SpecifiedTradeProduct")
    product.text("ram:SellerAssignedID", line.seller_item)
    product.text("ram:BuyerAssignedID", line.buyer_item)
    product.text("ram:Name", line.name)
    product.text("ram:Description", line.description)
    agreement = item.group("ram:SpecifiedLineTradeAgreement")
    if line.order_line is not None:
        agreement.group("ram:BuyerOrderReferencedDocument").text("ram:LineID", line.order_line)
    if line.gross_price is not None:
        gross = agreement.group("ram:GrossPriceProductTradePrice")
        gross.money("ram:ChargeAmount", line.gross_price)
        if line.net_price is not None and line.gross_price > line.net_price:
            discount = gross.group("ram:AppliedTradeAllowanceCharge")
            discount.group("ram:ChargeIndicator").text("udt:Indicator", "false")
            discount.money("ram:ActualAmount", line.gross_price - line.net_price)
    net = agreement.group("ram:NetPriceProductTradePrice")
    net.money("ram:ChargeAmount", line.net_price)
    unit = {"unitCode": line.unit} if line.unit else {}
    net.number("ram:BasisQuantity", line.price_quantity, **unit)
    item.group("ram:SpecifiedLineTradeDelivery").number("ram:BilledQuantity", line.quantity, **unit)
    _line_settlement(item, line)


def _line_settlement(item: Writer, line: InvoiceLine) -> None:
    settlement = item.group("ram:SpecifiedLineTradeSettlement")
    if line.vat is not None:
        _vat(settlement, "ram:ApplicableTradeTax", line.vat)
    _period(settlement, line.period)
    _allowances(settlement, line.allowances, "false")
    _allowances(settlement, line.charges, "true")
    summation = settlement.group("ram:SpecifiedTradeSettlementLineMonetarySummation")
    summation.money("ram:LineTotalAmount", line.net_amount)
    _account(settlement, line.accounting_reference)


def _account(settlement: Writer, reference: str | None) -> None:
    if reference is not None:
        settlement.group("ram:ReceivableSpecifiedTradeAccountingAccount").text("ram:ID", reference)


def _agreement(trade: Writer, invoice: Invoice) -> None:
    agreement = trade.group("ram:ApplicableHeaderTradeAgreement")
    agreement.text("ram:BuyerReference", invoice.buyer_reference)
    _party(agreement.group("ram:SellerTradeParty"), invoice.seller)
    _party(agreement.group("ram:BuyerTradeParty"), invoice.buyer)
    _reference(agreement, "ram:SellerOrderReferencedDocument", invoice.sales_order_reference)
    _reference(agreement, "ram:BuyerOrderReferencedDocument", invoice.purchase_order_reference)
    _reference(agreement, "ram:ContractReferencedDocument", invoice.contract_reference)
    if invoice.tender_reference is not None:
        document = agreement.group("ram:AdditionalReferencedDocument")
        document.text("ram:IssuerAssignedID", invoice.tender_reference)
        document.text("ram:TypeCode", "50")
    if invoice.project_reference is not None:
        project = agreement.group("ram:SpecifiedProcuringProject")
        project.text("ram:ID", invoice.project_reference)
        project.text("ram:Name", "Project reference")  # compulsory in CII, without business term


def _reference(parent: Writer, name: str, value: str | None) -> None:
    if value is not None:
        parent.group(name).text("ram:IssuerAssignedID", value)


def _party(node: Writer, party: Party) -> None:
    for identifier in sorted(party.identifiers, key=lambda i: i.scheme is not None):
        node.identifier("ram:ID" if identifier.scheme is None else "ram:GlobalID", identifier)
    node.text("ram:Name", party.name)
    node.text("ram:Description", party.legal_form)
    if party.registration is not None or party.trading_name is not None:
        legal = node.group("ram:SpecifiedLegalOrganization")
        legal.identifier("ram:ID", party.registration)
        legal.text("ram:TradingBusinessName", party.trading_name)
    _contact(node, party)
    if party.address is not None:
        _address(node, party.address)
    if party.electronic_address is not None:
        node.group("ram:URIUniversalCommunication").identifier("ram:URIID", party.electronic_address)
    for number, scheme in ((party.tax_registration, "FC"), (party.vat_number, "VA")):
        if number is not None:
            node.group("ram:SpecifiedTaxRegistration").text("ram:ID", number, schemeID=scheme)


def _contact(node: Writer, party: Party) -> None:
    if party.contact_name is None and party.contact_phone is None and party.contact_email is None:
        return
    contact = node.group("ram:DefinedTradeContact")
    contact.text("ram:PersonName", party.contact_name)
    if party.contact_phone is not None:
        contact.group("ram:TelephoneUniversalCommunication").text("ram:CompleteNumber", party.contact_phone)
    if party.contact_email is not None:
        contact.group("ram:EmailURIUniversalCommunication").text("ram:URIID", party.contact_email)


def _address(node: Writer, address: Address) -> None:
    written = node.group("ram:PostalTradeAddress")
    written.text("ram:PostcodeCode", address.post_code)
    written.text("ram:LineOne", address.line)
    written.text("ram:LineTwo", address.additional_line)
    written.text("ram:CityName", address.city)
    written.text("ram:CountryID", address.country)


def _delivery(trade: Writer, invoice: Invoice) -> None:
    delivery = trade.group("ram:ApplicableHeaderTradeDelivery")
    if invoice.delivered_on is not None:
        event = delivery.group("ram:ActualDeliverySupplyChainEvent")
        event.day("ram:OccurrenceDateTime", _DAY, invoice.delivered_on)
    _reference(delivery, "ram:DespatchAdviceReferencedDocument", invoice.despatch_advice)
    _reference(delivery, "ram:ReceivingAdviceReferencedDocument", invoice.receiving_advice)


def _settlement(trade: Writer, invoice: Invoice) -> None:
    settlement = trade.group("ram:ApplicableHeaderTradeSettlement")
    payment = invoice.payment
    settlement.text("ram:PaymentReference", payment.remittance if payment else None)
    settlement.text("ram:InvoiceCurrencyCode", invoice.currency)
    if invoice.payee_name is not None:
        settlement.group("ram:PayeeTradeParty").text("ram:Name", invoice.payee_name)
    if payment is not None:
        _payment(settlement, payment)
    for breakdown in invoice.vat_breakdown:
        _breakdown(settlement, breakdown)
    _period(settlement, invoice.period)
    _allowances(settlement, invoice.allowances, "false")
    _allowances(settlement, invoice.charges, "true")
    if invoice.payment_terms is not None or invoice.due_on is not None:
        terms = settlement.group("ram:SpecifiedTradePaymentTerms")
        terms.text("ram:Description", invoice.payment_terms)
        terms.day("ram:DueDateDateTime", _DAY, invoice.due_on)
    _totals(settlement, invoice.totals, invoice.currency)
    for earlier in invoice.preceding:
        document = settlement.group("ram:InvoiceReferencedDocument")
        document.text("ram:IssuerAssignedID", earlier.number)
        document.day("ram:FormattedIssueDateTime", "qdt:DateTimeString", earlier.issued_on)
    _account(settlement, invoice.accounting_reference)


def _payment(settlement: Writer, payment: PaymentInstructions) -> None:
    means = settlement.group("ram:SpecifiedTradeSettlementPaymentMeans")
    means.text("ram:TypeCode", payment.means_code)
    if payment.account is not None:
        account = means.group("ram:PayeePartyCreditorFinancialAccount")
        account.text("ram:IBANID", payment.account)
        account.text("ram:AccountName", payment.account_name)
    if payment.bank is not None:
        means.group("ram:PayeeSpecifiedCreditorFinancialInstitution").text("ram:BICID", payment.bank)


def _breakdown(settlement: Writer, breakdown: VatBreakdown) -> None:
    tax = settlement.group("ram:ApplicableTradeTax")
    tax.money("ram:CalculatedAmount", breakdown.vat)
    tax.text("ram:TypeCode", "VAT")
    tax.text("ram:ExemptionReason", breakdown.exemption_reason)
    tax.money("ram:BasisAmount", breakdown.base)
    tax.text("ram:CategoryCode", breakdown.category)
    tax.text("ram:ExemptionReasonCode", breakdown.exemption_code)
    tax.number("ram:RateApplicablePercent", breakdown.rate.value if breakdown.rate else None)


def _period(parent: Writer, period: InvoicingPeriod | None) -> None:
    if period is not None:
        written = parent.group("ram:BillingSpecifiedPeriod")
        written.day("ram:StartDateTime", _DAY, period.starts_on)
        written.day("ram:EndDateTime", _DAY, period.ends_on)


def _allowances(parent: Writer, allowances: tuple[Allowance, ...], indicator: str) -> None:
    for allowance in allowances:
        written = parent.group("ram:SpecifiedTradeAllowanceCharge")
        written.group("ram:ChargeIndicator").text("udt:Indicator", indicator)
        written.number("ram:CalculationPercent", allowance.rate.value if allowance.rate else None)
        written.money("ram:BasisAmount", allowance.base)
        written.money("ram:ActualAmount", allowance.amount)
        written.text("ram:ReasonCode", allowance.reason_code)
        written.text("ram:Reason", allowance.reason)
        if allowance.vat is not None:
            _vat(written, "ram:CategoryTradeTax", allowance.vat)


def _vat(parent: Writer, name: str, vat: VatCategory) -> None:
    tax = parent.group(name)
    tax.text("ram:TypeCode", "VAT")
    tax.text("ram:CategoryCode", vat.code)
    tax.number("ram:RateApplicablePercent", vat.rate.value if vat.rate else None)


def _totals(settlement: Writer, totals: Totals, currency: str) -> None:
    summation = settlement.group("ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    summation.money("ram:LineTotalAmount", totals.lines)
    summation.money("ram:ChargeTotalAmount", totals.charges)
    summation.money("ram:AllowanceTotalAmount", totals.allowances)
    summation.money("ram:TaxBasisTotalAmount", totals.excl_vat)
    summation.money("ram:TaxTotalAmount", totals.vat, currencyID=currency)
    summation.money("ram:RoundingAmount", totals.rounding)
    summation.money("ram:GrandTotalAmount", totals.incl_vat)
    summation.money("ram:TotalPrepaidAmount", totals.paid)
    summation.money("ram:DuePayableAmount", totals.due)
