"""How an attestation becomes a file."""

from typing import Protocol

from shared.kernel.report import Report


class ReportWriter(Protocol):
    """Writes reports; the same report gives the same bytes."""

    def pdf(self, report: Report) -> bytes:
        """Write a document to print and to read (PDF, A4)."""
        ...
