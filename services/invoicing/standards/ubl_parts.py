"""The groups that UBL documents share: parties, addresses, payment, allowances, VAT, totals, lines; in schema order."""

from services.invoicing.domain.invoice import (
    Address,
    Allowance,
    Invoice,
    InvoiceLine,
    InvoicingPeriod,
    Party,
    PaymentInstructions,
    VatCategory,
)
from services.invoicing.standards.writing import Writer


def write_party(parent: Writer, party: Party) -> None:
    """Write seller (BG-4) or buyer (BG-7)."""
    node = parent.group("cac:Party")
    node.identifier("cbc:EndpointID", party.electronic_address)
    for identifier in party.identifiers:
        node.group("cac:PartyIdentification").identifier("cbc:ID", identifier)
    if party.trading_name is not None:
        node.group("cac:PartyName").text("cbc:Name", party.trading_name)
    if party.address is not None:
        _address(node, party.address)
    # The other tax number of the seller (BT-32) is told from the VAT number by its scheme only.
    for number, scheme in ((party.vat_number, "VAT"), (party.tax_registration, "TAX")):
        if number is not None:
            tax = node.group("cac:PartyTaxScheme")
            tax.text("cbc:CompanyID", number)
            tax.group("cac:TaxScheme").text("cbc:ID", scheme)
    entity = node.group("cac:PartyLegalEntity")
    entity.text("cbc:RegistrationName", party.name)
    entity.identifier("cbc:CompanyID", party.registration)
    entity.text("cbc:CompanyLegalForm", party.legal_form)
    if (party.contact_name, party.contact_phone, party.contact_email) != (None, None, None):
        contact = node.group("cac:Contact")
        contact.text("cbc:Name", party.contact_name)
        contact.text("cbc:Telephone", party.contact_phone)
        contact.text("cbc:ElectronicMail", party.contact_email)


def _address(node: Writer, address: Address) -> None:
    written = node.group("cac:PostalAddress")
    written.text("cbc:StreetName", address.line)
    written.text("cbc:AdditionalStreetName", address.additional_line)
    written.text("cbc:CityName", address.city)
    written.text("cbc:PostalZone", address.post_code)
    if address.country is not None:
        written.group("cac:Country").text("cbc:IdentificationCode", address.country)


def write_period(parent: Writer, period: InvoicingPeriod | None) -> None:
    """Write the invoicing period of the document (BG-14) or of a line (BG-26)."""
    if period is not None:
        written = parent.group("cac:InvoicePeriod")
        written.iso_day("cbc:StartDate", period.starts_on)
        written.iso_day("cbc:EndDate", period.ends_on)


def write_payment(means: Writer, payment: PaymentInstructions) -> None:
    """Write reference and account of the payment (BT-83 to BT-86), after the code of its means."""
    means.text("cbc:PaymentID", payment.remittance)
    if payment.account is not None:
        account = means.group("cac:PayeeFinancialAccount")
        account.text("cbc:ID", payment.account)
        account.text("cbc:Name", payment.account_name)
        if payment.bank is not None:
            account.group("cac:FinancialInstitutionBranch").text("cbc:ID", payment.bank)


def write_allowances(parent: Writer, allowances: tuple[Allowance, ...], indicator: str) -> None:
    """Write allowances (``false``) or charges (``true``) of the document or of a line (BG-20, 21, 27, 28)."""
    for allowance in allowances:
        written = parent.group("cac:AllowanceCharge")
        written.text("cbc:ChargeIndicator", indicator)
        written.text("cbc:AllowanceChargeReasonCode", allowance.reason_code)
        written.text("cbc:AllowanceChargeReason", allowance.reason)
        written.number("cbc:MultiplierFactorNumeric", allowance.rate.value if allowance.rate else None)
        written.money("cbc:Amount", allowance.amount, currencyID=allowance.amount.currency)
        written.money("cbc:BaseAmount", allowance.base, currencyID=allowance.amount.currency)
        if allowance.vat is not None:
            _category(written, "cac:TaxCategory", allowance.vat)


def write_totals(root: Writer, invoice: Invoice) -> None:
    """Write VAT (BT-110, BG-23) and totals (BG-22)."""
    totals, currency = invoice.totals, {"currencyID": invoice.currency}
    tax = root.group("cac:TaxTotal")
    tax.money("cbc:TaxAmount", totals.vat, **currency)
    for breakdown in invoice.vat_breakdown:
        written = tax.group("cac:TaxSubtotal")
        written.money("cbc:TaxableAmount", breakdown.base, **currency)
        written.money("cbc:TaxAmount", breakdown.vat, **currency)
        category = written.group("cac:TaxCategory")
        category.text("cbc:ID", breakdown.category)
        category.number("cbc:Percent", breakdown.rate.value if breakdown.rate else None)
        category.text("cbc:TaxExemptionReasonCode", breakdown.exemption_code)
        category.text("cbc:TaxExemptionReason", breakdown.exemption_reason)
        category.group("cac:TaxScheme").text("cbc:ID", "VAT")
    summed = root.group("cac:LegalMonetaryTotal")
    summed.money("cbc:LineExtensionAmount", totals.lines, **currency)
    summed.money("cbc:TaxExclusiveAmount", totals.excl_vat, **currency)
    summed.money("cbc:TaxInclusiveAmount", totals.incl_vat, **currency)
    summed.money("cbc:AllowanceTotalAmount", totals.allowances, **currency)
    summed.money("cbc:ChargeTotalAmount", totals.charges, **currency)
    summed.money("cbc:PrepaidAmount", totals.paid, **currency)
    summed.money("cbc:PayableRoundingAmount", totals.rounding, **currency)
    summed.money("cbc:PayableAmount", totals.due, **currency)


def write_line(root: Writer, line: InvoiceLine, *, group: str, quantity: str) -> None:
    """Write a line (BG-25) under the names of an invoice or of a credit note."""
    written = root.group(group)
    currency = {"currencyID": line.net_amount.currency}
    unit = {"unitCode": line.unit} if line.unit else {}
    written.text("cbc:ID", line.line_id)
    written.text("cbc:Note", line.note)
    written.number(quantity, line.quantity, **unit)
    written.money("cbc:LineExtensionAmount", line.net_amount, **currency)
    written.text("cbc:AccountingCost", line.accounting_reference)
    write_period(written, line.period)
    if line.order_line is not None:
        written.group("cac:OrderLineReference").text("cbc:LineID", line.order_line)
    write_allowances(written, line.allowances, "false")
    write_allowances(written, line.charges, "true")
    _item(written, line)
    price = written.group("cac:Price")
    price.money("cbc:PriceAmount", line.net_price, **currency)
    price.number("cbc:BaseQuantity", line.price_quantity, **unit)
    if line.gross_price is not None and line.net_price is not None:
        discount = price.group("cac:AllowanceCharge")
        discount.text("cbc:ChargeIndicator", "false")
        discount.money("cbc:Amount", line.gross_price - line.net_price, **currency)
        discount.money("cbc:BaseAmount", line.gross_price, **currency)


def _item(written: Writer, line: InvoiceLine) -> None:
    item = written.group("cac:Item")
    item.text("cbc:Description", line.description)
    item.text("cbc:Name", line.name)
    for name, value in (("Buyers", line.buyer_item), ("Sellers", line.seller_item)):
        if value is not None:
            item.group(f"cac:{name}ItemIdentification").text("cbc:ID", value)
    if line.vat is not None:
        _category(item, "cac:ClassifiedTaxCategory", line.vat)


def _category(parent: Writer, name: str, vat: VatCategory) -> None:
    category = parent.group(name)
    category.text("cbc:ID", vat.code)
    category.number("cbc:Percent", vat.rate.value if vat.rate else None)
    category.group("cac:TaxScheme").text("cbc:ID", "VAT")
