"""The one semantic model: the table of EN 16931-1, its bindings to UBL and CII, and what a document says beyond it."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.invoicing.domain.semantic import Group, SemanticInvoice, Value, differences, flat
from services.invoicing.domain.terms import ROOT, TERMS, Kind, chain_of
from services.invoicing.domain.verdict import OfficialCheck, OfficialVerdict, Outcome, RuleFamily
from services.invoicing.standards import cii, ubl
from services.invoicing.standards.binding import Binding, cii_binding, paths_of, ubl_binding
from services.invoicing.standards.terms_of_invoice import terms_of_invoice
from tests.unit.invoicing.builders import an_invoice

BINDINGS = {"cii": cii_binding(), "Invoice": ubl_binding("Invoice"), "CreditNote": ubl_binding("CreditNote")}
# EN 16931-1:2017: BT-1 to BT-165 without BT-4, and BG-1 to BG-32.
BUSINESS_TERMS = {f"BT-{number}" for number in range(1, 166)} - {"BT-4"}
GROUPS = {f"BG-{number}" for number in range(1, 33)}


def test_the_table_holds_every_term_and_group_of_the_standard_once() -> None:
    wholes = {term for term, found in TERMS.items() if not found.is_part}
    assert wholes == BUSINESS_TERMS | GROUPS
    assert (len(BUSINESS_TERMS), len(GROUPS), len(TERMS) - len(wholes)) == (164, 32, 16)
    assert {t for t, found in TERMS.items() if found.kind is Kind.GROUP} == GROUPS
    assert all(found.label and found.occurs in {"1", "0..1", "0..n", "1..n"} for found in TERMS.values())
    assert len({found.label for found in TERMS.values()}) == len(TERMS)


def test_compulsory_terms_are_the_ones_of_the_standard() -> None:
    at_the_top = {t for t, found in TERMS.items() if found.occurs.startswith("1") and found.group == ROOT}
    assert at_the_top == {"BT-1", "BT-2", "BT-3", "BT-5", "BG-2", "BG-4", "BG-7", "BG-22", "BG-23", "BG-25"}
    assert chain_of("BT-161") == ("BG-25", "BG-31", "BG-32")


@pytest.mark.parametrize("binding", BINDINGS.values(), ids=BINDINGS)
def test_every_term_has_its_place_in_every_syntax(binding: Binding) -> None:
    places = paths_of(binding)
    assert {term for term in TERMS if TERMS[term].kind is not Kind.GROUP} <= set(places)
    repeated = {term for term in GROUPS if TERMS[term].repeats}
    assert repeated <= set(places)


@st.composite
def groups(draw: st.DrawFn, number: str = ROOT) -> Group:
    """Any invoice: each term present or not, repeated where the standard lets it, with its parts."""
    values: dict[str, tuple[Value, ...]] = {}
    below: dict[str, tuple[Group, ...]] = {}
    for term, found in TERMS.items():
        if found.group != number or found.is_part:
            continue
        often = draw(st.integers(0, 2)) if found.repeats else draw(st.integers(0, 1))
        if found.kind is Kind.GROUP:
            inner = tuple(draw(groups(term)) for _ in range(often))
            below[term] = tuple(one for one in inner if one.values or one.groups)
        elif often:
            values[term] = tuple(sorted((draw(a_value(term)) for _ in range(often)), key=lambda v: bool(v.parts)))
    return Group(number, values, {term: inner for term, inner in below.items() if inner})


@st.composite
def a_value(draw: st.DrawFn, term: str) -> Value:
    parts = {t: draw(WORDS) for t, found in TERMS.items() if found.is_part and found.whole == term and draw(HALF)}
    kind = TERMS[term].kind
    if term in CODES:
        return Value(draw(st.sampled_from(CODES[term])))
    if kind is Kind.DAY:
        return Value(draw(st.dates()).isoformat())
    if kind in {Kind.AMOUNT, Kind.PRICE, Kind.QUANTITY, Kind.PERCENTAGE}:
        return Value(f"{draw(st.decimals(-999, 999, places=2)):f}")
    return Value(draw(WORDS), parts)


CODES = {
    "BT-3": ["380", "384", "381", "261"],
    "BT-5": ["EUR"],
    "BT-6": ["SEK"],
    "BT-8": ["3", "35", "432"],
    "BT-21": ["PMT", "PMD", "AAB"],
}
HALF = st.booleans()
WORDS = st.text("abcÉ1<&\"'é ", min_size=1, max_size=8).map(lambda words: f"x{words}x")


@settings(max_examples=8, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck))
@given(groups())
def test_any_invoice_is_written_and_read_back_or_the_writer_says_what_it_left_out(whole: Group) -> None:
    invoice = SemanticInvoice(whole)
    for syntax in (cii, ubl):
        written = syntax.terms_to_xml(invoice)
        read = syntax.terms_from_xml(written.document)
        assert read.extensions == ()
        lost = {place for place, before, after in differences(whole, read.terms) if before is not None}
        told = {_plain(place) for place in written.left_out}
        assert {place for place in lost if not _told(place, told) and not _renumbered(place)} == set()
        # What no term of the invoice says, a schema asked for: see schema_fillers.
        added = {number for place, number, _ in flat(read.terms) if place not in {p for p, *_ in flat(whole)}}
        assert added <= {"BT-81", "BT-110", "BT-147"} | {n for n in added if _renumbered(n)}


def _plain(place: str) -> str:
    return re.sub(r"\[\d+\]", "", place)


def _told(place: str, told: set[str]) -> bool:
    """Whether the writer told it; where one of several is left out, those after it move up."""
    return any(_plain(place).startswith(one) or one.startswith(_plain(place)) for one in told)


def _renumbered(place: str) -> bool:
    """Means of payment that say the same are one group (BG-16): their accounts are put together."""
    return place.startswith("BG-16")


def test_a_credit_note_and_an_invoice_keep_every_term_that_plis_writes() -> None:
    for type_code in ("380", "381"):
        terms = terms_of_invoice(an_invoice(type_code=type_code))
        for syntax in (cii, ubl):
            written = syntax.terms_to_xml(terms)
            assert written.left_out == ()
            assert differences(terms.terms, syntax.terms_from_xml(written.document).terms) == ()


def test_what_a_document_says_beyond_the_standard_is_kept_with_its_place() -> None:
    document = ubl.to_xml(an_invoice()).replace(
        b"<cbc:IssueDate>", b"<cbc:UUID schemeID='a'>u-1</cbc:UUID>between<cbc:IssueDate>", 1
    )
    read = ubl.terms_from_xml(document)
    assert {(extension.path, extension.text) for extension in read.extensions} == {
        ("/Invoice/cbc:UUID", "u-1"),
        ("/Invoice/cbc:UUID/@schemeID", "a"),
        ("/Invoice", "between"),
    }


def test_a_second_value_of_a_term_that_occurs_once_is_kept_as_an_extension() -> None:
    document = cii.to_xml(an_invoice()).replace(
        b"<ram:TypeCode>380</ram:TypeCode>", b"<ram:TypeCode>380</ram:TypeCode><ram:TypeCode>384</ram:TypeCode>", 1
    )
    read = cii.terms_from_xml(document)
    assert read.terms.text("BT-3") == "380"
    assert [extension.text for extension in read.extensions] == ["384"]


def test_two_means_of_payment_are_two_groups_and_two_accounts_of_one_means_are_one() -> None:
    means = b"<cac:PaymentMeans><cbc:PaymentMeansCode>%s</cbc:PaymentMeansCode><cac:PayeeFinancialAccount>" \
        b"<cbc:ID>%s</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>"  # fmt: skip
    plain = ubl.to_xml(an_invoice(payment=None))
    place = plain.index(b"<cac:TaxTotal>") if b"<cac:PaymentTerms>" not in plain else plain.index(b"<cac:PaymentTerms>")
    document = plain[:place] + means % (b"30", b"A") + means % (b"30", b"B") + means % (b"59", b"C") + plain[place:]
    terms = ubl.terms_from_xml(document).terms
    assert [[a.text("BT-84") for a in m.all("BG-17")] for m in terms.all("BG-16")] == [["A", "B"], ["C"]]
    for syntax in (cii, ubl):
        written = syntax.terms_to_xml(SemanticInvoice(terms))
        assert differences(terms, syntax.terms_from_xml(written.document).terms) == ()


def test_the_core_does_not_decide_where_an_extension_judged() -> None:
    def said(family: RuleFamily, artefact: str, outcome: Outcome) -> OfficialCheck:
        return OfficialCheck(family=family, artefact=artefact, version="1", outcome=outcome)

    schema = said(RuleFamily.XSD, "UBL XSD", Outcome.VALID)
    core = said(RuleFamily.EN16931, "EN 16931 UBL (CEN)", Outcome.INVALID)
    extension = said(RuleFamily.FRENCH, "EXTENDED-CTC-FR UBL", Outcome.VALID)
    assert OfficialVerdict((schema, core, extension)).is_valid
    assert not OfficialVerdict((schema, core)).is_valid
    assert not OfficialVerdict((schema, replace(core, family=RuleFamily.FRENCH), extension)).is_valid


def test_what_is_not_written_again_is_told_by_its_code_and_its_place() -> None:
    document = ubl.to_xml(an_invoice()).replace(b"<cbc:IssueDate>", b"<cbc:UUID>u-1</cbc:UUID><cbc:IssueDate>", 1)
    read = ubl.terms_from_xml(document)
    for syntax in (cii, ubl):
        written = syntax.terms_to_xml(read)
        assert [one.code.value for one in written.findings] == ["INV-EXTENSION-NOT-WRITTEN"]
        assert written.findings[0].facts["text"] == "u-1"
        again = syntax.terms_from_xml(written.document)
        assert (again.extensions, differences(read.terms, again.terms)) == ((), ())
    late = Group(values={"BT-3": (Value("381"),), "BT-9": (Value("2026-10-01"),)})
    assert [str(one.code) for one in ubl.terms_to_xml(SemanticInvoice(late)).findings] == ["INV-TERM-NOT-WRITTEN"]
