"""An invoice as a PDF for people, which is also the page of a Factur-X: fonts embedded, sRGB, no transparency.

Source: ISO 19005-3 (PDF/A-3): fonts embedded, no reference to a missing glyph, device-independent colour by the output
intent, no encryption, no transparency. The page is not tagged (reportlab cannot): the HTML page is the accessible form.
"""

from functools import cache
from io import BytesIO
from typing import Any, Final

from PIL import ImageCms
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from services.invoicing.domain.semantic import SemanticInvoice
from services.invoicing.standards.rendering.view import InvoiceView, Section, Shown, Table, view_of

_REGULAR, _BOLD = "Vera", "VeraBd"  # Bitstream Vera: carried by reportlab, free to embed
_WIDTH: Final = 470  # points between the margins of an A4 page
_MARGIN: Final = 54
_LABEL: Final = 190
_SMALL, _USUAL, _LARGE, _TITLE = 7, 8, 11, 16
_LONG_TEXT: Final = 400  # characters: a cell of a table cannot go over a page
_MISSING: Final = "?"


def readable_pdf(invoice: SemanticInvoice) -> bytes:
    """Draw the invoice for people, in French."""
    _register_fonts()
    view = view_of(invoice)
    target = BytesIO()
    document = SimpleDocTemplate(
        target,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        title=_drawable(view.title, _REGULAR),
        author=invoice.terms.text("BT-27") or "",
        lang="fr-FR",
        producer="pypdf",  # it writes the file at last: the metadata say the same in their two places
        initialFontName=_REGULAR,
    )
    document.build(_story(view))
    return _with_output_intent(target.getvalue())


@cache
def _register_fonts() -> None:
    for name in (_REGULAR, _BOLD):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))


def _story(view: InvoiceView) -> list[Flowable]:
    story: list[Flowable] = [_text(view.title, size=_TITLE, font=_BOLD), Spacer(1, 10)]
    for part in view.parts:
        story += _table(part) if isinstance(part, Table) else _section(part, 0)
    if view.extensions:
        story.append(_text("Autres indications du document", size=_LARGE, font=_BOLD))
        story += [_text(f"{one.path} : {one.text}", size=_SMALL) for one in view.extensions]
    return story


def _section(section: Section, depth: int) -> list[Flowable]:
    story: list[Flowable] = []
    if section.title:
        story += [Spacer(1, 6), _text(section.title, size=_LARGE - depth, font=_BOLD)]
    rows = [[_text(value.label), _cell(value)] for value in section.values if len(value.text) <= _LONG_TEXT]
    if rows:
        story.append(_grid(rows, [_LABEL, _WIDTH - _LABEL]))
    # A text of pages cannot stand in a cell.
    story += [_text(f"{v.label} : {_shortened(v.text)}") for v in section.values if len(v.text) > _LONG_TEXT]
    for inner in section.sections:
        story += _section(inner, min(depth + 1, 2))
    return story


def _table(table: Table) -> list[Flowable]:
    story: list[Flowable] = [Spacer(1, 8), _text(table.caption, size=_LARGE, font=_BOLD)]
    widths = _widths(len(table.headings))
    waiting = [[_text(heading, size=_SMALL, font=_BOLD) for heading in table.headings]]
    for row in table.rows:
        waiting.append([_cell(cell, size=_SMALL) for cell in row.cells])
        if row.rest is not None:
            story += [*_grids(waiting, widths), *_section(row.rest, 2)]
            waiting = []
    return [*story, *_grids(waiting, widths)]


def _grids(rows: list[list[Paragraph]], widths: list[int]) -> list[Flowable]:
    return [_grid(rows, widths)] if rows and widths else []


def _widths(columns: int) -> list[int]:
    """Share the page: the second column holds the longest words."""
    if columns <= 1:
        return [_WIDTH] * columns
    wide = _WIDTH * 2 // (columns + 1)
    narrow = (_WIDTH - wide) // (columns - 1)
    return [narrow, wide, *[narrow] * (columns - 2)]


def _cell(shown: Shown | None, *, size: int = _USUAL) -> Paragraph:
    return _text(_shortened(shown.text, _LONG_TEXT) if shown is not None else "", size=size)


def _shortened(text: str, most: int = 20_000) -> str:
    return text if len(text) <= most else f"{text[:most]}… (suite dans la page HTML)"


def _text(text: str, *, size: int = _USUAL, font: str = _REGULAR) -> Paragraph:
    drawable = _drawable(text, font)
    escaped = drawable.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    style = ParagraphStyle("text", fontName=font, fontSize=size, leading=size + size // 3 + 1, splitLongWords=1)
    return Paragraph(escaped.replace("\n", "<br/>"), style)


def _drawable(text: str, font: str) -> str:
    """Put a mark in the place of what the font cannot draw: PDF/A allows no missing glyph."""
    known = pdfmetrics.getFont(font).face.charToGlyph
    return "".join(c if ord(c) in known or c == "\n" else _MISSING for c in text.replace("\u202f", "\u00a0"))


def _grid(rows: list[list[Paragraph]], widths: list[int]) -> LongTable:
    """Lay out cells, widths in points; every style names an embedded font, even where it draws nothing."""
    style: list[tuple[Any, ...]] = [("FONTNAME", (0, 0), (-1, -1), _REGULAR), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    style += [("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]
    return LongTable(rows, colWidths=widths, style=TableStyle(style), hAlign="LEFT")


def _with_output_intent(pdf: bytes) -> bytes:
    """Add the sRGB output intent that PDF/A asks for, since the page uses device colours."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    profile = DecodedStreamObject()
    profile.set_data(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[NameObject("/N")] = NumberObject(3)
    intent = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/OutputIntent"),
            NameObject("/S"): NameObject("/GTS_PDFA1"),
            NameObject("/OutputConditionIdentifier"): TextStringObject("sRGB IEC61966-2.1"),
            NameObject("/Info"): TextStringObject("sRGB IEC61966-2.1"),
            NameObject("/DestOutputProfile"): writer._add_object(profile.flate_encode()),  # noqa: SLF001 - pypdf's way
        }
    )
    root = writer.root_object
    root[NameObject("/OutputIntents")] = ArrayObject([intent])
    root[NameObject("/Lang")] = TextStringObject("fr-FR")
    root[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject("/DisplayDocTitle"): BooleanObject(value=True)}
    )
    target = BytesIO()
    writer.write(target)
    return target.getvalue()
