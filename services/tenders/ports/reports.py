"""How a report becomes a file."""

from typing import Protocol

from shared.kernel.report import Report


class ReportWriter(Protocol):
    """Writes reports; the same report gives the same bytes."""

    def odt(self, report: Report) -> bytes:
        """Write a text document that can be edited (OpenDocument, ISO/IEC 26300)."""

    def pdf(self, report: Report) -> bytes:
        """Write a document to print and to read (PDF, A4)."""
