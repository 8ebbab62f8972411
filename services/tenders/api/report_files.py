"""A report as a file to download: ODT to edit, PDF to print."""

from enum import StrEnum

from fastapi import Response

from services.tenders.api.service import TendersApp
from services.tenders.domain.reports import Report


class ReportFormat(StrEnum):
    """The forms of a report."""

    ODT = "odt"
    PDF = "pdf"


_MEDIA = {ReportFormat.ODT: "application/vnd.oasis.opendocument.text", ReportFormat.PDF: "application/pdf"}


def report_file(app: TendersApp, report: Report, *, form: ReportFormat, stem: str) -> Response:
    """Write a report as an attachment; ``stem`` is its ASCII name without extension."""
    content = app.reports.pdf(report) if form is ReportFormat.PDF else app.reports.odt(report)
    headers = {"Content-Disposition": f'attachment; filename="{stem}.{form.value}"'}
    return Response(content, media_type=_MEDIA[form], headers=headers)
