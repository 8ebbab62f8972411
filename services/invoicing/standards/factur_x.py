"""Factur-X 1.09: a PDF/A-3 that people read and that carries the same invoice as CII for machines.

``build`` makes one from the semantic model; ``extract`` takes the XML out of a received PDF. The library's own
validation is never used (it answers "valid" when its server is absent): see ``shared/xml``.
"""

import logging
from collections.abc import Iterator
from io import BytesIO

from facturx import generate_from_binary
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from services.invoicing.domain.invoice import Invoice
from services.invoicing.standards import cii
from services.invoicing.standards.pdf_page import readable_pdf
from shared.kernel.refusal import refuse

_STANDARD_NAMES = frozenset({"factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"})
_MAX_ATTACHMENTS = 50
logging.getLogger("factur-x").setLevel(logging.ERROR)  # it tells the content of invoices at INFO


def build(invoice: Invoice) -> bytes:
    """Make the Factur-X PDF of an invoice, profile EN 16931."""
    metadata = {
        "author": invoice.seller.name or "",
        "keywords": "Factur-X, facture",
        "title": f"Facture {invoice.number}",
        "subject": f"Facture {invoice.number} du {invoice.issued_on:%d/%m/%Y}",
    }
    made: bytes = generate_from_binary(
        readable_pdf(invoice),
        cii.to_xml(invoice),
        flavor="factur-x",
        level="en16931",
        check_xsd=False,  # judged by shared/xml, with artefacts that are hashed
        check_schematron=False,
        pdf_metadata=metadata,
        lang="fr-FR",
        afrelationship="alternative",  # the XML says the same as the page
    )
    return made


def extract(pdf: bytes) -> bytes:
    """Give the XML invoice that a PDF carries, unread.

    Raises:
        Refused: ``INV-PDF-UNREADABLE``, ``INV-PDF-ENCRYPTED``, ``INV-PDF-WITHOUT-XML``, ``INV-PDF-SEVERAL-XML``.
    """
    try:
        found = list(_xml_attachments(pdf))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        # pypdf answers a broken file with whichever of these its structure happens to cause.
        refuse("INV-PDF-UNREADABLE", detail=type(error).__name__)
    chosen = [content for name, content in found if name in _STANDARD_NAMES] or [content for _, content in found]
    if not chosen:
        refuse("INV-PDF-WITHOUT-XML")
    if len(chosen) > 1:
        refuse("INV-PDF-SEVERAL-XML", count=str(len(chosen)))
    return chosen[0]


def _xml_attachments(pdf: bytes) -> Iterator[tuple[str, bytes]]:
    reader = PdfReader(BytesIO(pdf))
    if reader.is_encrypted:
        refuse("INV-PDF-ENCRYPTED")
    for number, attachment in enumerate(reader.attachment_list):
        if number == _MAX_ATTACHMENTS:
            refuse("INV-PDF-UNREADABLE", detail="attachments")
        name = (attachment.name or "").lower()
        if name.endswith(".xml"):
            yield name, attachment.content
