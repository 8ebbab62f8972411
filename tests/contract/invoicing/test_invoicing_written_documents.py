"""What we write passes the official rules: schema, EN 16931, French rules, Factur-X profile."""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.invoicing.domain.calculation import completed
from services.invoicing.domain.invoice import Invoice, PrecedingInvoice
from services.invoicing.domain.prefill import invoice_for
from services.invoicing.domain.verdict import OfficialVerdict, Outcome, RuleFamily
from services.invoicing.standards import cii, factur_x, ubl
from services.invoicing.standards.detection import Detected, detect
from services.invoicing.standards.official_rules import OfficialRuleProcess
from services.invoicing.standards.selection import ALL_RULES
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
from tests.unit.invoicing.builders import a_line, an_invoice, an_order, details
from tests.unit.invoicing.test_invoicing_money import EXEMPTIONS, invoices

LINES = st.lists(
    st.tuples(
        st.decimals("0.01", "999", places=2),
        st.decimals("0.0001", "9999", places=4),
        st.sampled_from(["5.5", "10", "20"]),
    ),
    min_size=1,
    max_size=6,
)


def broken(verdict: OfficialVerdict) -> list[tuple[str, str]]:
    return [(check.artefact, rule.rule) for check in verdict.checks for rule in check.broken]


def judge(rules: OfficialRuleProcess, document: bytes) -> OfficialVerdict:
    return rules.judge_detected(detect(document), ALL_RULES)


@pytest.mark.parametrize("account", ["FR7630006000011234567890189", None], ids=["account", "no-account"])
def test_a_prefilled_factur_x_is_valid_by_every_official_artefact(
    official: OfficialRuleProcess, account: str | None
) -> None:
    verdict = judge(official, factur_x.build(invoice_for(an_order(), details(account=account))))
    assert broken(verdict) == []
    assert verdict.is_valid
    assert [check.family for check in verdict.checks] == list(RuleFamily)


def test_it_is_valid_out_of_the_box_too_and_the_verdict_says_by_what(packaged: OfficialRuleProcess) -> None:
    verdict = judge(packaged, factur_x.build(an_invoice()))
    assert verdict.is_valid, broken(verdict)
    assert {check.artefact for check in verdict.checks} == {
        "UN/CEFACT CII XSD",
        "Factur-X EN16931 Schematron",
        "BR-FR CTC CII",
    }


@settings(max_examples=15)
@given(LINES)
def test_any_order_gives_a_valid_invoice_to_the_cent(
    packaged: OfficialRuleProcess, lines: list[tuple[Decimal, Decimal, str]]
) -> None:
    order = an_order(
        lines=tuple(
            a_line(n, quantity=quantity, unit_price_excl_vat=Money(price, "EUR"), vat_rate=Percentage.parse(rate))
            for n, (quantity, price, rate) in enumerate(lines, start=1)
        )
    )
    verdict = judge(packaged, cii.to_xml(invoice_for(order, details())))
    assert verdict.is_valid, broken(verdict)


@pytest.mark.parametrize("type_code", ["380", "381"], ids=["invoice", "credit-note"])
def test_ubl_is_valid_too(packaged: OfficialRuleProcess, type_code: str) -> None:
    preceding = (PrecedingInvoice(number="F-0", issued_on=date(2026, 9, 1)),)
    written = ubl.to_xml(an_invoice(type_code=type_code, preceding=preceding))
    verdict = judge(packaged, written)
    assert verdict.is_valid, broken(verdict)
    assert cii.from_xml(cii.to_xml(ubl.from_xml(written))) == ubl.from_xml(written)


def test_an_altered_total_is_caught(packaged: OfficialRuleProcess) -> None:
    verdict = judge(packaged, cii.to_xml(_overcharged()))
    assert not verdict.is_valid
    assert ("Factur-X EN16931 Schematron", "BR-CO-15") in broken(verdict)
    european = next(check for check in verdict.checks if check.family is RuleFamily.EN16931)
    assert european.outcome is Outcome.INVALID


def _overcharged() -> Invoice:
    invoice = an_invoice()
    return replace(invoice, totals=replace(invoice.totals, incl_vat=invoice.totals.incl_vat + Money(Decimal(1), "EUR")))


@settings(max_examples=6)
@given(draft=invoices())
def test_any_mix_of_lines_allowances_charges_and_vat_passes_every_official_rule(
    packaged: OfficialRuleProcess, draft: Invoice
) -> None:
    made = completed(draft, exemptions=EXEMPTIONS)
    for syntax in (cii, ubl):
        verdict = packaged.judge_detected(detect(syntax.to_xml(made)), {RuleFamily.EN16931})
        assert broken(verdict) == []
        assert verdict.is_valid


def test_every_sample_written_again_in_either_syntax_breaks_no_european_rule_that_it_did_not(
    official: OfficialRuleProcess, samples_dir: Path
) -> None:
    """A conversion adds no fault; what has no line (MINIMUM, BASIC WL) is no invoice of UBL, whose schema wants one."""
    folder = samples_dir / "invoices"
    with (folder / "manifest.csv").open(encoding="utf-8") as manifest:
        names = [row["file"] for row in csv.DictReader(manifest) if row["xsd_result"] == "valid"]
    added = {}
    for name in names:
        found = detect((folder / name).read_bytes())
        terms = found.terms()
        if not terms.terms.all("BG-25"):
            continue
        before = judged_by_europe(official, found)
        for syntax in (cii, ubl):
            after = judged_by_europe(official, detect(syntax.terms_to_xml(terms).document))
            added[name, syntax.__name__] = after - before
    assert {key: rules for key, rules in added.items() if rules} == {}
    assert len(added) == 2 * 31


def judged_by_europe(rules: OfficialRuleProcess, document: Detected) -> set[str]:
    verdict = rules.judge_detected(document, {RuleFamily.EN16931})
    return {rule for check in verdict.checks for rule in check.failed_rules}
