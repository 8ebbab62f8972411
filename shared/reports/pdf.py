"""A report as a PDF (ISO 32000): A4, French, embedded fonts and real text, bookmarks, header rows on every page.

The fonts are those that come with the library (Bitstream Vera: Latin letters and common signs); a letter that they
lack is written without its accent, or as « ? ». Wide tables are cut in blocks that repeat the first column.
"""

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC
from functools import cache
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, LongTable, Paragraph, Spacer, TableStyle

from shared.kernel.report import Report, ReportTable
from shared.reports.pages import WIDTH, PageTemplates

_BODY, _BOLD = "PlisVera", "PlisVeraBold"
_COLUMNS: Final = 8  # more would be too narrow to read on an A4 page
_ROWS: Final = 250  # one table of 10,000 rows is laid out in the square of its length
_SAMPLE: Final = 200
_ENDLESS: Final = re.compile(r"(\S{500})(?=\S)")  # longer than any word or address
_NARROWEST, _WIDEST = 6, 36
_LOOK: Final = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.4, colors.HexColor("#666666")),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#e8e8e8")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        *((side, (0, 0), (-1, -1), 3) for side in ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")),
    ]
)


def to_pdf(report: Report) -> bytes:
    """Write a report."""
    _register_fonts()
    written = io.BytesIO()
    pages = PageTemplates(written, report=report, page_size=A4, font=_BODY)
    pages.build_all(list(_story(report)))
    return written.getvalue()


def _story(report: Report) -> Iterator[Flowable]:
    yield _Heading(report.title, level=0)
    moment = report.meta.dated_at.astimezone(UTC)
    yield from _paragraphs((report.meta.subject, f"{report.meta.author}, {moment:%d/%m/%Y %H:%M} (UTC)"))
    for section in report.sections:
        yield _Heading(section.heading, level=section.level)
        yield from _paragraphs(section.paragraphs)
        for shown in section.tables:
            yield from _tables(shown)


class _Heading(Paragraph):  # type: ignore[misc] # the library has no types
    """A heading that the page notes as a bookmark (``PageTemplates.afterFlowable``)."""

    def __init__(self, text: str, *, level: int) -> None:
        super().__init__(_markup(text), _heading_style(level))
        self.bookmark = (_known(text), level)


def _paragraphs(texts: Sequence[str]) -> Iterator[Flowable]:
    return (Paragraph(_markup(text), _text_style()) for text in texts if text)


def _tables(shown: ReportTable) -> Iterator[Flowable]:
    yield from _paragraphs((shown.caption,))
    for columns in _blocks(len(shown.header)):
        widths = _widths(shown, columns)
        head = _cells(shown.header, columns, _cell_style(_BOLD))
        for start in range(0, max(len(shown.rows), 1), _ROWS):
            rows = [_cells(row, columns, _cell_style(_BODY)) for row in shown.rows[start : start + _ROWS]]
            # Cells longer than a page are cut (splitInRow): no text can break the layout.
            yield LongTable([head, *rows], colWidths=widths, repeatRows=1, splitInRow=1, style=_LOOK)
        yield Spacer(1, 0.4 * cm)


def _blocks(count: int) -> Iterator[tuple[int, ...]]:
    """Cut many columns into blocks; each later block begins with the first column again."""
    yield tuple(range(min(count, _COLUMNS)))
    for start in range(_COLUMNS, count, _COLUMNS - 1):
        yield (0, *range(start, min(start + _COLUMNS - 1, count)))


def _widths(shown: ReportTable, columns: Sequence[int]) -> list[float]:
    """Share the width of the page by the longest text of each column, within bounds."""
    sample = (shown.header, *shown.rows[:_SAMPLE])
    longest = [min(max(_NARROWEST, *(len(row[column]) for row in sample)), _WIDEST) for column in columns]
    return [WIDTH * length / sum(longest) for length in longest]


def _cells(row: Sequence[str], columns: Sequence[int], style: ParagraphStyle) -> list[Flowable]:
    return [Paragraph(_markup(row[column]), style) for column in columns]


def _markup(text: str) -> str:
    cut = _ENDLESS.sub(r"\1 ", _known(text))  # the library breaks a word in the square of its length
    return escape(cut).replace("\n", "<br/>").replace("\t", "&nbsp;&nbsp;")


def _known(text: str) -> str:
    """Write text with the letters that the fonts have."""
    widths = _glyphs()
    return text if all(ord(each) in widths or each in "\n\t" for each in text) else "".join(map(_nearest, text))


def _nearest(letter: str) -> str:
    if letter in "\n\t" or ord(letter) in _glyphs():
        return letter
    if unicodedata.category(letter) == "Zs":
        return "\u00a0"
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if ord(part) in _glyphs())
    return plain or "?"


@cache
def _register_fonts() -> None:
    pdfmetrics.registerFont(TTFont(_BODY, "Vera.ttf"))
    pdfmetrics.registerFont(TTFont(_BOLD, "VeraBd.ttf"))


@cache
def _glyphs() -> frozenset[int]:
    _register_fonts()
    faces: list[Any] = [pdfmetrics.getFont(name).face for name in (_BODY, _BOLD)]
    return frozenset(faces[0].charWidths) & frozenset(faces[1].charWidths)


@cache
def _heading_style(level: int) -> ParagraphStyle:
    size = (16, 13, 11.5, 10.5)[level]
    return ParagraphStyle(f"h{level}", fontName=_BOLD, fontSize=size, leading=size * 1.25, spaceBefore=8, spaceAfter=4)


@cache
def _text_style() -> ParagraphStyle:
    return ParagraphStyle("text", fontName=_BODY, fontSize=9, leading=12, spaceAfter=4)


@cache
def _cell_style(font: str) -> ParagraphStyle:
    return ParagraphStyle(f"cell-{font}", fontName=font, fontSize=7.5, leading=9.5)
