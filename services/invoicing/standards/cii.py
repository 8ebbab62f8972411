"""UN/CEFACT Cross Industry Invoice: ``from_xml`` and ``to_xml`` between bytes and the semantic model."""

from services.invoicing.domain.invoice import Invoice
from services.invoicing.standards.cii_reader import read_cii
from services.invoicing.standards.cii_writer import write_cii
from shared.xml.parser import parse_xml


def from_xml(document: bytes) -> Invoice:
    """Read an invoice.

    Raises:
        Refused: ``XML-…`` when the XML is not safe or not well formed, ``INV-UNREADABLE`` with the term.
    """
    return read_cii(parse_xml(document))


def to_xml(invoice: Invoice) -> bytes:
    """Write an invoice in the EN 16931 profile."""
    return write_cii(invoice)
