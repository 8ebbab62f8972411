"""A PDF that carries the data it was made from: for people and for programs, one file (ISO 32000, file attachments)."""

import io
from collections.abc import Mapping

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from shared.kernel.refusal import InvalidValue
from shared.kernel.report import Report
from shared.reports.pdf import to_pdf


def to_pdf_with(report: Report, files: Mapping[str, bytes]) -> bytes:
    """Write a report with files attached."""
    writer = PdfWriter(clone_from=io.BytesIO(to_pdf(report)))
    for name, content in files.items():
        writer.add_attachment(name, content)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def attached(pdf: bytes, name: str) -> bytes:
    """Give a file attached to a PDF.

    Raises:
        InvalidValue: not a PDF, or it carries no such file, or several.
    """
    try:
        found = PdfReader(io.BytesIO(pdf)).attachments.get(name, [])
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise InvalidValue("pdf", "Ce PDF est illisible.") from error
    if len(found) != 1:
        raise InvalidValue("pdf", f"Ce PDF ne porte pas exactement un fichier {name}.")
    return found[0]
