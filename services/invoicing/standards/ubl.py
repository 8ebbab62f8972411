"""UBL 2.1 Invoice and CreditNote: ``from_xml`` from bytes to the semantic model."""

from services.invoicing.domain.invoice import Invoice
from services.invoicing.standards.ubl_reader import read_ubl
from shared.xml.parser import parse_xml


def from_xml(document: bytes) -> Invoice:
    """Read an invoice or a credit note.

    Raises:
        Refused: ``XML-…`` when the XML is not safe or not well formed, ``INV-UNREADABLE`` with the term.
    """
    return read_ubl(parse_xml(document))
