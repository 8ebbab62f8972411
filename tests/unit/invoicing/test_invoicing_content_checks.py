"""What an invoice tells against itself: sums, rates of VAT, frame, attachments; what the buyer tolerates."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.invoicing.domain.arithmetic import wrong_sums
from services.invoicing.domain.attachments import LARGEST, LARGEST_IN_ALL, Analysis, Attachment, is_too_large_in_all
from services.invoicing.domain.content_checks import attachment_differences, content_differences
from services.invoicing.domain.frames import DEPOSITOR_OF, PAID_FRAMES, WORKS_FRAMES, Depositor, depositor_of
from services.invoicing.domain.invoice import VatBreakdown
from services.invoicing.domain.matching import match
from services.invoicing.domain.tolerance import Tolerance
from services.invoicing.domain.vat_rates import rates_in_force
from services.invoicing.domain.verdict import OfficialCheck, OfficialVerdict, Outcome, RuleFamily
from services.invoicing.gateways.antivirus import ClamdAntivirus
from services.invoicing.standards import cii, ubl
from services.invoicing.standards.reader import InvoiceReader
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
from shared.kernel.refusal import Refused
from shared.legal.table import LegalTable
from tests.unit.invoicing.builders import SELLER, an_invoice, an_order, euros

PDF = b"%PDF-1.7 ..."
RATES = rates_in_force(LegalTable.load(), on=date(2026, 10, 1))
UNCHECKED = OfficialVerdict(())
COUNTED = OfficialVerdict((OfficialCheck(RuleFamily.EN16931, "EN 16931", "1.3.16", Outcome.VALID),))


def found_in(**changes: object) -> list[str]:
    invoice = replace(an_invoice(), **changes)  # type: ignore[arg-type]
    return [one.code.value.removeprefix("INV-DIFF-") for one in content_differences(invoice, UNCHECKED, rates=RATES)]


def test_the_invoice_of_an_order_tells_nothing_against_itself() -> None:
    assert found_in() == []


def test_each_total_is_counted_again_unless_the_official_rules_did() -> None:
    totals = an_invoice().totals
    cent = euros("0.01")
    for name, term in {"lines": "BT-106", "excl_vat": "BT-109", "incl_vat": "BT-112", "due": "BT-115"}.items():
        wrong = replace(an_invoice(), totals=replace(totals, **{name: getattr(totals, name) + cent}))
        assert term in [one.term for one in wrong_sums(wrong)]
        assert list(content_differences(wrong, COUNTED, rates=RATES)) == []
    assert [one.term for one in wrong_sums(replace(an_invoice(), totals=replace(totals, paid=cent)))] == ["BT-115"]


def test_sums_of_two_currencies_are_not_made() -> None:
    totals = replace(an_invoice().totals, due=Money(Decimal(1), "USD"))
    assert list(wrong_sums(replace(an_invoice(), totals=totals))) == []


@pytest.mark.parametrize(("rate", "found"), [("20", []), ("20.00", []), ("8.5", []), ("19.6", ["VAT-RATE"])])
def test_a_rate_that_is_in_force_nowhere_is_told(rate: str, found: list[str]) -> None:
    one = VatBreakdown(base=euros("10.00"), vat=euros("2.00"), category="S", rate=Percentage.parse(rate))
    assert found_in(vat_breakdown=(one,)) == found
    assert found_in(vat_breakdown=(replace(one, category="AE"),)) == []


def test_frames_are_those_of_both_lists() -> None:
    assert {f"A{number}" for number in range(1, 26)} <= set(DEPOSITOR_OF)
    assert set(DEPOSITOR_OF) >= PAID_FRAMES | WORKS_FRAMES
    assert (depositor_of("A9"), depositor_of("A12")) == (Depositor.SUBCONTRACTOR, Depositor.CO_CONTRACTOR)
    assert "A9" not in WORKS_FRAMES
    assert found_in(framework="Z9") == ["FRAME-UNKNOWN"]
    assert found_in(framework=None) == []


def attachment(name: str = "releve.pdf", media_type: str = "application/pdf", content: bytes = PDF) -> Attachment:
    return Attachment(name=name, media_type=media_type, content=content)


@pytest.mark.parametrize(
    ("changes", "analysis", "expected"),
    [
        ({}, Analysis(), []),
        ({"name": "relevé " + "x" * 50 + ".pdf"}, Analysis(), ["NAME"]),
        ({"name": "releve"}, Analysis(), ["NAME"]),
        ({"name": ".pdf"}, Analysis(), ["NAME"]),
        ({"name": "releve.exe"}, Analysis(), ["TYPE"]),
        ({"media_type": "application/x-msdownload", "content": b"MZ"}, Analysis(), ["TYPE"]),
        ({"content": b"MZ\x90"}, Analysis(), ["CONTENT"]),
        ({"content": PDF.ljust(LARGEST + 1)}, Analysis(), ["SIZE"]),
        ({"content": PDF.ljust(LARGEST)}, Analysis(), []),
        ({}, Analysis(signature="Eicar"), ["MALWARE"]),
        ({}, Analysis(silence="aucun antivirus n'est configuré"), ["NOT-ANALYSED"]),
        ({}, None, ["NOT-ANALYSED"]),
    ],
)
def test_each_fault_of_an_attachment_is_told(
    changes: dict[str, object], analysis: Analysis | None, expected: list[str]
) -> None:
    found = attachment_differences([attachment(**changes)], [analysis], invoice_bytes=1000)  # type: ignore[arg-type]
    assert [one.code.value.removeprefix("INV-DIFF-ATTACHMENT-") for one in found] == expected


def test_attachments_are_weighed_together_with_their_invoice() -> None:
    assert not is_too_large_in_all([attachment()], invoice_bytes=LARGEST_IN_ALL - len(PDF))
    assert is_too_large_in_all([attachment()], invoice_bytes=LARGEST_IN_ALL - len(PDF) + 1)


EMBEDDED = {
    "cii": (
        b"<ram:AdditionalReferencedDocument><ram:IssuerAssignedID>REL-1</ram:IssuerAssignedID>"
        b"<ram:TypeCode>916</ram:TypeCode><ram:AttachmentBinaryObject mimeCode='application/pdf' filename='r.pdf'>"
        b"JVBERi0xLjcgLi4u\n</ram:AttachmentBinaryObject></ram:AdditionalReferencedDocument>",
        b"</ram:BuyerOrderReferencedDocument>",
    ),
    "ubl": (
        b"<cac:AdditionalDocumentReference><cbc:ID>REL-1</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject "
        b"mimeCode='application/pdf' filename='r.pdf'>JVBERi0xLjcgLi4u</cbc:EmbeddedDocumentBinaryObject>"
        b"</cac:Attachment></cac:AdditionalDocumentReference>",
        b"</cac:ContractDocumentReference>",
    ),
}


@pytest.mark.parametrize("syntax", ["cii", "ubl"])
def test_attachments_are_read_out_of_each_syntax(syntax: str) -> None:
    document = (cii if syntax == "cii" else ubl).to_xml(an_invoice())
    assert InvoiceReader().attachments(document) == ()
    added, after = EMBEDDED[syntax]
    before, rest = document.rsplit(after, 1)
    (found,) = InvoiceReader().attachments(before + after + added + rest)
    assert (found.name, found.media_type, found.content) == ("r.pdf", "application/pdf", PDF)


TOLERANCE = Tolerance(amount=euros("1.00"), percent=Percentage.parse("0.1"))


@pytest.mark.parametrize(
    ("amount", "percent"), [("0.00", "1"), ("-1.00", "1"), ("1.00", "0"), ("1.00", "100"), ("1.00", "-2")]
)
def test_a_tolerance_is_positive_on_both_bounds(amount: str, percent: str) -> None:
    with pytest.raises(Refused) as refused:
        Tolerance(amount=euros(amount), percent=Percentage(Decimal(percent)))
    assert refused.value.refusal.code == "INV-TOLERANCE"


@given(st.integers(-300, 300))
def test_amounts_within_both_bounds_are_told_as_tolerated(cents: int) -> None:
    order, totals = an_order(), an_invoice().totals
    wrong = replace(totals, incl_vat=totals.incl_vat + Money(Decimal(cents).scaleb(-2), "EUR"))
    invoice = replace(an_invoice(), totals=wrong)
    found = match(invoice, order=order, seller=SELLER.siret, already_invoiced=Money.zero(), tolerance=TOLERANCE)
    assert [one.tolerated for one in found] == ([] if cents == 0 else [abs(cents) <= 100])
    assert all(one.is_only_told == one.tolerated for one in found)


def test_no_tolerance_covers_two_currencies() -> None:
    assert not TOLERANCE.covers(euros("1.00"), Money(Decimal(1), "USD"))


def test_an_empty_attachment_gets_one_analysis_as_any_other() -> None:
    """One more would leave its invoice without any verdict."""
    empty = Attachment(name="r.pdf", media_type="application/pdf", content=b"")
    full = Attachment(name="s.pdf", media_type="application/pdf", content=PDF)
    for attached in ([empty], [empty, full], [full, empty], [empty, empty]):
        analyses = ClamdAntivirus(None).analyse(attached)
        assert len(list(attachment_differences(attached, analyses, invoice_bytes=0))) >= len(attached)
