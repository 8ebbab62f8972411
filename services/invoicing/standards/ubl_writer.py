"""Writing the semantic model as UBL 2.1, an Invoice or a CreditNote by its type (BT-3), in schema order.

Two terms of a credit note have no place in UBL: its project reference (BT-11), and its due date (BT-9) where it says no
means of payment.
"""

from lxml import etree

from services.invoicing.domain.invoice import Invoice, Note
from services.invoicing.standards.ubl_parts import (
    write_allowances,
    write_line,
    write_party,
    write_payment,
    write_period,
    write_totals,
)
from services.invoicing.standards.ubl_reader import CREDIT_NOTE, INVOICE, PREFIXES
from services.invoicing.standards.writing import Writer

# UNTDID 1001 codes that are credit notes (EN 16931-1 BT-3, XP Z12-012).
CREDIT_NOTE_TYPES = frozenset({"261", "262", "381", "396", "502", "503"})


def write_ubl(invoice: Invoice) -> bytes:
    """Write a whole invoice or credit note."""
    is_credit_note = invoice.type_code in CREDIT_NOTE_TYPES
    kind, namespace = ("CreditNote", CREDIT_NOTE) if is_credit_note else ("Invoice", INVOICE)
    root = Writer(etree.Element(f"{{{namespace}}}{kind}", nsmap=dict(PREFIXES)), PREFIXES)
    _head(root, invoice, kind)
    _references(root, invoice, kind)
    write_party(root.group("cac:AccountingSupplierParty"), invoice.seller)
    write_party(root.group("cac:AccountingCustomerParty"), invoice.buyer)
    if invoice.payee_name is not None:
        root.group("cac:PayeeParty").group("cac:PartyName").text("cbc:Name", invoice.payee_name)
    if invoice.delivered_on is not None:
        root.group("cac:Delivery").iso_day("cbc:ActualDeliveryDate", invoice.delivered_on)
    _payment(root, invoice, kind)
    write_allowances(root, invoice.allowances, "false")
    write_allowances(root, invoice.charges, "true")
    write_totals(root, invoice)
    quantity = "cbc:CreditedQuantity" if is_credit_note else "cbc:InvoicedQuantity"
    for line in invoice.lines:
        write_line(root, line, group=f"cac:{kind}Line", quantity=quantity)
    return etree.tostring(root.element, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _head(root: Writer, invoice: Invoice, kind: str) -> None:
    root.text("cbc:CustomizationID", invoice.specification)
    root.text("cbc:ProfileID", invoice.framework)
    root.text("cbc:ID", invoice.number)
    root.iso_day("cbc:IssueDate", invoice.issued_on)
    if kind == "Invoice":
        root.iso_day("cbc:DueDate", invoice.due_on)
    root.text(f"cbc:{kind}TypeCode", invoice.type_code)
    for note in invoice.notes:
        root.text("cbc:Note", _note(note))
    root.text("cbc:DocumentCurrencyCode", invoice.currency)
    root.text("cbc:AccountingCost", invoice.accounting_reference)
    root.text("cbc:BuyerReference", invoice.buyer_reference)
    write_period(root, invoice.period)


def _note(note: Note) -> str:
    return note.text if note.subject is None else f"#{note.subject}#{note.text}"


def _references(root: Writer, invoice: Invoice, kind: str) -> None:
    if invoice.purchase_order_reference is not None or invoice.sales_order_reference is not None:
        order = root.group("cac:OrderReference")
        # The schema wants an ID: EN 16931 writes NA where the buyer's reference is not known.
        order.text("cbc:ID", invoice.purchase_order_reference or "NA")
        order.text("cbc:SalesOrderID", invoice.sales_order_reference)
    for earlier in invoice.preceding:
        document = root.group("cac:BillingReference").group("cac:InvoiceDocumentReference")
        document.text("cbc:ID", earlier.number)
        document.iso_day("cbc:IssueDate", earlier.issued_on)
    named = {
        "Despatch": invoice.despatch_advice,
        "Receipt": invoice.receiving_advice,
        "Originator": invoice.tender_reference,
        "Contract": invoice.contract_reference,
    }
    # The two schemas put the same references in two orders.
    order_of = ("Despatch", "Receipt", "Contract", "Originator") if kind == "CreditNote" else tuple(named)
    for name in order_of:
        if named[name] is not None:
            root.group(f"cac:{name}DocumentReference").text("cbc:ID", named[name])
    if invoice.project_reference is not None and kind == "Invoice":
        root.group("cac:ProjectReference").text("cbc:ID", invoice.project_reference)


def _payment(root: Writer, invoice: Invoice, kind: str) -> None:
    payment = invoice.payment
    due_on = invoice.due_on if kind == "CreditNote" else None
    if payment is not None:
        means = root.group("cac:PaymentMeans")
        means.text("cbc:PaymentMeansCode", payment.means_code)
        means.iso_day("cbc:PaymentDueDate", due_on)
        write_payment(means, payment)
    if invoice.payment_terms is not None:
        root.group("cac:PaymentTerms").text("cbc:Note", invoice.payment_terms)
