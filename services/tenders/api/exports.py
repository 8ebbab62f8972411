"""Any list as a file: ``?format=csv`` or ``?format=ods``, or the same by ``Accept``.

A list route takes ``Annotated[ExportRequest | None, Depends(export_request)]``; when it is not None the route answers
``listing_response`` with at most ``EXPORT_ROWS.value`` rows, and says in the name of the file that it was cut.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Annotated, Any, Final, Generic, TypeVar

from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse

from services.tenders.ports.exports import Cell, Row, TableWriter
from shared.http.limits import Limit

T = TypeVar("T")

EXPORT_ROWS: Final = Limit("export_rows", 10_000, "éléments", "Lignes d'une liste exportée en CSV ou en ODS")


class ExportFormat(StrEnum):
    """The form in which a list is wanted."""

    JSON = "json"
    CSV = "csv"
    ODS = "ods"


_MEDIA_TYPES: Final = {
    ExportFormat.CSV: "text/csv",
    ExportFormat.ODS: "application/vnd.oasis.opendocument.spreadsheet",
}


# What a list route adds to its description: besides JSON, its answer may be one of these files.
AS_FILES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in _MEDIA_TYPES.values()}}
}


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """A list asked as a file; ``bom`` is the mark of UTF-8 that spreadsheets want and programs do not."""

    format: ExportFormat
    bom: bool


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column: its French title and what it shows of an element."""

    title: str
    cell: Callable[[T], Cell]


def export_request(
    request: Request,
    wanted: Annotated[
        ExportFormat | None, Query(alias="format", description="json (par défaut), csv ou ods : la liste en fichier.")
    ] = None,
    bom: Annotated[bool, Query(description="CSV : marque UTF-8 en tête, attendue des tableurs.")] = True,  # noqa: FBT002 - a query parameter is named
) -> ExportRequest | None:
    """Read which file is wanted; None for the ordinary answer in JSON."""
    chosen = wanted or _accepted(request.headers.get("accept", ""))
    return None if chosen is ExportFormat.JSON else ExportRequest(chosen, bom)


def listing_response(
    export: ExportRequest,
    writer: TableWriter,
    *,
    name: str,
    columns: Sequence[Column[T]],
    elements: Iterable[T],
) -> Response:
    """Answer a list as a file; give one element more than ``EXPORT_ROWS.value`` where there are more.

    Args:
        export: What was asked.
        writer: ``app.tables``.
        name: The name of the file without its ending, in ASCII.
        columns: The columns, in order.
        elements: The elements, in order; they are read at most once.
    """
    shown = list(islice(elements, EXPORT_ROWS.value + 1))
    is_cut = len(shown) > EXPORT_ROWS.value
    file_name = f"{name}-{EXPORT_ROWS.value}-premieres-lignes" if is_cut else name
    rows: list[Row] = [[column.cell(element) for column in columns] for element in shown[: EXPORT_ROWS.value]]
    titles = [column.title for column in columns]
    headers = {
        "Content-Disposition": f'attachment; filename="{file_name}.{export.format.value}"',
        "Plis-Export-Complete": "no" if is_cut else "yes",
        "Vary": "Accept",
    }
    media_type = _MEDIA_TYPES[export.format]
    if export.format is ExportFormat.ODS:
        return Response(writer.ods(titles, rows, title=name), media_type=media_type, headers=headers)
    return StreamingResponse(writer.csv(titles, rows, bom=export.bom), media_type=media_type, headers=headers)


def _accepted(header: str) -> ExportFormat:
    """Choose by ``Accept`` when a file type comes before JSON and ``*/*``; preferences in ``q`` are not weighed."""
    for part in header.lower().split(","):
        media_type = part.partition(";")[0].strip()
        for known, name in _MEDIA_TYPES.items():
            if media_type == name:
                return known
        if media_type in {"application/json", "application/*", "*/*"}:
            break
    return ExportFormat.JSON
