"""Counting days: payment, suspension before signature, minimum periods, clear days, public holidays."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.legal import LegalTable, NoLegalValue
from shared.legal.calendar import (
    PayerKind,
    Transmission,
    clear_days_end,
    minimum_period,
    payment_due_date,
    payment_due_date_after_interruption,
    standstill_end,
)
from shared.legal.working_days import easter, is_public_holiday, is_working_day, next_working_day

LAW = LegalTable.load()


@pytest.mark.parametrize(("payer", "days"), [("general", 30), ("health", 50), ("public_company", 60)])
def test_each_buyer_has_its_payment_period(payer: str, days: int) -> None:
    due = payment_due_date(received_on=date(2026, 10, 1), payer=PayerKind(payer), table=LAW)
    assert due.due_on == date(2026, 10, 1) + timedelta(days=days)
    assert due.rule.article.startswith("R2192-1")


def test_work_done_later_starts_the_period() -> None:
    due = payment_due_date(
        received_on=date(2026, 10, 1), executed_on=date(2026, 10, 11), payer=PayerKind.GENERAL, table=LAW
    )
    assert (due.starts_on, due.due_on) == (date(2026, 10, 11), date(2026, 11, 10))


def test_work_done_before_changes_nothing() -> None:
    due = payment_due_date(
        received_on=date(2026, 10, 1), executed_on=date(2026, 9, 1), payer=PayerKind.GENERAL, table=LAW
    )
    assert due.due_on == date(2026, 10, 31)


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [(date(2026, 10, 31), date(2026, 11, 19)), (date(2026, 12, 15), date(2026, 12, 25))],  # 30 days, or the 66 left
)
def test_an_interruption_opens_the_longer_of_two_periods(due_on: date, expected: date) -> None:
    renewed = payment_due_date_after_interruption(
        due_on=due_on, interrupted_on=date(2026, 10, 10), completed_on=date(2026, 10, 20), table=LAW
    )
    days = max(30, (due_on - date(2026, 10, 10)).days)
    assert renewed.due_on == date(2026, 10, 20) + timedelta(days=days) == expected


def test_letters_sent_on_28_december_allow_signature_on_13_january() -> None:
    paper = standstill_end(sent_on=date(2026, 12, 28), transmission=Transmission.OTHER, table=LAW)
    assert (paper.last_day, paper.signature_from) == (date(2027, 1, 12), date(2027, 1, 13))
    assert paper.forbids_signature_on(date(2027, 1, 12))
    assert not paper.forbids_signature_on(date(2027, 1, 13))


def test_electronic_notices_shorten_the_suspension() -> None:
    electronic = standstill_end(sent_on=date(2026, 10, 1), transmission=Transmission.ELECTRONIC, table=LAW)
    assert (electronic.last_day, electronic.signature_from) == (date(2026, 10, 11), date(2026, 10, 12))
    assert electronic.rule.article == "R2182-1"


def test_a_minimum_period_runs_whole_before_the_deadline() -> None:
    period = minimum_period(parameter_id="delai.ao_ouvert.electronique", sent_on=date(2026, 10, 1), table=LAW)
    assert (period.last_day, period.deadline_from) == (date(2026, 10, 31), date(2026, 11, 1))


def test_before_the_code_nothing_is_counted() -> None:
    with pytest.raises(NoLegalValue):
        payment_due_date(received_on=date(2019, 3, 31), payer=PayerKind.GENERAL, table=LAW)


def test_public_holidays_of_2026() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [day for day in days if is_public_holiday(day)] == [
        date(2026, 1, 1), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 8), date(2026, 5, 14), date(2026, 5, 25),
        date(2026, 7, 14), date(2026, 8, 15), date(2026, 11, 1), date(2026, 11, 11), date(2026, 12, 25),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("year", "day"),
    [(1818, "03-22"), (1943, "04-25"), (2000, "04-23"), (2024, "03-31"), (2038, "04-25"), (2049, "04-18")],
)
def test_easter(year: int, day: str) -> None:
    assert easter(year).isoformat() == f"{year}-{day}"


@given(st.integers(1600, 4000))
def test_easter_is_always_a_sunday_of_spring(year: int) -> None:
    assert easter(year).weekday() == 6
    assert date(year, 3, 22) <= easter(year) <= date(year, 4, 25)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_clear_days_count_neither_end(start: date, days: int) -> None:
    end = clear_days_end(start=start, days=days)
    assert is_working_day(end)
    assert timedelta(days=days + 1) <= end - start <= timedelta(days=days + 6)
    assert next_working_day(end) == end


def test_clear_days_run_past_a_long_week_end() -> None:
    assert clear_days_end(start=date(2026, 3, 30), days=4) == date(2026, 4, 7)  # Easter Monday is the sixth
