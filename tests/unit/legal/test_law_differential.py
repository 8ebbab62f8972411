"""The engine of the law against tables written from the texts by hand, through the command line that people use."""

import json
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from click.testing import CliRunner

from services.cli import main as plis
from services.tenders.domain.law.engine import obligations
from services.tenders.domain.law.question import NeedKind, Question
from shared.kernel.money import Money
from shared.legal import LegalTable
from shared.legal.buyers import BuyerKind, Capacity
from tests.unit.legal.law_tables import BUYERS, DAYS, KINDS, Case, expected, thresholds

CENT = Decimal("0.01")
ENTITIES = {"commune", "epci", "sem"}


def questions(day: date) -> list[Case]:
    """Give every question of a day: each threshold of the texts, a cent below, and a cent above."""
    cases = []
    for buyer, kind, entity in product(BUYERS, KINDS, (False, True)):
        if entity and buyer not in ENTITIES:
            continue
        first = Case(on=day, buyer=buyer, entity=entity, kind=kind, value=Decimal(1))
        values = sorted({Decimal(amount) + cent for amount in thresholds(first) for cent in (-CENT, Decimal(0), CENT)})
        cases += [Case(day, buyer, entity, kind, value) for value in values]
    return cases


def asked(case: Case, law: LegalTable) -> set[str]:
    """Ask the engine."""
    question = Question(
        buyer=BuyerKind.parse(case.buyer),
        kind=NeedKind(case.kind),
        value=Money(case.value),
        launched_on=case.on,
        capacity=Capacity.ENTITY if case.entity else Capacity.AUTHORITY,
    )
    return {obligation.code.value for obligation in obligations(question, law).obligations}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_engine_says_what_the_texts_say(day: date, law: LegalTable) -> None:
    differences = []
    for case in questions(day):
        codes = asked(case, law)
        differences += [
            f"{case}: {code} should be {'there' if there else 'absent'}"
            for code, there in expected(case).items()
            if (code in codes) is not there
        ]
    assert differences == []


@pytest.mark.parametrize("buyer", BUYERS)
def test_the_command_says_the_same(buyer: str, law: LegalTable) -> None:
    case = Case(on=date(2026, 11, 23), buyer=buyer, entity=False, kind="supplies", value=Decimal("216000.00"))
    words = ["law", "obligations", "--kind", case.kind, "--value", "216000", "--buyer", buyer, "--on", "2026-11-23"]
    result = CliRunner().invoke(plis, [*words, "--json"])
    assert result.exit_code == 0, result.output
    said = {obligation["code"] for obligation in json.loads(result.output)["obligations"]}
    assert said == asked(case, law)
