"""Tables as files: CSV (RFC 4180, with semicolons) and OpenDocument spreadsheets (ISO/IEC 26300, ODF 1.3 part 3).

A text that a spreadsheet would run as a formula is made harmless (OWASP, "CSV injection", read on 2026-11-22). French
spreadsheets read semicolons between cells, a comma in numbers, and UTF-8 only behind its mark. Instants are shown in
Europe/Paris, which is the legal time.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from lxml import etree

from services.tenders.ports.exports import Cell, Row
from shared.kernel.clock import in_utc
from shared.kernel.paris import PARIS

_BOM: Final = "\ufeff".encode()
_BLOCK_BYTES: Final = 64 * 1024
_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MEDIA_TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_VERSION: Final = "1.3"
_OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TABLE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_TEXT: Final = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_MANIFEST: Final = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_NAMES: Final = {"office": _OFFICE, "table": _TABLE, "text": _TEXT}


class SpreadsheetWriter:
    """Writes CSV row by row, and ODS row by row into a compressed file: memory does not grow with a row's siblings."""

    def csv(self, columns: Sequence[str], rows: Iterable[Row], *, bom: bool = True) -> Iterator[bytes]:
        """Give the table as CSV, in blocks of some tens of kilobytes."""
        buffer = io.StringIO(newline="")
        write = csv.writer(buffer, delimiter=";", lineterminator="\r\n").writerow
        if bom:
            yield _BOM
        write([_csv_text(title) for title in columns])
        for row in rows:
            write([_csv_cell(cell) for cell in row])
            if buffer.tell() >= _BLOCK_BYTES:
                yield _taken(buffer)
        yield _taken(buffer)

    def ods(self, columns: Sequence[str], rows: Iterable[Row], *, title: str = "Liste") -> bytes:
        """Give the table as an OpenDocument spreadsheet."""
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
            # ODF 1.3 part 2, section 3.3: the type comes first and uncompressed, so that the file can be recognised.
            package.writestr("mimetype", _MEDIA_TYPE, zipfile.ZIP_STORED)
            with package.open("content.xml", "w", force_zip64=True) as content:
                _write_content(content, columns, rows, title=title)
            package.writestr("META-INF/manifest.xml", _manifest())
        return file.getvalue()


def _taken(buffer: io.StringIO) -> bytes:
    block = buffer.getvalue().encode("utf-8", "replace")
    buffer.seek(0)
    buffer.truncate()
    return block


def _csv_cell(cell: Cell) -> str:  # noqa: PLR0911 - one return for each kind of cell
    """Write a cell; only texts can hide a formula: a negative number stays a number."""
    match cell:
        case None:
            return ""
        case bool():
            return "oui" if cell else "non"
        case datetime():
            return _in_paris(cell).strftime("%Y-%m-%d %H:%M:%S")
        case date():
            return cell.isoformat()
        case Decimal():
            return f"{cell:f}".replace(".", ",")
        case int():
            return str(cell)
        case str():
            return _csv_text(cell)


def _in_paris(instant: datetime) -> datetime:
    return in_utc(instant).astimezone(PARIS)


def _csv_text(text: str) -> str:
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_STARTS_A_FORMULA) else text


def _write_content(file: Any, columns: Sequence[str], rows: Iterable[Row], *, title: str) -> None:  # noqa: ANN401 - zipfile's
    with etree.xmlfile(file, encoding="utf-8") as xml:
        xml.write_declaration()
        with (
            xml.element(_office("document-content"), {_office("version"): _VERSION}, nsmap=_NAMES),
            xml.element(_office("body")),
            xml.element(_office("spreadsheet")),
            xml.element(_table("table"), {_table("name"): _sheet_name(title)}),
        ):
            xml.write(etree.Element(_table("table-column"), {_table("number-columns-repeated"): str(len(columns))}))
            xml.write(_ods_row(columns))
            for row in rows:
                xml.write(_ods_row(row))


def _ods_row(row: Row) -> Any:  # noqa: ANN401 - lxml is untyped
    element = etree.Element(_table("table-row"), nsmap=_NAMES)
    for cell in row:
        _add_cell(element, cell)
    return element


def _add_cell(row: Any, cell: Cell) -> None:  # noqa: ANN401 - lxml is untyped
    """Add a typed cell: a text stays a text whatever it begins with (ODF 1.3 part 3, section 19.387)."""
    attributes, shown = _typed(cell)
    element = etree.SubElement(row, _table("table-cell"), attributes)
    if shown:
        for line in shown.split("\n"):
            etree.SubElement(element, f"{{{_TEXT}}}p").text = line


def _typed(cell: Cell) -> tuple[dict[str, str], str]:
    kind, value = _office("value-type"), _office("value")
    match cell:
        case None:
            return {}, ""
        case bool():
            return {kind: "boolean", _office("boolean-value"): str(cell).lower()}, "oui" if cell else "non"
        case datetime():
            local = _in_paris(cell).replace(tzinfo=None, microsecond=0)
            return {kind: "date", _office("date-value"): local.isoformat()}, local.isoformat(" ")
        case date():
            return {kind: "date", _office("date-value"): cell.isoformat()}, cell.isoformat()
        case Decimal() | int():
            number = f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
            return {kind: "float", value: number}, number.replace(".", ",")
        case str():
            return {kind: "string"}, _NOT_XML.sub("\ufffd", cell.replace("\r\n", "\n").replace("\r", "\n"))


def _sheet_name(title: str) -> str:
    """Keep what every spreadsheet accepts in the name of a sheet: no brackets, slashes, colons, stars; 31 letters."""
    return " ".join(re.sub(r"[\[\]*?:/\\']", " ", _NOT_XML.sub(" ", title)).split())[:31] or "Liste"


def _manifest() -> bytes:
    root = etree.Element(f"{{{_MANIFEST}}}manifest", nsmap={"manifest": _MANIFEST})
    root.set(f"{{{_MANIFEST}}}version", _VERSION)
    for path, media_type in (("/", _MEDIA_TYPE), ("content.xml", "text/xml")):
        entry = etree.SubElement(root, f"{{{_MANIFEST}}}file-entry")
        entry.set(f"{{{_MANIFEST}}}full-path", path)
        entry.set(f"{{{_MANIFEST}}}media-type", media_type)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return written


def _office(name: str) -> str:
    return f"{{{_OFFICE}}}{name}"


def _table(name: str) -> str:
    return f"{{{_TABLE}}}{name}"
