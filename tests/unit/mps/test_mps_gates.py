"""The gates before every call: no window ever holds one call too many, a silent provider is left alone and probed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.mps.domain.fetching import expected_at, wanted_by
from services.mps.domain.gates import (
    FAILURES_TO_OPEN,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    PROBE,
    Gate,
    Quota,
    enter,
    failed,
    free_calls,
    succeeded,
    take_call,
    waiting_time,
)
from services.mps.domain.maintenances import closed_for
from services.mps.domain.perimeters import PERIMETERS
from services.mps.domain.sources import CARDS, Moment, Openness, Source, asked_number, is_open, sources_at
from services.mps.gateways.api_entreprise_endpoints import ENDPOINTS
from tests.unit.mps.builders import NOW, WHOLE


@given(
    st.integers(1, 12),
    st.integers(1, 90),
    st.lists(st.integers(0, 20_000), min_size=1, max_size=80),
)
def test_no_window_of_the_period_ever_holds_one_call_too_many(limit: int, period: int, steps: list[int]) -> None:
    quota, gate, now, left = Quota(limit, period), Gate(), NOW, []
    for step in steps:
        now += timedelta(milliseconds=step)
        assert (free_calls(gate, quota, now=now) > 0) is (take_call(gate, quota, now=now)[1] is None)
        gate, wait = take_call(gate, quota, now=now)
        if wait is None:
            left.append(now)
        else:
            assert timedelta(0) < wait <= timedelta(seconds=period + 3)
    for first in left:
        window = [each for each in left if first <= each <= first + timedelta(seconds=period)]
        assert len(window) <= limit


@given(st.integers(1, 8), st.integers(1, 40))
def test_who_waits_as_told_is_let_through(limit: int, calls: int) -> None:
    quota, gate, now = Quota(limit, 60), Gate(), NOW
    for _ in range(calls):
        gate, wait = take_call(gate, quota, now=now)
        if wait is not None:
            now += wait
            gate, wait = take_call(gate, quota, now=now)
        assert wait is None


def test_a_pause_closes_a_group_and_a_longer_one_stays() -> None:
    gate = Gate().paused(until=NOW + timedelta(seconds=30)).paused(until=NOW + timedelta(seconds=10))
    assert take_call(gate, Quota(5, 60), now=NOW)[1] == timedelta(seconds=30)
    assert free_calls(gate, Quota(5, 60), now=NOW) == 0
    assert waiting_time(Gate(), gate, Quota(5, 60), now=NOW) == timedelta(seconds=30)
    assert take_call(gate, Quota(5, 60), now=NOW + timedelta(seconds=30))[1] is None


def test_a_breaker_opens_lets_one_probe_pass_and_closes_with_an_answer() -> None:
    gate = Gate()
    for _ in range(FAILURES_TO_OPEN):
        assert enter(gate, now=NOW)[1] is None
        gate = failed(gate, now=NOW)
    assert enter(gate, now=NOW)[1] == FIRST_PAUSE
    later = NOW + FIRST_PAUSE
    gate, wait = enter(gate, now=later)
    assert wait is None
    assert enter(gate, now=later)[1] == PROBE  # the others wait for the probe
    assert enter(succeeded(gate), now=later)[1] is None
    assert failed(gate, now=later).left(now=later) == 2 * FIRST_PAUSE


@given(st.integers(FAILURES_TO_OPEN, 60))
def test_a_pause_never_exceeds_ten_minutes(failures: int) -> None:
    assert failed(Gate(failures=failures), now=NOW).left(now=NOW) <= LONGEST_PAUSE  # type: ignore[operator]


@pytest.mark.parametrize(
    ("instant", "left"),
    [
        (datetime(2026, 11, 23, 5, 0, tzinfo=UTC), timedelta(minutes=30)),  # six o'clock in Paris in winter
        (datetime(2026, 7, 1, 4, 29, 59, tzinfo=UTC), timedelta(seconds=1)),  # and in summer
        (datetime(2026, 11, 23, 5, 30, tzinfo=UTC), None),
        (datetime(2026, 11, 23, 4, 59, 59, tzinfo=UTC), None),
    ],
)
def test_a_provider_keeps_its_hours_of_paris(instant: datetime, left: timedelta | None) -> None:
    assert closed_for("CNETP", now=instant) == left
    assert closed_for("INSEE", now=instant) is None


def test_the_near_deadline_passes_first_and_the_far_one_is_never_starved() -> None:
    near = wanted_by(Moment.FORM, deadline=NOW + timedelta(minutes=10), at=NOW)
    far = wanted_by(Moment.FORM, deadline=NOW + timedelta(days=30), at=NOW)
    late = wanted_by(Moment.FORM, deadline=NOW + timedelta(days=1, minutes=5), at=NOW + timedelta(days=1))
    assert near < far < late
    assert wanted_by(Moment.EXAMINATION, deadline=NOW - timedelta(days=3), at=NOW) > far
    assert wanted_by(Moment.FORM, deadline=NOW - timedelta(days=3), at=NOW) == far  # a past deadline is no urgency


def test_the_expected_instant_counts_those_who_pass_before() -> None:
    quota = Quota(5, 60)
    first = expected_at(ahead=0, quota=quota, due_at=NOW, opens_at=None, now=NOW)
    assert expected_at(ahead=12, quota=quota, due_at=NOW, opens_at=None, now=NOW) - first == timedelta(minutes=2)
    opens = NOW + timedelta(minutes=10)
    assert expected_at(ahead=0, quota=quota, due_at=NOW, opens_at=opens, now=NOW) - opens == first - NOW


def test_every_source_is_one_row_of_each_table() -> None:
    assert set(ENDPOINTS) == set(Source) == set(CARDS)
    assert set(PERIMETERS) <= set(Source)
    for source, endpoint in ENDPOINTS.items():
        if source is not Source.LEGAL_NOTICES:
            assert endpoint.is_by_legal_unit is (asked_number(source, WHOLE) == str(WHOLE.siren)), source


def test_open_data_alone_prefill_the_form_and_protected_data_come_later() -> None:
    assert all(is_open(source) for source in sources_at(Moment.FORM))
    assert {source for source in Source if is_open(source)} == set(sources_at(Moment.FORM))
    assert all(CARDS[source].openness is Openness.PROTECTED for source in sources_at(Moment.EXAMINATION))
    assert Source.CAPITAL_LINKS in sources_at(Moment.AWARD)
    assert Source.TAX_CERTIFICATE in sources_at(Moment.EXAMINATION)
    assert Source.TAX_CERTIFICATE in sources_at(Moment.AWARD)
