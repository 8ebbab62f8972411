"""The envelope of a Factur-X: what it does otherwise than it should is told; a broken file is refused, no crash."""

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject

from services.invoicing.api.texts.findings import FINDINGS, finding_text
from services.invoicing.domain.findings import Finding, FindingCode
from services.invoicing.standards import cii, factur_x
from services.invoicing.standards.detection import detect
from shared.kernel.refusal import Refused
from tests.unit.invoicing.builders import an_invoice
from tests.unit.invoicing.test_invoicing_standards import pdf_with

WHOLE = factur_x.build(an_invoice())


def codes(document: bytes) -> list[FindingCode]:
    return [finding.code for finding in detect(document).findings]


def changed(**entries: str) -> bytes:
    """Write the Factur-X again with other entries in the specification of its attachment."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(WHOLE)))
    specification = writer.root_object["/AF"][0].get_object()
    for key, value in entries.items():
        made = NameObject(value) if value.startswith("/") else TextStringObject(value)
        specification[NameObject(f"/{key}")] = made
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def test_a_good_envelope_has_nothing_to_tell() -> None:
    assert codes(WHOLE) == []
    assert codes(cii.to_xml(an_invoice())) == []


@pytest.mark.parametrize("relationship", ["/Unspecified", "/Supplement"])
def test_another_relationship_is_told(relationship: str) -> None:
    assert codes(changed(AFRelationship=relationship)) == [FindingCode.PDF_RELATIONSHIP]


def test_another_name_is_told_and_the_invoice_read_all_the_same() -> None:
    document = pdf_with("facture.xml")
    assert FindingCode.PDF_NAME in codes(document)
    assert detect(document).read() == an_invoice()


def test_other_xml_files_and_missing_metadata_are_told() -> None:
    assert set(codes(pdf_with("factur-x.xml", "annexe.xml"))) >= {FindingCode.PDF_OTHER_XML, FindingCode.PDF_METADATA}


@pytest.mark.parametrize("code", list(FindingCode))
def test_a_finding_is_said_in_french(code: FindingCode) -> None:
    facts = {
        "name": "f.xml",
        "relationship": "/Data",
        "count": "2",
        "encoding": "ISO-8859-1",
        "place": "BT-9",
        "text": "x",
    }
    words = finding_text(Finding(code, facts))
    assert words.endswith(".")
    assert set(FINDINGS) == set(FindingCode)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_pdf_is_read_or_refused(data: st.DataObject) -> None:
    damaged = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        if data.draw(st.booleans()):
            damaged[place] = data.draw(st.integers(0, 255))
        else:
            del damaged[place : place + data.draw(st.integers(1, 300))]
    with suppress(Refused):  # anything else is a fault
        detect(bytes(damaged)).terms()


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_an_invoice_or_refused(content: bytes) -> None:
    for document in (content, b"%PDF-1.7\n" + content, b"<?xml version='1.0'?>" + content):
        with pytest.raises(Refused):
            detect(document)
