"""What to change in an invoice that breaks a rule of EN 16931: said in French for every rule of the core."""

import re
from pathlib import Path

import pytest

from services.invoicing.api.texts.core_rules import what_to_change
from services.invoicing.api.texts.official_rules import in_french
from services.invoicing.domain.verdict import BrokenRule, RuleFamily

_RULE = re.compile(r'<xsl:attribute name="id">(BR-[^<]+)</xsl:attribute>.*?<svrl:text>(.*?)</svrl:text>', re.DOTALL)
_NEVER_BROKEN = {"BR-CO-05", "BR-CO-06", "BR-CO-07", "BR-CO-08"}  # their test is always true: only people can tell


@pytest.mark.parametrize("path", ["ubl/EN16931-UBL-validation.xslt", "cii/EN16931-CII-validation.xslt"])
def test_every_rule_of_the_core_says_in_french_what_to_change(standards_dir: Path, path: str) -> None:
    rules = _RULE.findall((standards_dir / "en16931" / path).read_text("utf-8"))
    assert len(rules) > 150
    said = {rule: what_to_change(rule, text) for rule, text in rules}
    assert {rule for rule, words in said.items() if not words} <= _NEVER_BROKEN
    assert not [rule for rule, words in said.items() if "{" in words]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("BR-CO-15", "Total TTC (BT-112) doit être : Total hors taxes (BT-109) + Total de la TVA (BT-110)"),
        ("BR-06", "ajoutez : Raison sociale du vendeur (BT-27)"),
        ("BR-AE-05", "autoliquidation (AE) : Taux de TVA de la ligne (BT-152) doit être de 0"),
        ("BR-S-05", "taux normal ou réduit (S) : Taux de TVA de la ligne (BT-152) doit être au-dessus de zéro"),
        ("BR-O-05", "hors du champ de la TVA (O) : Taux de TVA de la ligne (BT-152) ne doit pas être là"),
        ("BR-CL-24", "pièce jointe : type non admis ; admis : PDF, PNG, JPEG, CSV, XLSX, ODS"),
    ],
)
def test_what_to_change_is_said_of_the_rule_that_is_broken(rule: str, words: str) -> None:
    for family in (RuleFamily.EN16931, RuleFamily.FACTUR_X):
        assert in_french(family, BrokenRule(rule, "official words", "/Invoice[1]")) == words


def test_a_rule_that_is_not_of_the_core_is_said_as_before() -> None:
    broken = BrokenRule("FX-SCH-A-000026", "Value of 'ram:ID' is not allowed.", "")
    assert in_french(RuleFamily.FACTUR_X, broken) == "la valeur de ID n'est pas permise"
    assert what_to_change("BR-99", "") == what_to_change("BR-CL-99", "") == what_to_change("BR-DEC-01", "") == ""
