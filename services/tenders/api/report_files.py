"""A report as a file to download: ODT to edit, PDF to print."""

from enum import StrEnum
from typing import Any, Final

from fastapi import Response

from services.tenders.api.evaluations import REPORT_LINES
from services.tenders.api.service import TendersApp
from services.tenders.domain.errors import Code
from shared.http.concurrency import in_file_thread
from shared.kernel.refusal import refuse
from shared.kernel.report import Report


class ReportFormat(StrEnum):
    """The forms of a report."""

    ODT = "odt"
    PDF = "pdf"


_MEDIA = {ReportFormat.ODT: "application/vnd.oasis.opendocument.text", ReportFormat.PDF: "application/pdf"}
REPORT_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {media: {"schema": {"type": "string", "format": "binary"}} for media in _MEDIA.values()}}
}


async def report_file(app: TendersApp, report: Report, *, form: ReportFormat, stem: str) -> Response:
    """Write a report as an attachment; ``stem`` is its ASCII name without extension.

    Raises:
        Refused: ``TND-REPORT-LARGE`` for a report longer than the limit of files.
    """
    if report.line_count > REPORT_LINES.value:
        refuse(Code.REPORT_LARGE, lines=report.line_count, limit=REPORT_LINES.value)
    content = await in_file_thread(app.reports.pdf if form is ReportFormat.PDF else app.reports.odt, report)
    headers = {"Content-Disposition": f'attachment; filename="{stem}.{form.value}"'}
    return Response(content, media_type=_MEDIA[form], headers=headers)
