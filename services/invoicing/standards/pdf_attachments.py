"""The XML invoice inside a received PDF: Factur-X, ZUGFeRD or XRechnung by the name of its attachment.

What cannot be read, or could be read in two ways, is refused; what the specification asks of the envelope alone (name
of the attachment, its relationship, the profile told in the metadata) is a finding. Source: Factur-X 1.09, chapter 6.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pypdf import PdfReader
from pypdf.errors import DependencyError, DeprecationError, LimitReachedError, PyPdfError
from pypdf.generic import EmbeddedFile

from services.invoicing.domain.findings import Finding, FindingCode
from services.invoicing.standards.pdf_files import files_of, opened
from shared.kernel.refusal import refuse

_STANDARD_NAMES: Final = frozenset({"factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"})
_RELATIONSHIPS: Final = frozenset({"/Data", "/Source", "/Alternative"})
_MAX_ATTACHMENTS: Final = 200
_END: Final = b"%%EOF"
_END_WITHIN: Final = 8192  # bytes that may follow the end mark, as readers of PDF allow
_INVOICE_ROOT: Final = b"CrossIndustryInvoice"
_HEAD: Final = 4096
_TOLD_PROFILE: Final = re.compile(rb"ConformanceLevel(?:>|\s*=\s*[\"'])\s*([^<\"']{1,40})")
_PROFILES: Final = {"MINIMUM", "BASIC WL", "BASIC", "EN 16931", "EXTENDED", "XRECHNUNG", "COMFORT"}
# pypdf answers a broken file with whichever of these its structure happens to cause.
BROKEN: Final = (
    *(
        PyPdfError,
        DependencyError,
        DeprecationError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        ArithmeticError,
        AssertionError,
    ),
    *(RecursionError, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error, struct.error, MemoryError),
)


@dataclass(frozen=True, slots=True)
class Attached:
    """One attachment that may be the invoice."""

    name: str
    relationship: str
    content: bytes


def extract_invoice(pdf: bytes) -> bytes:
    """Give the XML invoice that a PDF carries, unread; refuses as ``invoice_in`` does."""
    return invoice_in(pdf)[0]


def invoice_in(pdf: bytes) -> tuple[bytes, tuple[Finding, ...]]:
    """Give the XML invoice that a PDF carries, unread, and what its envelope does otherwise than it should.

    Raises:
        Refused: ``INV-PDF-UNREADABLE``, ``INV-PDF-ENCRYPTED``, ``INV-PDF-ATTACHMENT-TOO-LARGE``,
            ``INV-PDF-WITHOUT-XML``, ``INV-PDF-SEVERAL-XML``.
    """
    try:
        reader = opened(pdf)
        if reader.is_encrypted:
            refuse("INV-PDF-ENCRYPTED")
        found = list(_xml_attachments(reader))
        metadata = _metadata(reader)
    except LimitReachedError:
        refuse("INV-PDF-ATTACHMENT-TOO-LARGE")
    except BROKEN as error:
        refuse("INV-PDF-UNREADABLE", detail=type(error).__name__)
    chosen = [one for one in found if one.name.lower() in _STANDARD_NAMES] or found
    if not chosen:
        # A PDF that was cut short is rebuilt without what hung at its end: nothing is known of what it carried.
        refuse("INV-PDF-WITHOUT-XML") if _END in pdf[-_END_WITHIN:] else refuse("INV-PDF-UNREADABLE", detail="end")
    if len(chosen) > 1:
        refuse("INV-PDF-SEVERAL-XML", count=str(len(chosen)))
    return chosen[0].content, tuple(_findings(chosen[0], len(found), metadata))


def _findings(chosen: Attached, count: int, metadata: bytes) -> Iterator[Finding]:
    if chosen.name.lower() not in _STANDARD_NAMES:
        yield Finding(FindingCode.PDF_NAME, {"name": chosen.name[:100]})
    if chosen.relationship not in _RELATIONSHIPS:
        yield Finding(FindingCode.PDF_RELATIONSHIP, {"relationship": chosen.relationship[:40] or "absente"})
    if count > 1:
        yield Finding(FindingCode.PDF_OTHER_XML, {"count": str(count - 1)})
    told = _TOLD_PROFILE.search(metadata)
    if told is None or told[1].decode("latin-1").strip() not in _PROFILES:
        yield Finding(FindingCode.PDF_METADATA, {})


def _metadata(reader: PdfReader) -> bytes:
    stream = reader.root_object.get("/Metadata")
    found = stream.get_object() if stream is not None else None
    return bytes(found.get_data()) if found is not None and hasattr(found, "get_data") else b""


def _xml_attachments(reader: PdfReader) -> Iterator[Attached]:
    for number, attachment in enumerate(files_of(reader)):
        if number == _MAX_ATTACHMENTS:
            refuse("INV-PDF-UNREADABLE", detail="attachments")
        name = name_of(attachment)
        says_xml = name.lower().endswith(".xml") or "xml" in str(attachment.subtype or "").lower()
        if says_xml or ("." not in name and _INVOICE_ROOT in attachment.content[:_HEAD]):
            yield Attached(name, str(attachment.associated_file_relationship or ""), attachment.content)


def name_of(attachment: EmbeddedFile) -> str:
    """Name a file as its specification does, else as the tree does; bytes of no known encoding are read as Latin."""
    name: object = attachment.alternative_name or attachment.name or ""
    return name.decode("latin-1") if isinstance(name, bytes) else str(name)
