"""An invoice that says every term of EN 16931: written in either syntax it is valid, and nothing of it is lost."""

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from services.invoicing.domain.semantic import Group, SemanticInvoice, Value, differences
from services.invoicing.domain.terms import NUMBERS, ROOT, TERMS, Kind
from services.invoicing.domain.verdict import RuleFamily
from services.invoicing.standards import cii, ubl
from services.invoicing.standards.detection import detect
from services.invoicing.standards.official_rules import OfficialRuleProcess

# What rules want of a term; any other has a text, a day or one unit.
GIVEN: Mapping[str, str] = MappingProxyType(
    {
        "BT-3": "380", "BT-5": "EUR", "BT-6": "SEK", "BT-8": "35", "BT-18-1": "AAJ", "BT-21": "AAB", "BT-23": "B1",
        "BT-24": "urn:cen.eu:en16931:2017", "BT-31": "FR30910000017", "BT-48": "FR30910000017",
        "BT-63": "FR30910000017", "BT-81": "59", "BT-84": "FR7630006000011234567890189", "BT-87": "123456",
        "BT-95": "S", "BT-98": "95",
        "BT-102": "S", "BT-105": "FC", "BT-112": "2.00", "BT-115": "2.00", "BT-118": "S", "BT-125": "JVBERi0xLjcK",
        "BT-125-1": "application/pdf", "BT-125-2": "a.pdf", "BT-128-1": "AAJ", "BT-130": "C62", "BT-140": "95",
        "BT-145": "FC", "BT-150": "C62", "BT-151": "S", "BT-157-1": "0160", "BT-158-1": "STI", "BT-158-2": "1",
    }
)  # fmt: skip
COUNTRIES = frozenset({"BT-40", "BT-55", "BT-69", "BT-80", "BT-159"})
# Of VAT that is due no exemption is said (BR-S-10); BT-7 and BT-8 exclude one another (BR-CO-03).
EXEMPTION = frozenset({"BT-120", "BT-121"})


def text_of(term: str) -> str:
    kind = TERMS[term].kind
    if term in COUNTRIES:
        return "FR"
    if TERMS[term].is_part:
        return GIVEN.get(term, "0088")
    other = "2026-09-30" if kind is Kind.DAY else "1.00" if kind in NUMBERS else f"texte {term}"
    return GIVEN.get(term, other)


def every_term(without: frozenset[str], number: str = ROOT) -> Group:
    values: dict[str, tuple[Value, ...]] = {}
    groups: dict[str, tuple[Group, ...]] = {}
    for term, found in TERMS.items():
        if found.group != number or found.is_part or term in without:
            continue
        if found.kind is Kind.GROUP:
            groups[term] = (every_term(without, term),)
        else:
            parts = {part: text_of(part) for part, one in TERMS.items() if one.is_part and one.whole == term}
            values[term] = (Value(text_of(term), parts),)
    return Group(number, values, groups)


@pytest.mark.parametrize("date_of_vat", ["BT-7", "BT-8"])
@pytest.mark.parametrize("type_code", ["380", "381"], ids=["invoice", "credit-note"])
def test_an_invoice_that_says_every_term_is_valid_in_both_syntaxes(
    official: OfficialRuleProcess, date_of_vat: str, type_code: str
) -> None:
    whole = every_term(EXEMPTION | ({"BT-7", "BT-8"} - {date_of_vat}))
    whole = Group(values={**whole.values, "BT-3": (Value(type_code),)}, groups=whole.groups)
    assert len(whole.numbers()) == len([term for term, found in TERMS.items() if not found.is_part]) - 3
    for syntax in (cii, ubl):
        written = syntax.terms_to_xml(SemanticInvoice(whole))
        read = syntax.terms_from_xml(written.document)
        assert (written.left_out, read.extensions, differences(whole, read.terms)) == ((), (), ())
        verdict = official.judge_detected(detect(written.document), {RuleFamily.EN16931})
        assert [(broken.rule, broken.text) for check in verdict.checks for broken in check.broken] == []
        assert verdict.is_valid
