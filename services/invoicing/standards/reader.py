"""The service's reader of documents: whatever the official form, one meaning."""

from services.invoicing.ports import ReadDocument
from services.invoicing.standards.detection import detect


class InvoiceReader:
    """Reads UBL, CII and Factur-X documents."""

    def read(self, document: bytes) -> ReadDocument:
        """Read a document.

        Raises:
            Refused: ``INV-UNKNOWN-FORMAT``, ``INV-PDF-…``, ``XML-…``, ``INV-UNREADABLE``.
        """
        found = detect(document)
        return ReadDocument(syntax=found.syntax.value, invoice=found.read())
