"""Minimum periods: their reductions, the days counted, what stops and what only warns."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tenders.domain.law import Announced, Circumstance, Level, NeedKind
from services.tenders.domain.law import ObligationCode as C
from services.tenders.domain.law.prior_information import months_before
from services.tenders.domain.procedures import ProcedureType, Technique
from services.tenders.domain.terms import ElectronicException
from shared.kernel.paris import end_of_legal_day, legal_day, start_of_legal_day
from shared.legal.buyers import BuyerKind, Capacity
from shared.legal.european_days import european_period_end
from shared.legal.working_days import is_working_day
from tests.unit.tenders.law_questions import TODAY, ask, codes, the

OPEN, RESTRICTED, NEGOTIATED, DIALOGUE = (
    ProcedureType.OPEN,
    ProcedureType.RESTRICTED,
    ProcedureType.NEGOTIATED,
    ProcedureType.DIALOGUE,
)
URGENT = frozenset({Circumstance.URGENT})
ELSEWHERE = frozenset({Circumstance.DOCUMENTS_ELSEWHERE})
PAPER = ElectronicException.OFFICE_EQUIPMENT
IN_TIME = date(2026, 9, 1)
ENTITY = {"value": "500000", "capacity": Capacity.ENTITY}
DYNAMIC = Technique.DYNAMIC_PURCHASING_SYSTEM

DAYS: list[tuple[dict[str, Any], C, int]] = [
    ({}, C.MINIMUM_PERIOD_OPEN, 30),
    ({"electronic_exception": PAPER}, C.MINIMUM_PERIOD_OPEN, 35),
    ({"prior_information_on": IN_TIME}, C.MINIMUM_PERIOD_OPEN, 15),
    ({"circumstances": URGENT}, C.MINIMUM_PERIOD_OPEN, 15),
    ({"circumstances": ELSEWHERE}, C.MINIMUM_PERIOD_OPEN, 35),
    ({"circumstances": ELSEWHERE | URGENT}, C.MINIMUM_PERIOD_OPEN, 15),
    ({"procedure": RESTRICTED}, C.MINIMUM_PERIOD_CANDIDACIES, 30),
    ({"procedure": RESTRICTED, "circumstances": URGENT}, C.MINIMUM_PERIOD_CANDIDACIES, 15),
    ({"procedure": RESTRICTED, "circumstances": ELSEWHERE}, C.MINIMUM_PERIOD_CANDIDACIES, 30),
    ({"procedure": RESTRICTED, "prior_information_on": IN_TIME}, C.MINIMUM_PERIOD_CANDIDACIES, 30),
    ({"procedure": RESTRICTED}, C.MINIMUM_PERIOD_OFFERS, 25),
    ({"procedure": RESTRICTED, "electronic_exception": PAPER}, C.MINIMUM_PERIOD_OFFERS, 30),
    ({"procedure": RESTRICTED, "circumstances": URGENT}, C.MINIMUM_PERIOD_OFFERS, 10),
    ({"procedure": RESTRICTED, "prior_information_on": IN_TIME}, C.MINIMUM_PERIOD_OFFERS, 10),
    ({"procedure": RESTRICTED, **ENTITY}, C.MINIMUM_PERIOD_CANDIDACIES, 15),
    ({"procedure": RESTRICTED, **ENTITY}, C.MINIMUM_PERIOD_OFFERS, 10),
    ({"procedure": NEGOTIATED}, C.MINIMUM_PERIOD_CANDIDACIES, 30),
    ({"procedure": NEGOTIATED, "circumstances": URGENT}, C.MINIMUM_PERIOD_CANDIDACIES, 15),
    ({"procedure": NEGOTIATED}, C.MINIMUM_PERIOD_OFFERS, 25),
    ({"procedure": NEGOTIATED, "circumstances": URGENT}, C.MINIMUM_PERIOD_OFFERS, 10),
    ({"procedure": NEGOTIATED, **ENTITY}, C.MINIMUM_PERIOD_CANDIDACIES, 15),
    ({"procedure": NEGOTIATED, **ENTITY}, C.MINIMUM_PERIOD_OFFERS, 10),
    ({"procedure": DIALOGUE}, C.MINIMUM_PERIOD_CANDIDACIES, 30),
    ({"procedure": DIALOGUE, "circumstances": URGENT}, C.MINIMUM_PERIOD_CANDIDACIES, 30),
    ({"procedure": RESTRICTED, "technique": DYNAMIC}, C.MINIMUM_PERIOD_CANDIDACIES, 30),
    ({"procedure": RESTRICTED, "technique": DYNAMIC}, C.MINIMUM_PERIOD_OFFERS, 10),
]


@pytest.mark.parametrize(("facts", "code", "days"), DAYS)
def test_a_minimum_period_is_that_of_its_article(facts: dict[str, Any], code: C, days: int) -> None:
    found = the(code, **facts)
    assert found.limit == f"{days}\u00a0jours"
    assert found.deadline == (None if code is C.MINIMUM_PERIOD_OFFERS else safe_day(TODAY, days))


def safe_day(sent_on: date, days: int) -> date:
    """Counted by hand, in another way: days are ticked one by one."""
    day = sent_on
    for _ in range(days):
        day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day + timedelta(days=1)


def test_an_invitation_sets_the_day_of_the_offers() -> None:
    sent = date(2026, 12, 11)
    found = the(C.MINIMUM_PERIOD_OFFERS, procedure=RESTRICTED, invited_on=sent)
    assert found.deadline == safe_day(sent, 25)


def test_only_a_buyer_that_is_not_central_may_agree_on_a_date() -> None:
    assert "commun accord" in the(C.MINIMUM_PERIOD_OFFERS, procedure=RESTRICTED).what
    assert "commun accord" not in the(C.MINIMUM_PERIOD_OFFERS, procedure=RESTRICTED, buyer=BuyerKind.STATE).what


@pytest.mark.parametrize(
    ("sent", "counts"),
    [
        (date(2025, 11, 22), False),
        (date(2025, 11, 23), True),
        (date(2026, 10, 19), True),
        (date(2026, 10, 20), False),
        (date(2026, 12, 1), False),
    ],
)
def test_prior_information_counts_in_its_window_alone(sent: date, *, counts: bool) -> None:
    limit = the(C.MINIMUM_PERIOD_OPEN, prior_information_on=sent).limit or ""
    assert limit.startswith("15") is counts
    said = any("hors délai" in each for each in ask("300000", prior_information_on=sent).assumptions)
    assert said is not counts


def test_months_go_back_to_the_end_of_a_shorter_month() -> None:
    assert months_before(date(2025, 2, 28), 12) == date(2024, 2, 28)
    assert months_before(date(2024, 2, 29), 12) == date(2023, 2, 28)
    assert months_before(date(2026, 12, 31), 12) == date(2025, 12, 31)
    assert months_before(date(2026, 1, 15), 1) == date(2025, 12, 15)


@given(st.dates(date(2019, 4, 1), date(2027, 11, 1)), st.integers(10, 40))
def test_a_european_period_never_ends_on_a_day_off_and_is_never_shorter(sent_on: date, days: int) -> None:
    end = european_period_end(sent_on=sent_on, days=days)
    assert is_working_day(end)
    assert timedelta(days=days) <= end - sent_on <= timedelta(days=days + 5)


@pytest.mark.parametrize("night", [date(2026, 3, 29), date(2026, 10, 25)])
def test_days_are_paris_days_whatever_the_length_of_the_night(night: date) -> None:
    hours = (end_of_legal_day(night) - start_of_legal_day(night)).total_seconds() / 3600
    assert round(hours) in {23, 25}
    sent_on = night - timedelta(days=10)
    end = european_period_end(sent_on=sent_on, days=10)  # a Sunday: the Monday counts
    assert end == night + timedelta(days=1)
    assert legal_day(end_of_legal_day(end)) == end


def deadline(day: date, **facts: Any) -> Level:
    return the(
        C.MINIMUM_PERIOD_CANDIDACIES if facts.get("procedure") in {RESTRICTED, DIALOGUE} else C.MINIMUM_PERIOD_OPEN,
        **facts,
        announced=Announced(deadline=day),
    ).level


@pytest.mark.parametrize(
    ("facts", "after", "level"),
    [
        ({"procedure": OPEN}, 31, Level.INFORMATION),
        ({"procedure": OPEN}, 30, Level.WARNING),
        ({"procedure": OPEN}, 15, Level.WARNING),  # urgency or prior information could explain it
        ({"procedure": OPEN}, 14, Level.STOP),  # nothing can
        ({}, 14, Level.WARNING),  # the open procedure is only assumed
        ({"procedure": OPEN, "circumstances": URGENT}, 16, Level.INFORMATION),
        ({"procedure": OPEN, "circumstances": URGENT}, 14, Level.STOP),
        ({"procedure": RESTRICTED}, 14, Level.STOP),
        ({"procedure": RESTRICTED}, 15, Level.WARNING),
        ({"procedure": RESTRICTED, **ENTITY}, 14, Level.STOP),
        ({"procedure": DIALOGUE}, 29, Level.STOP),
        ({"procedure": DIALOGUE}, 30, Level.WARNING),  # only the careful count says more
        ({"procedure": OPEN}, -1, Level.STOP),
    ],
)
def test_a_deadline_is_compared_with_what_even_urgency_allows(facts: dict[str, Any], after: int, level: Level) -> None:
    assert deadline(TODAY + timedelta(days=after), **facts) is level


def test_answers_to_questions_come_six_or_four_days_before() -> None:
    last = Announced(deadline=date(2027, 1, 15))
    assert the(C.QUESTIONS_ANSWER_DAYS, announced=last).deadline == date(2027, 1, 9)
    assert the(C.QUESTIONS_ANSWER_DAYS, announced=last, circumstances=URGENT).deadline == date(2027, 1, 11)
    assert the(C.QUESTIONS_ANSWER_DAYS).deadline is None
    for two_steps in (RESTRICTED, NEGOTIATED, DIALOGUE):  # the announced deadline is that of candidacies
        assert the(C.QUESTIONS_ANSWER_DAYS, procedure=two_steps, announced=last).deadline is None


def test_the_announced_deadline_is_said_with_the_shortest_lawful_period() -> None:
    why = the(C.MINIMUM_PERIOD_OPEN, announced=Announced(deadline=date(2026, 12, 1))).why
    assert "Date limite prévue : 01/12/2026. Au plus court, quel que soit le motif : 15\u00a0jours." in why
    assert "Date limite prévue" not in the(C.MINIMUM_PERIOD_OPEN).why


def test_a_missing_environmental_criterion_stops_from_the_second_day_on() -> None:
    without = Announced(environmental_criterion=False)
    first, second = date(2026, 8, 21), date(2026, 8, 22)
    assert the(C.ENVIRONMENT_CRITERION, announced=without, launched_on=first).level is Level.WARNING
    assert the(C.ENVIRONMENT_CRITERION, announced=without, launched_on=second).level is Level.STOP
    assert the(C.ENVIRONMENT_CRITERION, announced=Announced(environmental_criterion=True)).level is Level.INFORMATION
    assert the(C.ENVIRONMENT_CRITERION, "5000", announced=without).level is Level.INFORMATION  # nobody competes


def test_a_contest_has_no_minimum_period_of_its_own() -> None:
    found = codes(kind=NeedKind.DESIGN, procedure=ProcedureType.DESIGN_CONTEST)
    assert C.ADEQUATE_PERIOD in found
    assert not found & {C.MINIMUM_PERIOD_OPEN, C.MINIMUM_PERIOD_CANDIDACIES, C.MINIMUM_PERIOD_OFFERS}
