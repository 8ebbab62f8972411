"""Every refusal and every difference has its French words, which ask only for the facts that travel with it."""

import re
from pathlib import Path
from string import Formatter

import pytest

from services.invoicing.api.texts import DIFFERENCES, TEXTS, difference_text
from services.invoicing.domain import errors, matching
from services.invoicing.domain.errors import Code
from services.invoicing.domain.matching import Difference, DifferenceCode
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


def test_every_refusal_of_the_parser_is_said() -> None:
    codes = set(re.findall(r'refuse\("(XML-[A-Z-]+)"', Path(parser.__file__).read_text(encoding="utf-8")))
    assert codes == {code for code in TEXTS if code.startswith("XML-")}
