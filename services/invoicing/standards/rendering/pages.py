"""The service's writer of pages: from any official form to a page for people."""

from services.invoicing.ports import PageForm
from services.invoicing.standards.detection import detect
from services.invoicing.standards.rendering.html_page import html_page


class RenderedPages:
    """Shows UBL, CII and Factur-X documents."""

    def page(self, document: bytes, form: PageForm) -> bytes:
        """Write the page of a document.

        Raises:
            Refused: ``INV-UNKNOWN-FORMAT``, ``INV-PDF-…``, ``XML-…``.
        """
        terms = detect(document).terms()
        if form is PageForm.HTML:
            return html_page(terms)
        # Imported here: only a process that draws a PDF loads the libraries of fonts and pages.
        from services.invoicing.standards.rendering.pdf_page import readable_pdf  # noqa: PLC0415

        return readable_pdf(terms)
