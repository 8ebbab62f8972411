"""The service's maker of the portal's documents: pivots with their pieces, pieces of invoices, archives."""

import base64
import binascii
import io
import zipfile
from collections.abc import Iterator, Sequence

from services.invoicing.domain.pdf_header import pdf_within
from services.invoicing.domain.semantic import Group
from services.invoicing.ports import PageForm
from services.invoicing.ports.portal_documents import Piece, PivotFacts
from services.invoicing.standards.attached_documents import attached_documents
from services.invoicing.standards.detection import Syntax, detect
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
        """Give the files attached inside an invoice; what is no base64 is left where it is."""
        found = detect(document)
        if found.syntax is Syntax.PIVOT or found.routing is not None:
            carried = (one for one in attached_documents(found, document) if one.content)
            return tuple(Piece(one.name or "piece", one.media_type, one.content) for one in carried)
        groups = found.terms().terms.all("BG-24")
        return tuple(piece for rank, group in enumerate(groups, 1) if (piece := _attached(group, rank)) is not None)

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


def _attached(group: Group, rank: int) -> Piece | None:
    value = group.first("BT-125")
    if value is None:
        return None
    try:
        content = base64.b64decode("".join(value.text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    name = value.parts.get("BT-125-2") or group.text("BT-122") or f"piece-{rank}"
    media_type = value.parts.get("BT-125-1") or "application/octet-stream"
    safe = "".join(each if each.isalnum() or each in "._- " else "-" for each in name.rpartition("/")[2])
    return Piece(short_name(safe) or f"piece-{rank}", media_type, content, group.text("BT-123"))
