"""Every kind, buyer, case and amount: the engine always answers, and a greater need never asks less."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.tenders.domain.law import (
    Announced,
    Circumstance,
    Ground,
    Level,
    NeedKind,
    Obligation,
    ObligationCode,
    Question,
    obligations,
)
from services.tenders.domain.law import ObligationCode as C
from services.tenders.domain.law.answer import breach_level, weakest
from services.tenders.domain.procedures import ProcedureType, Technique
from services.tenders.domain.terms import ElectronicException
from shared.kernel.money import Money
from shared.legal import Confidence
from shared.legal.buyers import BuyerKind, Capacity
from tests.unit.tenders.law_questions import LAW, a_question

AMOUNTS = st.decimals("0.01", "99999999", places=2).map(Money)
DAYS = st.dates(date(2019, 4, 1), date(2027, 12, 31))
OPTIONAL_DAYS = st.none() | DAYS
ANNOUNCED = st.builds(
    Announced,
    deadline=OPTIONAL_DAYS,
    environmental_criterion=st.none() | st.booleans(),
    turnover_floor=st.none() | AMOUNTS,
    divided=st.none() | st.booleans(),
)
QUESTIONS = st.builds(
    Question,
    buyer=st.sampled_from(BuyerKind),
    kind=st.sampled_from(NeedKind),
    value=AMOUNTS,
    launched_on=DAYS,
    capacity=st.sampled_from(Capacity),
    lots=st.lists(AMOUNTS, max_size=6).map(tuple),
    procedure=st.none() | st.sampled_from(ProcedureType),
    technique=st.sampled_from(Technique),
    ground=st.none() | st.sampled_from(Ground),
    circumstances=st.frozensets(st.sampled_from(Circumstance)),
    electronic_exception=st.none() | st.sampled_from(ElectronicException),
    prior_information_on=OPTIONAL_DAYS,
    invited_on=OPTIONAL_DAYS,
    duration_months=st.none() | st.integers(1, 1200),
    population=st.none() | st.integers(0, 3_000_000),
    expenses=st.none() | AMOUNTS,
    announced=ANNOUNCED,
)
CHANNELS = {C.NO_NOTICE_REQUIRED, C.FREE_PUBLICITY, C.BOAMP_OR_JAL, C.BOAMP_AND_JOUE, C.JOUE_ONLY}
ELECTRONIC = {C.ELECTRONIC_RESPONSE, C.ELECTRONIC_RESPONSE_EXCEPTED, C.ELECTRONIC_RESPONSE_OPTIONAL}
# What a greater need never loses, every other fact being the same.
GROWING = {
    C.FORMAL_PROCEDURE,
    C.STANDSTILL,
    C.CAO,
    C.LEGALITY_CONTROL,
    C.WRITTEN_CONTRACT,
    C.AWARD_NOTICE,
    C.PRESENTATION_REPORT,
    C.DECISIONS_KEPT,
    C.ESSENTIAL_DATA,
    C.BOAMP_AND_JOUE,
    C.JOUE_ONLY,
    C.SOCIAL_CONDITION,
    C.ADVANCE_PAYMENT,
    C.DOCUMENTS_ON_PROFILE,
}


def codes_of(question: Question) -> list[ObligationCode]:
    return [each.code for each in obligations(question, LAW).obligations]


@given(QUESTIONS)
def test_the_engine_always_answers_and_says_nothing_twice(question: Question) -> None:
    answer = obligations(question, LAW)
    found = [each.code for each in answer.obligations]
    assert len(found) == len(set(found))
    assert len(answer.assumptions) == len(set(answer.assumptions))
    for each in answer.obligations:
        assert each.article and each.what.endswith(".") and each.why.endswith(".")  # noqa: PT018 - one sentence


@given(QUESTIONS)
def test_one_channel_and_one_way_to_answer_at_most(question: Question) -> None:
    found = set(codes_of(question))
    assert len(found & CHANNELS) <= 1
    assert len(found & ELECTRONIC) <= 1
    assert len(found & {C.ADAPTED_PROCEDURE, C.FORMAL_PROCEDURE, C.NO_NOTICE_REQUIRED}) <= 1
    assert C.MPS_OFFERED in found


@given(QUESTIONS)
def test_levels_respect_confidence(question: Question) -> None:
    for each in obligations(question, LAW).obligations:
        if each.level is Level.STOP:
            assert each.confidence is Confidence.OFFICIAL
            assert each.code in {C.ENVIRONMENT_CRITERION, C.MINIMUM_PERIOD_OPEN, C.MINIMUM_PERIOD_CANDIDACIES}


@given(QUESTIONS, AMOUNTS)
@example(a_question("40000"), Money(Decimal("60000")))
def test_a_greater_need_never_asks_less(question: Question, more: Money) -> None:
    small = replace(question, lots=())
    great = replace(small, value=small.value + more)
    assert set(codes_of(small)) & GROWING <= set(codes_of(great))


@pytest.mark.parametrize("buyer", BuyerKind)
@pytest.mark.parametrize("kind", NeedKind)
def test_each_kind_and_each_buyer_has_a_channel_at_every_size(buyer: BuyerKind, kind: NeedKind) -> None:
    for capacity in Capacity:
        for value in ("1", "50000", "75000", "95000", "150000", "500000", "900000", "2000000", "9000000"):
            found = set(codes_of(a_question(value, buyer=buyer, kind=kind, capacity=capacity)))
            assert len(found & CHANNELS) == 1
            assert len(found & ELECTRONIC) == 1


@pytest.mark.parametrize("day", [date.min, date(2026, 11, 23), date(9999, 12, 1)])
def test_an_absurd_announced_deadline_is_only_compared(day: date) -> None:
    found = codes_of(a_question(procedure=ProcedureType.OPEN, announced=Announced(deadline=day)))
    assert C.QUESTIONS_ANSWER_DAYS in found


def test_a_stop_cannot_be_built_on_what_was_not_read() -> None:
    with pytest.raises(TypeError):
        Obligation(
            code=C.CAO,
            article="CGCT L1414-2",
            what="Réunissez la commission.",
            why="Essai.",
            confidence=Confidence.SECONDARY,
            level=Level.STOP,
        )
    assert breach_level(Confidence.OFFICIAL, excusable=False) is Level.STOP
    assert breach_level(Confidence.OFFICIAL, excusable=True) is Level.WARNING
    assert breach_level(Confidence.SECONDARY, excusable=False) is Level.WARNING
    assert breach_level(Confidence.UNVERIFIED, excusable=False) is Level.WARNING
    assert weakest(Confidence.OFFICIAL, Confidence.UNVERIFIED, Confidence.SECONDARY) is Confidence.UNVERIFIED
