"""The service's reader of documents: whatever the official form, one meaning."""

from collections.abc import Sequence

from services.invoicing.domain.attachments import Attachment
from services.invoicing.ports import ReadDocument
from services.invoicing.standards.attached_documents import attached_documents
from services.invoicing.standards.detection import Syntax, detect
from services.invoicing.standards.recent import Recent


class InvoiceReader:
    """Reads UBL, CII and Factur-X documents."""

    def read(self, document: bytes) -> ReadDocument:
        """Read a document.

        Raises:
            Refused: ``INV-UNKNOWN-FORMAT``, ``INV-PDF-…``, ``XML-…``, ``INV-UNREADABLE``.
        """
        return _recent(document)

    def attachments(self, document: bytes) -> Sequence[Attachment]:
        """Give the documents attached to an invoice that ``read`` accepts."""
        return attached_documents(detect(document), document)


def _read(document: bytes) -> tuple[ReadDocument, int]:
    found = detect(document)
    form = found.syntax if found.routing is None else Syntax.PIVOT  # as it arrived, whatever it carries
    return ReadDocument(syntax=form.value, invoice=found.read()), len(found.xml)


_recent = Recent(_read, most=256)  # what was read on reception is read again to be judged, moments later
