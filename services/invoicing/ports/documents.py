"""Reading invoice documents and judging them by the official rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from services.invoicing.domain.attachments import Analysis, Attachment
from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.verdict import OfficialVerdict


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document that could be read: its form (ubl, cii, factur-x) and its meaning."""

    syntax: str
    invoice: Invoice


class DocumentReader(Protocol):
    """Reads an invoice document, whatever its official form."""

    def read(self, document: bytes) -> ReadDocument:
        """Read a document; refuses what is unsafe or unreadable (``XML-…``, ``INV-…``)."""

    def attachments(self, document: bytes) -> Sequence[Attachment]:
        """Give the documents attached to an invoice that ``read`` accepts."""


class Antivirus(Protocol):
    """Looks for malware in documents."""

    def analyse(self, attachments: Sequence[Attachment]) -> Sequence[Analysis]:
        """Say what was found in each, or why nothing can be said; may take seconds, so no transaction is open."""


@dataclass(frozen=True, slots=True)
class WrittenDocument:
    """A document as it may be sent: its bytes, its media type and a name for its file."""

    content: bytes
    media_type: str
    name: str


class DocumentWriter(Protocol):
    """Writes an invoice in an official form."""

    def write(self, invoice: Invoice, syntax: str) -> WrittenDocument:
        """Write an invoice as ``ubl``, ``cii`` or ``factur-x``."""


class PageForm(StrEnum):
    """The forms of an invoice that people read."""

    HTML = "html"
    PDF = "pdf"


class InvoicePages(Protocol):
    """Shows an invoice document to people, every term of it."""

    def page(self, document: bytes, form: PageForm) -> bytes:
        """Write the page of a document; refuses what is unsafe or unreadable (``XML-…``, ``INV-…``)."""


class OfficialRules(Protocol):
    """The official validators of invoices."""

    def judge(self, document: bytes) -> OfficialVerdict:
        """Judge a document by every official artefact that applies; may take seconds, so no transaction is open.

        Raises an error of its own when the validators themselves cannot run; never calls a document valid then.
        """
