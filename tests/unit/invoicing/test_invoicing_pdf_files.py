"""Where a PDF may hang the invoice: a tree of names of any depth, associated files, pages, annotations."""

import tarfile
from collections.abc import Callable
from io import BytesIO

import pytest
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from services.invoicing.standards import cii
from services.invoicing.standards.attached_documents import attached_documents
from services.invoicing.standards.detection import Syntax, detect
from shared.kernel.refusal import Refused
from tests.unit.invoicing.builders import an_invoice

XML = cii.to_xml(an_invoice())
OTHER = cii.to_xml(an_invoice(number="F2026-0002"))
Hang = Callable[[PdfWriter], None]


def dictionary(**entries: PdfObject) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})


def a_file(
    writer: PdfWriter, name: str = "factur-x.xml", content: bytes = XML, kind: str = "/text/xml"
) -> IndirectObject:
    stream = StreamObject()
    stream.set_data(content)
    stream.update(dictionary(Type=NameObject("/EmbeddedFile"), Subtype=NameObject(kind)))
    held = dictionary(F=writer._add_object(stream))  # no public way to add an object of any kind
    named = dictionary(Type=NameObject("/Filespec"), EF=held, AFRelationship=NameObject("/Data"))
    if name:
        named[NameObject("/UF")] = TextStringObject(name)
    return writer._add_object(named)


def tree(writer: PdfWriter, node: PdfObject) -> None:
    writer.root_object[NameObject("/Names")] = dictionary(EmbeddedFiles=node)


def leaf(*pairs: tuple[str, PdfObject]) -> DictionaryObject:
    return dictionary(Names=ArrayObject([part for key, value in pairs for part in (TextStringObject(key), value)]))


def document(hang: Hang) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    hang(writer)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def in_a_deep_tree(writer: PdfWriter) -> None:
    node: PdfObject = leaf(("factur-x.xml", a_file(writer)))
    for _ in range(4):
        node = dictionary(Kids=ArrayObject([leaf(), writer._add_object(node)]))
    tree(writer, node)


def in_a_tree_that_loops(writer: PdfWriter) -> None:
    node = leaf(("factur-x.xml", a_file(writer)))
    kept = writer._add_object(node)
    node[NameObject("/Kids")] = ArrayObject([kept, kept])
    tree(writer, kept)


def in_the_catalogue_alone(writer: PdfWriter) -> None:
    writer.root_object[NameObject("/AF")] = ArrayObject([a_file(writer)])


def in_the_catalogue_without_array(writer: PdfWriter) -> None:
    writer.root_object[NameObject("/AF")] = a_file(writer)


def in_two_places(writer: PdfWriter) -> None:
    file = a_file(writer)
    tree(writer, leaf(("a", file), ("b", file)))
    writer.root_object[NameObject("/AF")] = ArrayObject([file])


def on_a_page(writer: PdfWriter) -> None:
    writer.pages[0][NameObject("/AF")] = ArrayObject([a_file(writer)])


def in_an_annotation(writer: PdfWriter) -> None:
    rectangle = ArrayObject([NumberObject(0)] * 4)
    made = dictionary(Subtype=NameObject("/FileAttachment"), Rect=rectangle, FS=a_file(writer))
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(made)])


def without_any_name(writer: PdfWriter) -> None:
    writer.root_object[NameObject("/AF")] = ArrayObject([a_file(writer, "", kind="/application/octet-stream")])


def beside_another_document(writer: PdfWriter) -> None:
    note = a_file(writer, "bon-de-livraison.pdf", b"%PDF-1.4", "/application/pdf")
    tree(writer, leaf(("b", note), ("f", a_file(writer))))


PLACES = [
    in_a_deep_tree,
    in_a_tree_that_loops,
    in_the_catalogue_alone,
    in_the_catalogue_without_array,
    in_two_places,
    on_a_page,
    in_an_annotation,
    without_any_name,
    beside_another_document,
]


@pytest.mark.parametrize("hang", PLACES)
def test_the_invoice_is_found_wherever_it_hangs(hang: Hang) -> None:
    found = detect(document(hang))
    assert (found.syntax, found.xml) == (Syntax.FACTUR_X, XML)


def test_what_hangs_beside_the_invoice_is_an_attachment_once() -> None:
    def hang(writer: PdfWriter) -> None:
        beside_another_document(writer)
        writer.root_object[NameObject("/AF")] = ArrayObject([a_file(writer, "rib.png", b"\x89PNG", "/image/png")])

    carrier = document(hang)
    names = [(one.name, one.media_type) for one in attached_documents(detect(carrier), carrier)]
    assert names == [("bon-de-livraison.pdf", "application/pdf"), ("rib.png", "image/png")]


def test_two_invoices_are_refused_wherever_they_hang() -> None:
    def hang(writer: PdfWriter) -> None:
        tree(writer, leaf(("f", a_file(writer))))
        writer.root_object[NameObject("/AF")] = ArrayObject([a_file(writer, content=OTHER)])

    with pytest.raises(Refused) as refused:
        detect(document(hang))
    assert refused.value.refusal.code == "INV-PDF-SEVERAL-XML"


@pytest.mark.parametrize("before", [b"\r\n \xef\xbb\xbf", b"Content-Type: application/pdf\r\n\r\n", b"\x00" * 1000])
def test_what_stands_before_the_header_is_passed_over(before: bytes) -> None:
    assert detect(before + document(in_the_catalogue_alone)).xml == XML


def test_an_xml_that_speaks_of_a_pdf_is_an_xml() -> None:
    said = XML.replace(b"?>", b"?><!-- %PDF-1.7 -->", 1)
    assert detect(said).syntax is Syntax.CII


def test_a_pdf_that_was_cut_short_is_said_to_be_damaged_not_empty() -> None:
    whole = document(lambda _: None)
    for cut, code in ((len(whole), "INV-PDF-WITHOUT-XML"), (whole.rindex(b"startxref"), "INV-PDF-UNREADABLE")):
        with pytest.raises(Refused) as refused:
            detect(whole[:cut])
        assert refused.value.refusal.code == code


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04" + bytes(40),
        b"BZh91AY",
        b"\x1f\x8b\x08",
        b"\x89PNG\r\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1",
        tarfile.TarInfo("f.xml").tobuf() + bytes(1024),
    ],
)
def test_a_file_of_another_kind_is_named(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        detect(content)
    assert refused.value.refusal.code == "INV-FILE-KIND"
    assert refused.value.refusal.facts["kind"].startswith("un")


def test_nothing_is_said_of_what_is_repaired(caplog: pytest.LogCaptureFixture) -> None:
    whole = document(in_a_deep_tree)
    place = whole.rindex(b"startxref")
    assert detect(whole[:place] + b"startxref\n1\n%%EOF\n").xml == XML
    assert caplog.records == []
