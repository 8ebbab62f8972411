"""What PDF/A-3 asks of a file and can be checked without its official validator (ISO 19005-3, sections in comments)."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from lxml import etree
from pypdf import PdfReader
from pypdf.generic import ContentStream

from services.invoicing.standards import factur_x
from tests.unit.invoicing.builders import an_invoice
from tests.unit.invoicing.test_invoicing_standards import full_invoice

_PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"
_FX = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_PROPERTY = "{http://www.aiim.org/pdfa/ns/property#}name"
_FORBIDDEN_OPERATORS = {b"k", b"K", b"sh", b"BI", b"cs", b"CS"}  # CMYK, shadings, inline images, unnamed colour spaces
_FORBIDDEN_KEYS = {"/SMask", "/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/XFA", "/PS", "/Movie", "/Sound"}


@pytest.fixture(scope="module", params=["usual", "full"])
def pdf(request: pytest.FixtureRequest) -> bytes:
    return factur_x.build(an_invoice() if request.param == "usual" else full_invoice())


@pytest.fixture(scope="module")
def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf), strict=True)


def objects(reader: PdfReader) -> Iterator[Any]:
    for number in range(1, int(reader.trailer["/Size"])):
        found = reader.get_object(number)
        if found is not None:
            yield found


def test_the_file_is_framed_as_asked(pdf: bytes, reader: PdfReader) -> None:
    assert re.match(rb"%PDF-1\.[0-7]\r?\n%[\x80-\xff]{4}", pdf)  # 6.1.2
    assert pdf.rstrip(b"\r\n").endswith(b"%%EOF")  # 6.1.3
    assert len(reader.trailer["/ID"]) == 2
    assert "/Encrypt" not in reader.trailer


def test_every_font_is_embedded_with_the_meaning_of_its_glyphs(reader: PdfReader) -> None:
    fonts = [font for page in reader.pages for font in page["/Resources"].get("/Font", {}).values()]
    assert fonts
    for font in (found.get_object() for found in fonts):
        assert "/FontFile2" in font["/FontDescriptor"].get_object()  # 6.2.11.4
        assert "/ToUnicode" in font  # conformance U
        assert len(font["/Widths"]) == font["/LastChar"] - font["/FirstChar"] + 1  # 6.2.11.5


def test_colours_have_an_output_intent_and_nothing_is_transparent(reader: PdfReader) -> None:
    (intent,) = reader.trailer["/Root"]["/OutputIntents"]
    profile = intent.get_object()["/DestOutputProfile"].get_object()
    icc = profile.get_data()
    assert (profile["/N"], icc[12:16], icc[16:20], icc[36:40]) == (3, b"mntr", b"RGB ", b"acsp")  # 6.2.3
    assert icc[8] <= 4
    for page in reader.pages:
        assert "/Group" not in page  # 6.4
        operators = {operator for _, operator in ContentStream(page.get_contents(), reader).operations}
        assert operators.isdisjoint(_FORBIDDEN_OPERATORS)
        for state in page["/Resources"].get("/ExtGState", {}).values():
            assert {state.get_object().get(key, 1) for key in ("/ca", "/CA")} == {1}


def test_nothing_in_it_acts(reader: PdfReader) -> None:
    for found in objects(reader):
        if isinstance(found, dict):
            assert _FORBIDDEN_KEYS.isdisjoint(found)


def test_its_metadata_say_what_it_is_and_agree_with_each_other(reader: PdfReader) -> None:
    xmp = etree.fromstring(reader.trailer["/Root"]["/Metadata"].get_data())
    assert (xmp.findtext(f".//{_PDFAID}part"), xmp.findtext(f".//{_PDFAID}conformance")) in {("3", "B"), ("3", "U")}
    info = reader.metadata
    assert info is not None
    texts = {(element.text or "").strip() for element in xmp.iter()}
    assert {info.title, info.author, info.subject, info.producer, info.creator} <= texts  # 6.6.3
    used = {etree.QName(e).localname for e in xmp.iter() if isinstance(e.tag, str) and etree.QName(e).namespace == _FX}
    assert used == {"DocumentType", "DocumentFileName", "Version", "ConformanceLevel"}
    assert used <= {element.text for element in xmp.iter(_PROPERTY)}  # 6.6.2.3: each is declared


def test_the_attachment_is_associated_with_the_whole_document(reader: PdfReader) -> None:
    (file,) = reader.trailer["/Root"]["/AF"]  # 6.8
    specification = file.get_object()
    assert specification["/AFRelationship"] == "/Alternative"
    assert specification["/F"] == specification["/UF"] == "factur-x.xml"
    stream = specification["/EF"]["/F"].get_object()
    assert stream["/Subtype"] == "/text/xml"
    assert "/ModDate" in stream["/Params"]
