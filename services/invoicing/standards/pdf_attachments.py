"""The XML invoice inside a received PDF: Factur-X, ZUGFeRD or XRechnung by the name of its attachment.

Source: Factur-X 1.09, chapter 6 (one embedded file, `factur-x.xml`).
"""

from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from shared.kernel.refusal import refuse

_STANDARD_NAMES = frozenset({"factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"})
_MAX_ATTACHMENTS = 50


def extract_invoice(pdf: bytes) -> bytes:
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
