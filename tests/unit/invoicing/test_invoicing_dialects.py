"""What software really writes, and the schemas allow: read as it is meant, and nothing of it dropped."""

import re

import pytest

from services.invoicing.domain.semantic import SemanticInvoice, differences
from services.invoicing.standards import cii, ubl
from services.invoicing.standards.detection import detect
from tests.unit.invoicing.builders import an_invoice

UBL, CII = ubl.to_xml(an_invoice()).decode(), cii.to_xml(an_invoice()).decode()
OTHER_TOTAL = '<cac:TaxTotal><cbc:TaxAmount currencyID="{}">0.10</cbc:TaxAmount></cac:TaxTotal><cac:LegalMonetaryTotal>'


def read(document: str) -> SemanticInvoice:
    return detect(document.encode()).terms()


def with_vat_currency(document: str, currency: str) -> str:
    """Say the currency of the VAT (BT-6), beside that of the invoice (BT-5)."""
    if document is CII:
        said = f"<ram:TaxCurrencyCode>{currency}</ram:TaxCurrencyCode>"
        return document.replace("<ram:InvoiceCurrencyCode>", f"{said}<ram:InvoiceCurrencyCode>", 1)
    return document.replace(
        "</cbc:DocumentCurrencyCode>",
        f"</cbc:DocumentCurrencyCode><cbc:TaxCurrencyCode>{currency}</cbc:TaxCurrencyCode>",
        1,
    )


@pytest.mark.parametrize("document", [UBL, CII], ids=["ubl", "cii"])
def test_a_vat_currency_that_is_the_invoice_s_own_hides_no_vat(document: str) -> None:
    terms = read(with_vat_currency(document, "EUR")).terms
    assert (terms.text("BT-6"), terms.text("BT-110"), terms.text("BT-111")) == ("EUR", "361.47", None)
    assert len(terms.all("BG-23")) == 2
    for syntax in (cii, ubl):
        again = syntax.terms_from_xml(syntax.terms_to_xml(SemanticInvoice(terms)).document)
        assert (again.extensions, differences(terms, again.terms)) == ((), ())


@pytest.mark.parametrize("currency", ["EUR", "SEK"])
def test_a_second_total_of_vat_is_the_one_in_its_own_currency(currency: str) -> None:
    document = with_vat_currency(UBL, currency).replace("<cac:LegalMonetaryTotal>", OTHER_TOTAL.format(currency), 1)
    found = read(document)
    assert (found.terms.text("BT-110"), found.terms.text("BT-111"), found.extensions) == ("361.47", "0.10", ())
    third = read(document.replace("<cac:LegalMonetaryTotal>", OTHER_TOTAL.format("USD"), 1))
    assert third.terms.text("BT-111") == "0.10"
    assert {extension.text for extension in third.extensions} == {"USD", "0.10"}


def compact(said: str) -> str:
    return CII.replace('<udt:DateTimeString format="102">20261001</udt:DateTimeString>', said, 1)


@pytest.mark.parametrize(
    ("document", "beyond"),
    [
        (UBL.replace("2026-10-01</cbc:IssueDate>", "2026-10-01+01:00</cbc:IssueDate>"), {"+01:00"}),
        (UBL.replace("2026-10-01</cbc:IssueDate>", "2026-10-01Z</cbc:IssueDate>"), {"Z"}),
        (compact("<udt:DateTime>2026-10-01T08:30:00Z</udt:DateTime>"), {"T08:30:00Z"}),
        (compact('<udt:DateTimeString format="203">202610010830</udt:DateTimeString>'), {"203", "0830"}),
        (compact('<udt:DateTimeString format="204">20261001083015</udt:DateTimeString>'), {"204", "083015"}),
        (compact('<udt:DateTimeString format="102">2026-10-01</udt:DateTimeString>'), set()),
    ],
    ids=["zone", "utc", "dateTime", "203", "204", "dashes"],
)
def test_a_day_is_read_beside_its_zone_or_its_hour(document: str, beyond: set[str]) -> None:
    assert document not in (UBL, CII)
    found = read(document)
    assert found.terms.text("BT-2") == "2026-10-01"
    assert {extension.text for extension in found.extensions} == beyond
    assert detect(document.encode()).read() == an_invoice()


@pytest.mark.parametrize("said", ["2026-13-01Z", "2026-10-01+1", "2026-10-01T08", "01/10/2026"])
def test_what_is_no_day_is_kept_as_it_stands(said: str) -> None:
    found = read(UBL.replace("2026-10-01</cbc:IssueDate>", f"{said}</cbc:IssueDate>"))
    assert (found.terms.text("BT-2"), found.extensions) == (said, ())


def test_a_subject_that_no_note_of_ubl_can_carry_is_told() -> None:
    document = re.sub(
        r"<ram:SubjectCode>\w+</ram:SubjectCode>", "<ram:SubjectCode>texte</ram:SubjectCode>", CII, count=1
    )
    written = ubl.terms_to_xml(read(document))
    assert written.left_out == ("BG-1[1]/BT-21",)
    assert b"<cbc:Note>#texte#" in written.document
