"""The documents attached to an invoice: in its XML (en16931:BG-24), in its PDF beside the invoice, in its pivot."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from services.invoicing.domain.attachments import Attachment
from services.invoicing.domain.semantic import Group
from services.invoicing.standards.detection import Detected, Syntax
from services.invoicing.standards.pdf_attachments import BROKEN, name_of
from services.invoicing.standards.pdf_files import files_of, opened
from services.invoicing.standards.pivot_reading import main_document, pivot_pieces
from shared.xml.parser import parse_xml

_MOST: Final = 200
_CARRIERS: Final = (b"EmbeddedDocumentBinaryObject", b"AttachmentBinaryObject")
_UNKNOWN: Final = "application/octet-stream"


def attached_documents(found: Detected, document: bytes) -> tuple[Attachment, ...]:
    """Give the documents attached to a recognised invoice, in their order; what cannot be decoded has no bytes."""
    if found.syntax is Syntax.PIVOT or found.routing is not None:
        return tuple(islice(_of_pivot(found, document), _MOST))
    inside: list[Attachment] = []
    if any(mark in found.xml for mark in _CARRIERS):  # most invoices carry none: they are not read again for nothing
        groups = found.terms().terms.all("BG-24")[:_MOST]
        inside = [_attachment(group) for group in groups if group.first("BT-125")]
    if found.syntax is not Syntax.FACTUR_X:
        return tuple(inside)
    return (*inside, *_of_pdf(document))


def _attachment(group: Group) -> Attachment:
    value = group.first("BT-125")
    parts = value.parts if value is not None else {}
    text = value.text if value is not None else ""
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error:
        content = b""
    name = parts.get("BT-125-2") or group.text("BT-122") or ""
    media_type = parts.get("BT-125-1", _UNKNOWN).lower()
    return Attachment(name=name, media_type=media_type, content=content, description=group.text("BT-123"))


def _of_pivot(found: Detected, document: bytes) -> Iterator[Attachment]:
    """Give every document of a pivot, and those that the supplier's own invoice in it carries."""
    root = parse_xml(document)
    yield from pivot_pieces(root)
    own = None if found.routing is None else main_document(root)
    if own is not None:
        yield from attached_documents(replace(found, routing=None), own)


def _of_pdf(document: bytes) -> Iterator[Attachment]:
    """Give what a PDF carries besides XML; one that breaks here was read before: only its attachments are left out."""
    try:
        for number, one in enumerate(files_of(opened(document))):
            name, subtype = name_of(one), str(one.subtype or "").lstrip("/").lower()
            if number < _MOST and not (name.lower().endswith(".xml") or "xml" in subtype):
                yield Attachment(name=name, media_type=subtype or _UNKNOWN, content=one.content)
    except BROKEN:
        return
