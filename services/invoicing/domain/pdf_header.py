"""Recognising a PDF by its header, without any library of PDF.

Source: ISO 32000-2, 7.5.2; readers of PDF pass over a kibibyte of foreign bytes before the header, and some mail
gateways and scanners leave some there.
"""

from typing import Final

_HEADER: Final = b"%PDF-"
_WITHIN: Final = 1024
_BEFORE_XML: Final = b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"


def pdf_within(document: bytes) -> bytes | None:
    """Give a document from its PDF header on; None when it is no PDF."""
    place = document.find(_HEADER, 0, _WITHIN)
    if place < 0 or document[:place].lstrip(_BEFORE_XML).startswith(b"<"):
        return None  # an XML that speaks of a PDF remains an XML
    return document[place:]
