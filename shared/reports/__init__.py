"""Reports as files: OpenDocument text and PDF, from the same ``Report``.

The two libraries are loaded with the first report: they would cost a third of a second to every start.
"""

from shared.kernel.report import Report


class OfficeReports:
    """The writer of reports; it keeps nothing between two of them."""

    def odt(self, report: Report) -> bytes:
        """Write a text document that can be edited (OpenDocument, ISO/IEC 26300)."""
        from shared.reports.odt import to_odt  # noqa: PLC0415 - see above

        return to_odt(report)

    def pdf(self, report: Report) -> bytes:
        """Write a document to print and to read (PDF, A4)."""
        from shared.reports.pdf import to_pdf  # noqa: PLC0415 - see above

        return to_pdf(report)
