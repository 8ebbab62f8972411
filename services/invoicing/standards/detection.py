"""Recognising an invoice document by its content, never by its name: UBL 2.1, CII or Factur-X PDF."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from lxml import etree

from services.invoicing.domain.findings import Finding, FindingCode
from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.pdf_header import pdf_within
from services.invoicing.domain.semantic import SemanticInvoice
from services.invoicing.standards.binding import CII_ROOT, cii_binding
from services.invoicing.standards.meaning import invoice_of
from services.invoicing.standards.pivot_reading import Routing, is_pivot, main_document, pivot_terms, routing_of
from services.invoicing.standards.recent import Recent
from services.invoicing.standards.ubl import CREDIT_NOTE, INVOICE
from services.invoicing.standards.ubl import terms_of as ubl_terms
from services.invoicing.standards.walk_reading import read_terms
from shared.kernel.refusal import Refused, refuse
from shared.xml.parser import parse_xml

_GUIDELINE = f"{{{CII_ROOT}}}ExchangedDocumentContext/{{*}}GuidelineSpecifiedDocumentContextParameter/{{*}}ID"
_CUSTOMIZATION = "{*}CustomizationID"
_NAMED_PROFILE = re.compile(
    r"(?:factur-x\.eu:1p0|zugferd\.de:2p[01]|crossindustrydocument:invoice:1p0|cen\.eu:en16931:2017(?:[:#].*?1p0)?)[:#]"
    r"(minimum|basicwl|basic|comfort|en16931|extended)\b(?!-)"
)
_ZUGFERD_1 = "{urn:ferd:CrossIndustryDocument:invoice:1p0}CrossIndustryDocument"
_EIGHT_BITS = re.compile(
    rb"<\?xml[^>]*encoding\s*=\s*[\"']((?i:iso[-_]?8859-?\d+|(?:windows|cp)-?125\d|latin-?\d))[\"']"
)
_LEVELS = frozenset({"minimum", "basicwl", "basic", "comfort", "en16931", "extended"})
_OTHER_FILES = (
    (b"PK\x03\x04", "une archive ZIP ou un document bureautique"),
    (b"\x1f\x8b", "un fichier compressé (gzip)"),
    (b"BZh", "un fichier compressé (bzip2)"),
    (b"7z\xbc\xaf\x27\x1c", "une archive 7z"),
    (b"Rar!", "une archive RAR"),
    (b"\xd0\xcf\x11\xe0", "un document bureautique"),
    (b"{\\rtf", "un document bureautique"),
    (b"\x89PNG", "une image"),
    (b"\xff\xd8\xff", "une image"),
    (b"II*\x00", "une image"),
    (b"MM\x00*", "une image"),
)
# The mark of a header of POSIX.1-1988 and of GNU tar: by their NUL, no word of an XML at that place is one.
_TAR, _TAR_AT = (b"ustar\x00", b"ustar  \x00"), 257


class Syntax(StrEnum):
    """The form of the document as received."""

    UBL = "ubl"
    CII = "cii"
    FACTUR_X = "factur-x"
    PIVOT = "pivot"  # made by the State's portal, without any document of the supplier that could be read


@dataclass(frozen=True, slots=True)
class Detected:
    """A document whose form is known: its XML (extracted from the PDF if need be), parsed, and its profile."""

    syntax: Syntax
    xml: bytes
    root: etree._Element
    profile: str
    findings: tuple[Finding, ...] = ()
    routing: Routing | None = None

    @property
    def is_credit_note(self) -> bool:
        """Whether the document is a UBL credit note, which has its own schema."""
        return bool(self.root.tag == CREDIT_NOTE)

    def read(self) -> Invoice:
        """Read the document into the semantic model.

        Raises:
            Refused: ``INV-UNREADABLE``, with the term.
        """
        invoice = invoice_of(self.terms())
        return invoice if self.routing is None else self.routing.applied_to(invoice)

    def terms(self) -> SemanticInvoice:
        """Read every term that the document says, and what it says beyond EN 16931; nothing is judged."""
        if self.syntax is Syntax.PIVOT:
            return pivot_terms(self.root)
        if self.syntax is not Syntax.UBL:
            return read_terms(self.root, cii_binding())
        return ubl_terms(self.root)


def detect(document: bytes) -> Detected:
    """Recognise a document and parse it safely.

    Raises:
        Refused: ``INV-UNKNOWN-FORMAT``, ``INV-FILE-KIND``, ``INV-ZUGFERD-1``, ``INV-PDF-…``, ``XML-…``.
    """
    return _recent(document)


def recognise(document: bytes) -> Detected:
    """Do what ``detect`` does, whatever was recognised before."""
    if pdf_within(document) is not None:
        # Imported here: only a platform that receives a PDF loads a PDF library.
        from services.invoicing.standards.pdf_attachments import invoice_in  # noqa: PLC0415

        xml, findings = invoice_in(document)
        found = _detect_xml(xml)
        if found.syntax is not Syntax.CII:
            refuse("INV-UNKNOWN-FORMAT", root=str(found.root.tag)[:200])
        return replace(found, syntax=Syntax.FACTUR_X, findings=(*findings, *found.findings))
    kind = next((kind for mark, kind in _OTHER_FILES if document.startswith(mark)), None)
    if document.startswith(_TAR, _TAR_AT):
        kind = "une archive tar qui n'est pas compressée (gzip)"
    if kind is not None:
        refuse("INV-FILE-KIND", kind=kind)
    return _detect_xml(document)


def _detect_xml(xml: bytes) -> Detected:
    root = parse_xml(xml)
    if is_pivot(root):
        return _detect_pivot(xml, root)
    if root.tag == f"{{{CII_ROOT}}}CrossIndustryInvoice":
        return Detected(Syntax.CII, xml, root, _profile(root.findtext(_GUIDELINE)), _doubts(xml))
    if root.tag == _ZUGFERD_1:
        refuse("INV-ZUGFERD-1")
    if root.tag not in (INVOICE, CREDIT_NOTE):
        refuse("INV-UNKNOWN-FORMAT", root=str(root.tag)[:200])
    return Detected(Syntax.UBL, xml, root, _profile(root.findtext(_CUSTOMIZATION)), _doubts(xml))


def _detect_pivot(xml: bytes, root: etree._Element) -> Detected:
    """Recognise the supplier's own document in a pivot of the State's portal; the pivot itself where it has none."""
    document = main_document(root)
    try:
        inner = None if document is None else detect(document)
    except Refused:
        inner = None  # a picture, an office document, a PDF without XML: the pivot says what it says
    if inner is None or inner.routing is not None or inner.syntax is Syntax.PIVOT:
        return Detected(Syntax.PIVOT, xml, root, "unknown")
    return replace(inner, routing=routing_of(root))


def _doubts(xml: bytes) -> tuple[Finding, ...]:
    """Tell where the declared encoding is one of eight bits, which fits anything, and the bytes are plainly UTF-8."""
    declared = _EIGHT_BITS.match(xml[:200])
    if declared is None or xml.isascii():
        return ()
    try:
        xml.decode("utf-8")
    except UnicodeDecodeError:
        return ()
    return (Finding(FindingCode.ENCODING_DOUBTFUL, {"encoding": declared[1].decode("ascii")}),)


def _profile(specification: str | None) -> str:
    """Name the profile of a specification identifier (en16931:BT-24).

    It is one of Factur-X, of ZUGFeRD 2, of the French reform, or EN 16931 itself, which XRechnung and Peppol restrict.
    """
    text = (specification or "").strip().lower()
    named = _NAMED_PROFILE.search(text)
    if named is not None:
        return named[1]
    if ":extended-ctc-fr" in text:
        return "extended-ctc-fr"
    if text.startswith("urn:cen.eu:en16931:2017"):
        return "en16931"
    last = text.rpartition(":")[2]
    return last if ":" in text and last in _LEVELS else "unknown"


def _recognised(document: bytes) -> tuple[Detected, int]:
    found = recognise(document)
    return found, len(found.xml)


_recent = Recent(_recognised, most=8)  # whoever judges asks thrice: what it says, by which rules, with what attached
