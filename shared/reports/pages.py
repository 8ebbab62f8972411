"""The pages of a PDF report: number and total at the foot, bookmarks, language, title and date of the document."""

from datetime import UTC
from io import BytesIO
from typing import Any, Final

from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from shared.kernel.report import LANGUAGE, Report

_MARGIN: Final = 2 * cm
WIDTH: Final = 17 * cm  # A4 less its margins
_FOOT: Final = 7.5
_TOTAL: Final = "total"


class PageTemplates(BaseDocTemplate):  # type: ignore[misc] # the library has no types
    """The layout of a report; ``build_all`` writes it."""

    def __init__(self, target: BytesIO, *, report: Report, page_size: tuple[float, float], font: str) -> None:
        super().__init__(
            target,
            pagesize=page_size,
            title=report.title,
            author=report.meta.author,
            subject=report.meta.subject,
            creator="Plis",
            lang=LANGUAGE,
            displayDocTitle=True,
            invariant=1,  # nothing of the machine: no clock, no random identifier
        )
        self._report, self._font = report, font
        frame = Frame(_MARGIN, _MARGIN, WIDTH, page_size[1] - 2 * _MARGIN, 0, 0, 0, 0)
        self.addPageTemplates([PageTemplate(frames=[frame])])
        self._bookmarks = 0
        self._open_levels = 0

    def build_all(self, story: list[Flowable]) -> None:
        """Lay out and write every page."""
        self.build(story, canvasmaker=self._canvas)

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - the name belongs to the library
        """Note a heading in the outline of the document."""
        bookmark = getattr(flowable, "bookmark", None)
        if bookmark is None:
            return
        text, wanted = bookmark
        level = min(wanted, self._open_levels)  # an outline cannot skip a level
        self._bookmarks += 1
        key = f"titre-{self._bookmarks}"
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(text, key, level=level, closed=False)
        self._open_levels = level + 1

    def _canvas(self, *args: Any, **options: Any) -> "_NumberedCanvas":  # noqa: ANN401 - passed on to the library
        canvas = _NumberedCanvas(*args, **options)
        canvas.foot_font = self._font
        moment = self._report.meta.dated_at.astimezone(UTC)
        canvas.setDateFormatter(lambda *_: f"D:{moment:%Y%m%d%H%M%S}Z")
        return canvas


class _NumberedCanvas(Canvas):  # type: ignore[misc] # the library has no types
    """Writes « Page 1 / 12 » at the foot of each page; the total is one form, defined once the last page is known."""

    foot_font = "Helvetica"

    def showPage(self) -> None:  # noqa: N802 - the name belongs to the library
        """Write the foot of a page and end it."""
        self.setFont(self.foot_font, _FOOT)
        self.drawRightString(_MARGIN + WIDTH - cm, _MARGIN / 2, f"Page {self.getPageNumber()}")
        self.doForm(_TOTAL)
        super().showPage()

    def save(self) -> None:
        """Write the total that every page shows, then the document."""
        pages = self.getPageNumber() - 1
        self.beginForm(_TOTAL, 0, 0, 2 * WIDTH, _MARGIN)
        self.setFont(self.foot_font, _FOOT)
        self.drawString(_MARGIN + WIDTH - cm, _MARGIN / 2, f"\u00a0/ {pages}")
        self.endForm()
        super().save()
