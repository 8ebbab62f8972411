"""The service's reader of documents: whatever the official form, one meaning."""

from collections.abc import Sequence
from functools import lru_cache

from services.invoicing.domain.attachments import Attachment
from services.invoicing.ports import ReadDocument
from services.invoicing.standards.attached_documents import attached_documents
from services.invoicing.standards.detection import SMALL, Syntax, detect


class InvoiceReader:
    """Reads UBL, CII and Factur-X documents."""

    def read(self, document: bytes) -> ReadDocument:
        """Read a document.

        Raises:
            Refused: ``INV-UNKNOWN-FORMAT``, ``INV-PDF-…``, ``XML-…``, ``INV-UNREADABLE``.
        """
        return _recent(document) if len(document) <= SMALL else _read(document)

    def attachments(self, document: bytes) -> Sequence[Attachment]:
        """Give the documents attached to an invoice that ``read`` accepts."""
        return attached_documents(detect(document), document)


@lru_cache(maxsize=256)  # what was read on reception is read again to be judged, moments later
def _recent(document: bytes) -> ReadDocument:
    return _read(document)


def _read(document: bytes) -> ReadDocument:
    found = detect(document)
    form = found.syntax if found.routing is None else Syntax.PIVOT  # as it arrived, whatever it carries
    return ReadDocument(syntax=form.value, invoice=found.read())
