"""UBL 2.1 Invoice and CreditNote: ``from_xml`` and ``to_xml`` between bytes and the semantic model."""

from services.invoicing.domain.invoice import Invoice
from services.invoicing.standards.ubl_reader import read_ubl
from services.invoicing.standards.ubl_writer import write_ubl
from shared.xml.parser import parse_xml


def from_xml(document: bytes) -> Invoice:
    """Read an invoice or a credit note.

    Raises:
        Refused: ``XML-…`` when the XML is not safe or not well formed, ``INV-UNREADABLE`` with the term.
    """
    return read_ubl(parse_xml(document))


def to_xml(invoice: Invoice) -> bytes:
    """Write an invoice or a credit note, by its type."""
    return write_ubl(invoice)
