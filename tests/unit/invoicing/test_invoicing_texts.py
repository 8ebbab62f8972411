"""Every refusal and every difference has its French words, which ask only for the facts that travel with it."""

import re
from pathlib import Path
from string import Formatter

import pytest

from services.invoicing.api.texts import DIFFERENCES, TEXTS, difference_text
from services.invoicing.api.texts.official_rules import in_french
from services.invoicing.api.texts.proposals import MOTIVES, proposal_text
from services.invoicing.domain import errors, matching
from services.invoicing.domain.decisions import RefusalMotive
from services.invoicing.domain.errors import Code
from services.invoicing.domain.matching import Difference, DifferenceCode
from services.invoicing.domain.proposal import Proposal, ProposedAct
from services.invoicing.domain.verdict import BrokenRule, RuleFamily
from shared.xml import parser


def declared(source: str | None) -> dict[str, set[str]]:
    """The comment beside each code names its facts: it is the contract that texts are held to."""
    text = Path(source or "").read_text(encoding="utf-8")
    return {
        code: set() if facts.startswith("no fact") else set(re.findall(r"[a-z_]+", facts))
        for code, facts in re.findall(r'= "(INV-[A-Z0-9-]+)"  # ([a-z_, ]+)', text)
    }


def asked(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field}


@pytest.mark.parametrize("code", list(Code))
def test_a_refusal_is_said_with_the_facts_that_it_has(code: Code) -> None:
    assert asked(TEXTS[code].detail) <= declared(errors.__file__)[code.value]
    assert 400 <= TEXTS[code].status < 500


@pytest.mark.parametrize("code", list(DifferenceCode))
def test_a_difference_is_said_with_the_facts_that_it_has(code: DifferenceCode) -> None:
    facts = declared(matching.__file__)[code.value]
    assert asked(DIFFERENCES[code]) <= facts
    assert difference_text(Difference(code, dict.fromkeys(facts, "42"))).endswith(".")


def test_a_difference_is_said_as_people_read_it() -> None:
    sums = {"term": "BT-112", "written": "1200.00 EUR", "counted": "1200.5 EUR"}
    assert difference_text(Difference(DifferenceCode.ARITHMETIC, sums)) == (
        "Total TTC (BT-112) : la facture dit 1\u202f200,00\u00a0€, le calcul donne 1\u202f200,50\u00a0€."
    )
    late = {"reference": "M1", "ended_on": "2026-11-23"}
    assert "23/11/2026" in difference_text(Difference(DifferenceCode.CONTRACT_ENDED, late))


@pytest.mark.parametrize(
    ("family", "text", "said"),
    [
        (RuleFamily.FRENCH, "Le cadre est exigé.", "Le cadre est exigé."),
        (RuleFamily.XSD, "Element '{urn:x}Id': This element is not expected.", "ligne 3 : Id n'est pas attendu ici"),
        (
            RuleFamily.EN16931,
            "[BR-CO-15]-BT-112 = BT-109 + BT-110 (BT-112).",
            "à regarder : Total TTC (BT-112) ; ",
        ),
        (
            RuleFamily.FACTUR_X,
            "Element 'ram:ID' must occur exactly 1 times.",
            "ID doit être présent 1 fois, exactement",
        ),
        (RuleFamily.FACTUR_X, "Element 'ram:A' is marked as not used in the given context.", "A ne doit pas être"),
        (
            RuleFamily.FACTUR_X,
            "Element variant 'ram:A[not(@x)]' may occur at maximum 2 times.",
            "A peut être présent 2",
        ),
        (RuleFamily.FACTUR_X, "Value of 'ram:TypeCode' is not allowed.", "la valeur de TypeCode n'est pas permise"),
        (
            RuleFamily.FACTUR_X,
            "Attribute '@currencyID' is required in this context.",
            "il manque l'attribut currencyID",
        ),
        (RuleFamily.EN16931, "[CII-SR-014] - Name should not be present", "Name ne doit pas être présent"),
        (RuleFamily.EN16931, "[BR-CL-23]-Unit code MUST be coded", "à regarder : Id"),
        (RuleFamily.EN16931, "About BT-999.", "à regarder : Id"),
    ],
)
def test_a_broken_rule_is_said_in_french(family: RuleFamily, text: str, said: str) -> None:
    found = in_french(
        family, BrokenRule(rule="R", text=text, location="ligne 3" if family is RuleFamily.XSD else "/A[1]/cbc:Id[1]")
    )
    assert found.startswith(said), found


@pytest.mark.parametrize("act", list(ProposedAct))
def test_a_proposal_is_a_sentence_that_says_what_becomes_of_the_period(act: ProposedAct) -> None:
    assert proposal_text(Proposal(act=act, period_runs=True)).endswith(". Le délai de paiement court.")
    assert proposal_text(Proposal(act=act, period_runs=False)).endswith(". Le délai de paiement ne court plus.")


def test_every_motive_of_a_refusal_has_its_words() -> None:
    assert set(MOTIVES) == set(RefusalMotive)


def test_every_refusal_of_the_parser_is_said() -> None:
    codes = set(re.findall(r'refuse\("(XML-[A-Z-]+)"', Path(parser.__file__).read_text(encoding="utf-8")))
    assert codes == {code for code in TEXTS if code.startswith("XML-")}
