"""Recognising an invoice document by its content, never by its name: UBL 2.1, CII or Factur-X PDF."""

from dataclasses import dataclass
from enum import StrEnum

from lxml import etree

from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.semantic import SemanticInvoice
from services.invoicing.standards.binding import CII_ROOT, cii_binding, ubl_binding
from services.invoicing.standards.meaning import invoice_of
from services.invoicing.standards.ubl import CREDIT_NOTE, INVOICE
from services.invoicing.standards.walk_reading import read_terms
from shared.kernel.refusal import refuse
from shared.xml.parser import parse_xml

_GUIDELINE = f"{{{CII_ROOT}}}ExchangedDocumentContext/{{*}}GuidelineSpecifiedDocumentContextParameter/{{*}}ID"
_CUSTOMIZATION = "{*}CustomizationID"
_FACTUR_X_PREFIX = "urn:factur-x.eu:1p0:"


class Syntax(StrEnum):
    """The form of the document as received."""

    UBL = "ubl"
    CII = "cii"
    FACTUR_X = "factur-x"


@dataclass(frozen=True, slots=True)
class Detected:
    """A document whose form is known: its XML (extracted from the PDF if need be), parsed, and its profile."""

    syntax: Syntax
    xml: bytes
    root: etree._Element
    profile: str

    @property
    def is_credit_note(self) -> bool:
        """Whether the document is a UBL credit note, which has its own schema."""
        return bool(self.root.tag == CREDIT_NOTE)

    def read(self) -> Invoice:
        """Read the document into the semantic model.

        Raises:
            Refused: ``INV-UNREADABLE``, with the term.
        """
        return invoice_of(self.terms())

    def terms(self) -> SemanticInvoice:
        """Read every term that the document says, and what it says beyond EN 16931; nothing is judged."""
        if self.syntax is not Syntax.UBL:
            return read_terms(self.root, cii_binding())
        return read_terms(self.root, ubl_binding("CreditNote" if self.is_credit_note else "Invoice"))


def detect(document: bytes) -> Detected:
    """Recognise a document and parse it safely.

    Raises:
        Refused: ``INV-UNKNOWN-FORMAT``, ``INV-PDF-…``, ``XML-…``.
    """
    if document.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        # Imported here: only a platform that receives a PDF loads a PDF library.
        from services.invoicing.standards.pdf_attachments import extract_invoice  # noqa: PLC0415

        xml = extract_invoice(document)
        found = _detect_xml(xml)
        if found.syntax is not Syntax.CII:
            refuse("INV-UNKNOWN-FORMAT", root=found.root.tag)
        return Detected(Syntax.FACTUR_X, xml, found.root, found.profile)
    return _detect_xml(document)


def _detect_xml(xml: bytes) -> Detected:
    root = parse_xml(xml)
    if root.tag == f"{{{CII_ROOT}}}CrossIndustryInvoice":
        return Detected(Syntax.CII, xml, root, _profile(root.findtext(_GUIDELINE)))
    if root.tag not in (INVOICE, CREDIT_NOTE):
        refuse("INV-UNKNOWN-FORMAT", root=str(root.tag)[:200])
    return Detected(Syntax.UBL, xml, root, _profile(root.findtext(_CUSTOMIZATION)))


def _profile(specification: str | None) -> str:
    """Name the profile of a specification identifier (en16931:BT-24)."""
    text = (specification or "").strip()
    if text.startswith(_FACTUR_X_PREFIX):
        return text.removeprefix(_FACTUR_X_PREFIX)
    for mark, profile in (
        ("urn:factur-x.eu:1p0:extended", "extended"),
        (":extended-ctc-fr", "extended-ctc-fr"),
        ("urn:factur-x.eu:1p0:basic", "basic"),
        ("comfort", "comfort"),
        ("urn:cen.eu:en16931:2017", "en16931"),
    ):
        if mark in text:
            return profile
    return "unknown"
