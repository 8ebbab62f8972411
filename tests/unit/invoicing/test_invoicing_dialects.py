"""What software really writes, and the schemas allow: read as it is meant, and nothing of it dropped."""

import re
from decimal import Decimal

import pytest

from services.invoicing.api.texts.differences import difference_text
from services.invoicing.domain.content_checks import content_differences
from services.invoicing.domain.matching import DifferenceCode, match
from services.invoicing.domain.received import InvoiceSummary
from services.invoicing.domain.semantic import Group, SemanticInvoice, Value, differences
from services.invoicing.domain.verdict import OfficialCheck, OfficialVerdict, Outcome, RuleFamily
from services.invoicing.standards import cii, ubl
from services.invoicing.standards.detection import detect
from shared.contracts.amount import Amount
from shared.kernel.money import Money
from tests.unit.invoicing.builders import SELLER, an_invoice, an_order

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


@pytest.mark.parametrize(
    ("written", "replaced", "term"),
    [
        (r"<cbc:InvoicedQuantity[^/]*/cbc:InvoicedQuantity>", "", "BT-129"),
        (r"(<cac:InvoiceLine>.*?)<cbc:LineExtensionAmount[^/]*/cbc:LineExtensionAmount>", r"\1", "BT-131"),
    ],
)
def test_a_line_that_lacks_a_term_is_read_and_told(written: str, replaced: str, term: str) -> None:
    """A line of text, or of an article given for nothing: official rules tell what is missing, nothing is refused."""
    invoice = detect(re.sub(written, replaced, UBL, count=1, flags=re.DOTALL).encode()).read()
    assert [line.line_id for line in invoice.lines] == ["1", "2"]
    assert None in (invoice.lines[0].quantity, invoice.lines[0].net_amount)
    verdict = OfficialVerdict((OfficialCheck(RuleFamily.EN16931, "EN 16931", "1", Outcome.INVALID),))
    (told,) = content_differences(invoice, verdict, rates={Decimal(20), Decimal("5.5")})
    assert (told.code, dict(told.facts)) == (DifferenceCode.LINE_INCOMPLETE, {"line": "1", "term": term})
    assert term in difference_text(told)
    not_counted = OfficialVerdict(())
    assert list(content_differences(invoice, not_counted, rates={Decimal(20), Decimal("5.5")})) == [told]
    lines = match(invoice, order=an_order(), seller=SELLER.siret, already_invoiced=Money.zero())
    assert lines == ()


def test_a_part_without_what_gives_it_a_meaning_is_left_to_the_official_rules() -> None:
    without_base = re.sub(r"<cbc:TaxableAmount[^/]*/cbc:TaxableAmount>", "", UBL, count=1)
    invoice = detect(without_base.encode()).read()
    assert [found.rate for found in invoice.vat_breakdown] == [an_invoice().vat_breakdown[1].rate]
    anonymous = re.sub(r"<ram:LineID>1</ram:LineID>", "", CII, count=1)
    assert [line.line_id for line in detect(anonymous.encode()).read().lines] == ["", "2"]


@pytest.mark.parametrize("price", ["49.966666666666666666666666667", "0.3333333333333333333333333333"])
def test_a_price_has_as_many_decimals_as_software_writes(price: str) -> None:
    invoice = detect(UBL.replace(">149.90<", f">{price}<", 1).encode()).read()
    found = invoice.lines[0]
    assert found.net_price == Money(Decimal(price), "EUR")
    assert (found.net_price * Decimal(price)).round_half_up(2).amount == round(Decimal(price) ** 2, 2)


@pytest.mark.parametrize(
    ("written", "carried"),
    [("2191.27", "2191.27"), ("2191.2700000", "2191.270000"), ("2191.27000051", "2191.270001")],
)
def test_a_total_with_too_many_decimals_is_received_and_carried_with_six(written: str, carried: str) -> None:
    document = UBL.replace(">2191.27</cbc:TaxInclusiveAmount>", f">{written}</cbc:TaxInclusiveAmount>", 1)
    summary = InvoiceSummary.of(detect(document.encode()).read())
    assert str(summary.amount_incl_vat.amount) == carried
    assert Amount.of(summary.amount_incl_vat).value == carried


def test_a_party_that_gives_its_trading_name_alone_is_named_by_it() -> None:
    """Documents older than EN 16931 say ``PartyName`` and no ``RegistrationName``."""
    names = re.findall(r"<cbc:RegistrationName>([^<]*)</cbc:RegistrationName>", UBL)
    older = re.sub(r"<cbc:RegistrationName>[^<]*</cbc:RegistrationName>", "", UBL)
    for party, name in zip(("AccountingSupplierParty", "AccountingCustomerParty"), names, strict=True):
        said = f"<cac:PartyName><cbc:Name>{name}</cbc:Name></cac:PartyName><cac:PostalAddress>"
        start, rest = older.split(f"<cac:{party}>", 1)
        older = f"{start}<cac:{party}>{rest.replace('<cac:PostalAddress>', said, 1)}"
    summary = InvoiceSummary.of(detect(older.encode()).read())
    assert (summary.seller_name, summary.buyer_name) == (an_invoice().seller.name, an_invoice().buyer.name)


DISCOUNT = (
    "<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>"
    '<cbc:Amount currencyID="EUR">10.00</cbc:Amount></cac:AllowanceCharge></cac:Price>'
)


@pytest.mark.parametrize(
    ("net", "written"),
    [
        ("149.90", "0159.90"),
        ("0", "010.00"),
        (".5", "010.50"),
        ("0.1234567890123456789012345671", "010.1234567890123456789012345671"),
    ],
)
def test_a_discount_without_its_gross_price_passes_through_cii_as_it_came(net: str, written: str) -> None:
    document = UBL.replace(">149.90<", f">{net}<", 1).replace("</cac:Price>", DISCOUNT, 1)
    terms = read(document).terms
    there = cii.terms_to_xml(SemanticInvoice(terms))
    assert f"<ram:ChargeAmount>{written}</ram:ChargeAmount>".encode() in there.document
    assert differences(terms, cii.terms_from_xml(there.document).terms) == ()
    said = there.document.replace(f">{written}<".encode(), b">0159.91<")
    assert cii.terms_from_xml(said).terms.all("BG-25")[0].text("BT-148") == "0159.91"


def test_a_means_of_payment_without_its_code_has_one_that_says_nothing_in_ubl() -> None:
    document = re.sub(r"<ram:TypeCode>30</ram:TypeCode>", "", CII, count=1)
    terms = read(document).terms
    assert terms.text("BT-81") is None
    written = ubl.terms_to_xml(SemanticInvoice(terms))
    assert b"<cbc:PaymentMeansCode>1</cbc:PaymentMeansCode>" in written.document
    assert differences(terms, ubl.terms_from_xml(written.document).terms) == (("BG-16/BT-81", None, "1"),)


@pytest.mark.parametrize(("term", "value"), [("BT-7", "2026-09-30"), ("BT-8", "35")])
def test_what_cii_says_with_the_vat_is_said_once(term: str, value: str) -> None:
    terms = read(UBL).terms
    whole = SemanticInvoice(Group(values={**terms.values, term: (Value(value),)}, groups=terms.groups))
    written = cii.terms_to_xml(whole)
    assert written.document.count(b"<ram:TaxPointDate>") + written.document.count(b"<ram:DueDateTypeCode>") == 1
    assert written.left_out == ()
    assert cii.terms_from_xml(written.document).terms.text(term) == value


KIND_IN_UBL = (
    "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>F2026-0001</cbc:ID>"
    "<cbc:DocumentStatusCode>{}</cbc:DocumentStatusCode></cac:InvoiceDocumentReference></cac:BillingReference><cac:Item>"
)
KIND_IN_CII = "</ram:LineID><ram:LineStatusReasonCode>{}</ram:LineStatusReasonCode>"
MEASURED = re.compile(
    r"<cbc:InvoicedQuantity.*?</cbc:InvoicedQuantity>|<ram:SpecifiedLineTradeDelivery>.*?</ram:SpecifiedLineTradeDelivery>",
    re.DOTALL,
)


@pytest.mark.parametrize(
    ("document", "name", "place", "said"),
    [
        (UBL, "cac:InvoiceLine", "<cac:Item>", KIND_IN_UBL),
        (CII, "ram:IncludedSupplyChainTradeLineItem", "</ram:LineID>", KIND_IN_CII),
    ],
    ids=["ubl", "cii"],
)
def test_lines_of_lines_are_counted_once(document: str, name: str, place: str, said: str) -> None:
    """A group repeats what its parts say, without quantity; an information counts for nothing (EXT-FR-FE-163)."""
    first, second = re.findall(rf"<{name}>.*?</{name}>", document, re.DOTALL)
    group = MEASURED.sub("", first).replace(place, said.format("GROUP"), 1)
    parts = [line.replace(place, said.format("DETAIL"), 1) for line in (first, second)]
    information = group.replace("GROUP", "INFORMATION")
    whole = document.replace(first, group + parts[0], 1).replace(second, parts[1] + information, 1)
    invoice = detect(whole.encode()).read()
    assert [str(line.kind) for line in invoice.lines] == ["GROUP", "DETAIL", "DETAIL", "INFORMATION"]
    assert [line.quantity is None for line in invoice.lines] == [True, False, False, True]
    assert list(content_differences(invoice, OfficialVerdict(()), rates={Decimal(20), Decimal("5.5")})) == []
    assert match(invoice, order=an_order(), seller=SELLER.siret, already_invoiced=Money.zero()) == ()
    other = detect(whole.replace(">GROUP<", ">AUTRE<").encode()).read()
    assert other.lines[0].kind is None


@pytest.mark.parametrize(
    ("document", "others"),
    [
        (UBL, ()),
        (UBL.replace('<cbc:PayableAmount currencyID="EUR">', '<cbc:PayableAmount currencyID="USD">', 1), ("USD",)),
        (UBL.replace('currencyID="EUR"', 'currencyID="CHF"', 3), ("CHF",)),
        (CII.replace("<ram:GrandTotalAmount>", '<ram:GrandTotalAmount currencyID="USD">', 1), ("USD",)),
        (CII.replace("<ram:GrandTotalAmount>", '<ram:GrandTotalAmount currencyID="EUR">', 1), ()),
        (with_vat_currency(UBL, "SEK").replace("<cac:LegalMonetaryTotal>", OTHER_TOTAL.format("SEK"), 1), ()),
    ],
    ids=["ubl", "ubl-due", "ubl-three", "cii-total", "cii-same", "vat"],
)
def test_an_amount_in_another_currency_is_told(document: str, others: tuple[str, ...]) -> None:
    invoice = detect(document.encode()).read()
    assert invoice.other_currencies == others
    verdict = OfficialVerdict((OfficialCheck(RuleFamily.EN16931, "EN 16931", "1", Outcome.VALID),))
    told = list(content_differences(invoice, verdict, rates={Decimal(20), Decimal("5.5")}))
    assert [dict(one.facts) for one in told] == [{"currency": "EUR", "other": other} for other in others]
    assert all(others[0] in difference_text(one) for one in told)


def test_an_invoice_without_parties_keeps_the_elements_that_the_schema_of_ubl_wants() -> None:
    terms = read(UBL).terms
    bare = Group(values=terms.values, groups={n: g for n, g in terms.groups.items() if n not in {"BG-4", "BG-7"}})
    written = ubl.terms_to_xml(SemanticInvoice(bare))
    assert b"<cac:AccountingSupplierParty/>" in written.document
    assert b"<cac:AccountingCustomerParty/>" in written.document
    assert differences(bare, ubl.terms_from_xml(written.document).terms) == ()
