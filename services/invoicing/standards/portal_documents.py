"""The service's maker of the portal's documents: pivots with their pieces, pieces of invoices, archives."""

import io
import zipfile
from collections.abc import Iterator, Sequence

from services.invoicing.domain.attachments import Attachment
from services.invoicing.domain.pdf_header import pdf_within
from services.invoicing.ports import PageForm
from services.invoicing.ports.portal_documents import Piece, PivotFacts
from services.invoicing.standards.attached_documents import attached_documents
from services.invoicing.standards.detection import detect
from services.invoicing.standards.pivot_writing import pivot_xml, short_name, unlike
from services.invoicing.standards.rendering.pages import RenderedPages

_PDF, _XML = "application/pdf", "application/xml"
_OLDEST = (1980, 1, 1, 0, 0, 0)  # an archive tells no time: the same files make the same bytes


class PortalDocumentMaker:
    """Makes what software asks of the portal."""

    def __init__(self) -> None:
        self._pages = RenderedPages()

    def pivot(self, document: bytes, facts: PivotFacts) -> bytes:
        """Write the pivot of an invoice.

        Raises:
            Refused: ``INV-UNREADABLE``, ``XML-…``.
        """
        return pivot_xml(detect(document).read(), facts, main=tuple(self._main(document, facts)))

    def pieces(self, document: bytes) -> tuple[Piece, ...]:
        """Give the files attached to an invoice, the same as agents see; what is no base64 is left where it is."""
        carried = (one for one in attached_documents(detect(document), document) if one.content)
        return tuple(_piece(one, rank) for rank, one in enumerate(carried, start=1))

    def archive(self, files: Sequence[Piece]) -> bytes:
        """Put files in one ZIP."""
        bytes_of, names = io.BytesIO(), unlike(piece.name for piece in files)
        with zipfile.ZipFile(bytes_of, "w", zipfile.ZIP_DEFLATED) as archive:
            for piece, name in zip(files, names, strict=True):
                archive.writestr(zipfile.ZipInfo(name, date_time=_OLDEST), piece.content, zipfile.ZIP_DEFLATED)
        return bytes_of.getvalue()

    def _main(self, document: bytes, facts: PivotFacts) -> Iterator[Piece]:
        name = f"Facture_{facts.portal_id}"
        if pdf_within(document) is not None:
            yield Piece(f"{name}.pdf", _PDF, document)
            return
        yield Piece(f"{name}.xml", _XML, document)
        yield Piece(f"{name}.pdf", _PDF, self._pages.page(document, PageForm.PDF))


def _piece(attached: Attachment, rank: int) -> Piece:
    own = "".join(each if each.isalnum() or each in "._- " else "-" for each in attached.name.rpartition("/")[2])
    name = short_name(own.strip(". ")) or f"piece-{rank}"  # a name of dots alone would be a folder
    return Piece(name, attached.media_type, attached.content, attached.description)
