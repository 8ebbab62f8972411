"""The instant of the deadline, to the millisecond, on ordinary days and in the two nights when the hour changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.responses.domain.closing import Standing, judged
from services.responses.domain.consultation import KnownDeadline
from services.responses.domain.verdict import Timeliness, verdict
from shared.kernel.deadline import Deadline
from tests.unit.responses.builders import a_closing, a_consultation, a_deposit

PARIS = ZoneInfo("Europe/Paris")
SECOND, MILLISECOND = timedelta(seconds=1), timedelta(milliseconds=1)
# 2026-10-25: 02:00 to 03:00 happens twice; 2027-03-28: it does not happen.
DEADLINES = {
    "ordinary": datetime(2026, 11, 9, 11, 0, tzinfo=UTC),
    "first 02:30": datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=0),
    "second 02:30": datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=1),
    "last before summer": datetime(2027, 3, 28, 1, 59, 59, tzinfo=PARIS),
    "first of summer": datetime(2027, 3, 28, 3, 0, tzinfo=PARIS),
    "midnight": datetime(2026, 12, 31, 0, 0, tzinfo=PARIS),
}
INSTANTS = {-SECOND: True, -MILLISECOND: True, timedelta(0): True, MILLISECOND: False, SECOND: False}


def both_say(deadline: datetime, received_at: datetime) -> bool:
    """What the closing counts, and what the depositor is told: they must be the same."""
    closing = a_closing(deadline=Deadline(deadline))
    consultation = a_consultation(known_deadline=KnownDeadline(Deadline(deadline), 1))
    deposit = a_deposit(1, received_at)
    (counted,) = judged((deposit,), consultation, closing)
    told = verdict(deposit, consultation, closing).timeliness
    assert (counted.standing is Standing.IN_TIME) is (told is Timeliness.IN_TIME)
    return counted.standing is Standing.IN_TIME


@pytest.mark.parametrize("night", DEADLINES)
@pytest.mark.parametrize(("offset", "in_time"), INSTANTS.items(), ids=str)
def test_the_boundary(night: str, offset: timedelta, in_time: bool) -> None:
    deadline = DEADLINES[night].astimezone(UTC)
    assert both_say(deadline, deadline + offset) is in_time


def test_the_two_hours_of_autumn_are_an_hour_apart() -> None:
    """Whoever deposits at the first 02:45 is in time for the second 02:30; on the clock of the wall it looks late."""
    at = datetime(2026, 10, 25, 2, 45, tzinfo=PARIS, fold=0).astimezone(UTC)
    assert both_say(DEADLINES["second 02:30"].astimezone(UTC), at)
    assert not both_say(DEADLINES["first 02:30"].astimezone(UTC), at)


@given(
    deadline=st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(PARIS)),  # noqa: DTZ001
    microseconds=st.integers(-10_000_000, 10_000_000),
)
def test_only_the_elapsed_time_counts_whatever_the_wall_shows(deadline: datetime, microseconds: int) -> None:
    at = deadline.astimezone(UTC).replace(microsecond=0)
    received = at + timedelta(microseconds=microseconds)
    assert both_say(at, received) is (microseconds // 1000 <= 0)
    assert both_say(at, received.astimezone(PARIS)) is (microseconds // 1000 <= 0)
