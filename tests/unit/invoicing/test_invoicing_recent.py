"""What was made of the last small documents is remembered, and never takes more memory than small documents do."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfWriter

from services.invoicing.domain.invoice import Invoice, Note
from services.invoicing.standards import cii
from services.invoicing.standards.detection import detect
from services.invoicing.standards.reader import InvoiceReader
from services.invoicing.standards.recent import SMALL, Recent
from shared.kernel.refusal import Refused, refuse
from tests.unit.invoicing.builders import an_invoice


class Maker:
    """Makes a list of each document, which says by its identity whether it was made anew."""

    def __init__(self, size: int = 1) -> None:
        self.size = size
        self.calls: list[bytes] = []

    def __call__(self, document: bytes) -> tuple[list[bytes], int]:
        self.calls.append(document)
        return [document], self.size


def test_the_last_ones_are_remembered_by_their_bytes_the_oldest_forgotten_first() -> None:
    maker = Maker()
    recent = Recent(maker, most=2)
    for document in (b"a", b"b", b"a", b"c", b"a", b"b"):
        assert recent(document) == [document]
    assert maker.calls == [b"a", b"b", b"c", b"b"]


@pytest.mark.parametrize(("document", "size"), [(b"a" * (SMALL + 1), 1), (b"a", SMALL + 1)])
def test_what_is_large_or_carries_what_is_large_is_not_kept(document: bytes, size: int) -> None:
    maker = Maker(size)
    recent = Recent(maker, most=2)
    assert recent(document) == recent(document)
    assert len(maker.calls) == 2


def test_what_is_refused_is_refused_anew() -> None:
    recent: Recent[bytes] = Recent(lambda _: refuse("INV-PDF-ENCRYPTED"), most=2)
    for _ in range(2):
        with pytest.raises(Refused):
            recent(b"a")


def packed(invoice: Invoice) -> bytes:
    """Give a PDF that carries an invoice, compressed."""
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    attached = writer.add_attachment("factur-x.xml", cii.to_xml(invoice))
    file = attached.pdf_object["/EF"].raw_get("/F")
    writer._replace_object(file, file.get_object().flate_encode())
    content = BytesIO()
    writer.write(content)
    return content.getvalue()


def test_a_small_file_that_unpacks_to_a_large_invoice_is_read_each_time() -> None:
    small, large = packed(an_invoice()), packed(replace(an_invoice(), notes=(Note(text="a" * SMALL),)))
    assert len(large) <= SMALL < len(detect(large).xml)
    read = InvoiceReader().read
    assert detect(small) is detect(small)
    assert read(small) is read(small)
    assert detect(large) is not detect(large)
    assert read(large) is not read(large)
