"""UBL 2.1 Invoice and CreditNote: between bytes and the terms, or the invoice that they make."""

from dataclasses import replace
from typing import Final

from lxml import etree

from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.semantic import SemanticInvoice
from services.invoicing.standards.binding import UBL_PREFIXES, ubl_binding
from services.invoicing.standards.meaning import invoice_of
from services.invoicing.standards.terms_of_invoice import terms_of_invoice
from services.invoicing.standards.walk_reading import read_terms
from services.invoicing.standards.walk_writing import Written, write_terms
from shared.xml.parser import parse_xml

INVOICE = ubl_binding("Invoice").tag
CREDIT_NOTE = ubl_binding("CreditNote").tag
_INVOICE_TYPE: Final = "380"  # UNTDID 1001: commercial invoice
_CREDIT_NOTE_TYPE: Final = "381"


def from_xml(document: bytes) -> Invoice:
    """Read an invoice or a credit note.

    Raises:
        Refused: ``XML-…`` when the XML is not safe or not well formed, ``INV-UNREADABLE`` with the term.
    """
    return invoice_of(terms_from_xml(document))


def terms_from_xml(document: bytes) -> SemanticInvoice:
    """Read every term of a document, without judging any; refuses ``XML-…``."""
    return terms_of(parse_xml(document))


def terms_of(root: etree._Element) -> SemanticInvoice:
    """Read every term of a parsed document; one without its type is what its root says, and BR-04 tells it."""
    is_credit_note = root.tag == CREDIT_NOTE
    read = read_terms(root, ubl_binding("CreditNote" if is_credit_note else "Invoice"))
    return replace(read, implied_type=_CREDIT_NOTE_TYPE if is_credit_note else _INVOICE_TYPE)


def to_xml(invoice: Invoice) -> bytes:
    """Write an invoice or a credit note, by its type."""
    return terms_to_xml(terms_of_invoice(invoice)).document


def terms_to_xml(invoice: SemanticInvoice) -> Written:
    """Write terms, and tell which have no room in UBL."""
    binding = ubl_binding("CreditNote" if invoice.is_credit_note else "Invoice")
    own = binding.tag.removeprefix("{").partition("}")[0]
    return write_terms(invoice, binding, UBL_PREFIXES, own=own)
