"""Interest for late payment: the rate of the right semester, the right days, the right lump sum."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.money import Money
from shared.legal import LegalTable, NoLegalValue
from shared.legal.additions import EcbRate, add_ecb_rate, added_files
from shared.legal.interest import InterestStatement, late_payment_interest
from shared.legal.parameter import FaultyLegalTable

LAW = LegalTable.load()


def interest(amount: str, due_on: str, paid_on: str, table: LegalTable = LAW) -> InterestStatement:
    due, paid = date.fromisoformat(due_on), date.fromisoformat(paid_on)
    return late_payment_interest(Money.parse(amount, "EUR"), due, paid, table)


@pytest.mark.parametrize(
    ("due_on", "rate"),
    [
        ("2022-12-30", "8.00"),  # interest begins on 31 December: the rate of the second semester of 2022
        ("2022-12-31", "10.50"),  # it begins on 1 January: the rate of that day, before the rise of February
        ("2023-02-15", "10.50"),
        ("2023-06-29", "10.50"),
        ("2023-06-30", "12.00"),
        ("2023-12-31", "12.50"),
        ("2024-06-30", "12.25"),
        ("2024-12-31", "11.15"),
        ("2025-06-30", "10.15"),
        ("2025-12-31", "10.15"),
    ],
)
def test_the_rate_is_that_of_the_semester_in_which_interest_begins(due_on: str, rate: str) -> None:
    paid_on = date.fromisoformat(due_on) + timedelta(days=10)
    assert str(interest("1000.00", due_on, paid_on.isoformat()).rate) == rate


def test_the_first_semester_of_2023_is_at_10_50_not_11_per_cent() -> None:
    rate = interest("1000.00", "2023-03-15", "2023-05-15").rate
    assert rate is not None
    assert rate.value == Decimal("10.50")
    assert rate.value != Decimal(11)


def test_the_rate_is_frozen_when_the_semester_changes() -> None:
    statement = interest("10000.00", "2023-06-20", "2023-07-20")
    assert str(statement.rate) == "10.50"
    assert statement.days == 30
    assert str(statement.interest) == "86.30 EUR"  # 10 000 × 10.50 % × 30 / 365 = 86.301…


def test_the_day_after_and_the_day_of_payment_both_count() -> None:
    assert interest("1000.00", "2025-09-01", "2025-09-02").days == 1
    assert interest("1000.00", "2025-09-01", "2025-09-02").begins_on == date(2025, 9, 2)


@pytest.mark.parametrize("paid_on", ["2025-09-01", "2025-08-01"])
def test_a_payment_in_time_owes_nothing(paid_on: str) -> None:
    statement = interest("1000.00", "2025-09-01", paid_on)
    assert not statement.is_late
    assert statement.total == Money.zero()
    assert statement.rate is None


def test_the_lump_sum_comes_once_and_even_for_one_cent() -> None:
    statement = interest("0.01", "2025-09-01", "2025-12-01")
    assert str(statement.interest) == "0.00 EUR"
    assert statement.recovery_lump_sum == Money.parse("40", "EUR") == statement.total


def test_articles_and_unverified_values_are_told() -> None:
    statement = interest("1000.00", "2025-09-01", "2025-12-01")
    assert {"R2192-31", "R2192-32", "R2192-33", "D2192-35"} == set(statement.articles)
    assert {value.parameter for value in statement.unverified} == {
        "interets.bce_refi_1er_jour_semestre",
        "interets.base_annuelle_jours",
    }


def test_a_semester_whose_rate_is_unknown_is_not_guessed() -> None:
    with pytest.raises(NoLegalValue, match="HTTP-LAW-UNKNOWN"):
        interest("1000.00", "2026-06-30", "2026-07-15")
    assert interest("1000.00", "2026-06-29", "2026-07-15").days == 16


def test_only_positive_euros_bear_interest() -> None:
    for amount in (Money.parse("-1", "EUR"), Money.parse("1", "USD")):
        with pytest.raises(ValueError, match="euros"):
            late_payment_interest(amount, date(2025, 9, 1), date(2025, 10, 1), LAW)


@given(
    st.integers(0, 10**12),
    st.dates(date(2016, 7, 1), date(2026, 6, 29)),
    st.integers(1, 2000),
)
def test_interest_is_the_exact_quotient_rounded_once(cents: int, due_on: date, late: int) -> None:
    statement = late_payment_interest(
        Money(Decimal(cents).scaleb(-2), "EUR"), due_on, due_on + timedelta(days=late), LAW
    )
    assert statement.rate is not None
    exact = Fraction(cents, 100) * Fraction(statement.rate.value) / 100 * late / 365
    expected = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert statement.interest.amount == expected


SECOND_SEMESTER = EcbRate(date(2026, 7, 1), Decimal("2.00"), "https://www.ecb.europa.eu/", date(2026, 7, 2))


def test_an_added_rate_is_kept_and_used(tmp_path: Path) -> None:
    path = add_ecb_rate(SECOND_SEMESTER, data_dir=tmp_path)
    assert path.parent.name == "law"
    table = LegalTable.load(added_files(tmp_path))
    statement = interest("1000.00", "2026-06-30", "2026-07-30", table)
    assert str(statement.rate) == "10.00"
    assert statement.references[0].source == "https://www.ecb.europa.eu/"
    assert "2026-07-02" in path.read_text("utf-8")
    with pytest.raises(NoLegalValue):
        interest("1000.00", "2026-12-31", "2027-01-30", table)


def test_a_known_semester_is_never_changed(tmp_path: Path) -> None:
    add_ecb_rate(SECOND_SEMESTER, data_dir=tmp_path)
    before = added_files(tmp_path)[0].read_bytes()
    for semester in (date(2026, 7, 1), date(2025, 7, 1)):
        with pytest.raises(FaultyLegalTable):
            add_ecb_rate(EcbRate(semester, Decimal(3), "source", date(2026, 8, 1)), data_dir=tmp_path)
    assert [file.read_bytes() for file in added_files(tmp_path)] == [before]


def test_a_semester_is_not_skipped(tmp_path: Path) -> None:
    with pytest.raises(FaultyLegalTable, match="aucune valeur entre"):
        add_ecb_rate(EcbRate(date(2027, 1, 1), Decimal(2), "source", date(2027, 1, 2)), data_dir=tmp_path)
    assert added_files(tmp_path) == ()


@pytest.mark.parametrize(
    ("semester", "value", "source"),
    [
        (date(2026, 7, 2), "2", "s"),
        (date(2026, 4, 1), "2", "s"),
        (date(2026, 7, 1), "-0.5", "s"),
        (date(2026, 7, 1), "215", "s"),
        (date(2026, 7, 1), "NaN", "s"),
        (date(2026, 7, 1), "2", " "),
        (date(2026, 7, 1), "2", "a\nb"),
    ],
)
def test_an_impossible_rate_is_refused(semester: date, value: str, source: str) -> None:
    with pytest.raises(FaultyLegalTable):
        EcbRate(semester, Decimal(value), source, date(2026, 7, 2))


def test_a_source_cannot_add_anything_else(tmp_path: Path) -> None:
    sly = EcbRate(date(2026, 7, 1), Decimal(2), "x}, additions: [] # '\"", date(2026, 7, 2))
    add_ecb_rate(sly, data_dir=tmp_path)
    value = LegalTable.load(added_files(tmp_path)).value("interets.bce_refi_1er_jour_semestre", on=date(2026, 8, 1))
    assert (value.source, value.value) == (sly.source, Decimal(2))
