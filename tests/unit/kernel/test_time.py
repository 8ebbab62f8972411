"""Clock, Paris, deadlines, timelines, periods."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.kernel.clock import FixedClock, SystemClock, in_utc
from shared.kernel.deadline import Deadline
from shared.kernel.paris import PARIS, end_of_legal_day, legal_day, start_of_legal_day
from shared.kernel.period import Period
from shared.kernel.refusal import InvalidValue
from shared.kernel.timeline import Timeline

instants = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
NOON = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("microseconds", "in_time"),
    [
        (-1_000_000, True),
        (-1000, True),
        (-1, True),
        (0, True),
        (1, True),
        (999, True),
        (1000, False),
        (1_000_000, False),
    ],
)
def test_the_deadline_itself_is_in_time_to_the_millisecond(microseconds: int, in_time: bool) -> None:
    assert Deadline(NOON).admits(NOON + timedelta(microseconds=microseconds)) is in_time


@given(instants, instants)
def test_a_deadline_compares_milliseconds(at: datetime, completed_at: datetime) -> None:
    expected = int(completed_at.timestamp() * 1000 + 1e-6) <= int(at.timestamp() * 1000 + 1e-6)
    assume(at.microsecond % 1000 and completed_at.microsecond % 1000)
    assert Deadline(at).admits(completed_at) is expected


@given(instants)
def test_the_offset_in_which_an_instant_is_written_changes_nothing(at: datetime) -> None:
    assert Deadline(at) == Deadline(at.astimezone(PARIS))
    assert Deadline.parse(str(Deadline(at))) == Deadline(at)


def test_the_two_hours_of_an_autumn_night_are_two_instants() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=0)
    second = datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=1)
    deadline = Deadline(first)
    assert deadline.admits(first)
    assert not deadline.admits(second)
    assert Deadline(second).at - deadline.at == timedelta(hours=1)


@pytest.mark.parametrize("text", ["", "2026-11-02", "2026-11-02T12:00:00", "demain", "2026-13-02T12:00:00Z"])
def test_a_deadline_without_an_offset_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        Deadline.parse(text)


def test_naive_times_never_enter() -> None:
    naive = datetime(2026, 11, 2, 12, 0)  # noqa: DTZ001
    for use in (Deadline, FixedClock, legal_day, Deadline(NOON).admits, Timeline.real().legal_at):
        with pytest.raises(TypeError):
            use(naive)


def test_deadlines_are_shown_in_paris_time() -> None:
    assert Deadline(NOON).display() == "02/11/2026 à 12:00:00 (heure de Paris)"


@given(days)
def test_a_legal_day_holds_its_first_and_last_instants(day: date) -> None:
    assert legal_day(start_of_legal_day(day)) == day == legal_day(end_of_legal_day(day))
    assert legal_day(start_of_legal_day(day) - timedelta(microseconds=1)) == day - timedelta(days=1)
    assert legal_day(end_of_legal_day(day) + timedelta(milliseconds=1)) == day + timedelta(days=1)


@given(instants, instants, st.integers(1, 100_000), st.timedeltas(timedelta(0), timedelta(days=30)))
def test_a_timeline_is_reached_at_its_first_instant(
    started: datetime, legal: datetime, factor: int, ahead: timedelta
) -> None:
    timeline = Timeline(started, legal, factor)
    goal = legal + ahead
    instant = timeline.instant_of(goal)
    assert timeline.legal_at(instant) >= goal
    assert timeline.legal_at(instant - timedelta(microseconds=1)) < goal
    assert timeline.legal_at(started) == legal


@given(instants)
def test_real_time_is_its_own_legal_time(instant: datetime) -> None:
    real = Timeline.real()
    assert real.is_real
    assert real.legal_at(instant) == instant == real.instant_of(instant)


def test_a_timeline_neither_stops_nor_goes_back() -> None:
    for factor in (0, -1, 10**9):
        with pytest.raises(ValueError, match="factor"):
            Timeline(NOON, NOON, factor)


def test_a_clock_advances_and_never_goes_back() -> None:
    clock = FixedClock(NOON)
    clock.advance(timedelta(hours=1))
    assert clock.now() == NOON + timedelta(hours=1)
    with pytest.raises(ValueError, match="never"):
        clock.advance(timedelta(microseconds=-1))
    assert SystemClock().now().tzinfo is UTC


@given(days, days)
def test_a_period_is_half_open(one: date, other: date) -> None:
    assume(one < other)
    period = Period(one, other)
    assert one in period
    assert other not in period
    assert period.last_day in period
    assert period == Period.from_first_to_last(one, period.last_day)
    assert not period.overlaps(Period(other, other + timedelta(days=1)))
    assert period.overlaps(Period(period.last_day, other + timedelta(days=1)))


def test_a_period_is_never_empty() -> None:
    with pytest.raises(InvalidValue):
        Period(date(2026, 1, 1), date(2026, 1, 1))


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "9999-12-31T23:59:59Z"])
def test_an_instant_beyond_every_calendar_is_no_deadline(text: str) -> None:
    with pytest.raises(InvalidValue, match="an 1900"):
        Deadline(datetime.fromisoformat(text))


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_an_instant_without_utc_time_is_refused_and_breaks_nothing(text: str) -> None:
    with pytest.raises(InvalidValue, match="hors de portée"):
        in_utc(datetime.fromisoformat(text))
