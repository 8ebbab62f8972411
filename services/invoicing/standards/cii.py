"""UN/CEFACT Cross Industry Invoice (D16B to D22B): between bytes and the terms, or the invoice that they make."""

from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.semantic import SemanticInvoice
from services.invoicing.standards.binding import CII_PREFIXES, cii_binding
from services.invoicing.standards.meaning import invoice_of
from services.invoicing.standards.terms_of_invoice import terms_of_invoice
from services.invoicing.standards.walk_reading import read_terms
from services.invoicing.standards.walk_writing import Written, write_terms
from shared.xml.parser import parse_xml


def from_xml(document: bytes) -> Invoice:
    """Read an invoice.

    Raises:
        Refused: ``XML-…`` when the XML is not safe or not well formed, ``INV-UNREADABLE`` with the term.
    """
    return invoice_of(terms_from_xml(document))


def terms_from_xml(document: bytes) -> SemanticInvoice:
    """Read every term of a document, without judging any; refuses ``XML-…``."""
    return read_terms(parse_xml(document), cii_binding())


def to_xml(invoice: Invoice) -> bytes:
    """Write an invoice in the EN 16931 profile."""
    return terms_to_xml(terms_of_invoice(invoice)).document


def terms_to_xml(invoice: SemanticInvoice) -> Written:
    """Write terms, and tell which have no room in CII."""
    return write_terms(invoice, cii_binding(), CII_PREFIXES)
