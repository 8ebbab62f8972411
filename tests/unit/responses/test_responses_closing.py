"""Which responses count: the case law of deadlines and of repeated responses."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.responses.domain.closing import Standing, files_to_open, judged
from services.responses.domain.deposit import Particulars
from shared.kernel.deadline import Deadline
from shared.kernel.timeline import Timeline
from shared.registers.group import GroupId
from tests.unit.responses.builders import ACME, BOLT, T, a_closing, a_consultation, a_deposit


def standings(*deposits: object, **changes: object) -> list[str]:
    found = judged(deposits, a_consultation(**changes), a_closing())  # type: ignore[arg-type]
    return [one.standing.value for one in sorted(found, key=lambda one: one.deposit.deposit_id)]


@pytest.mark.parametrize(
    ("offset", "standing"),
    [
        (timedelta(milliseconds=-1), "in_time"),
        (timedelta(0), "in_time"),
        (timedelta(microseconds=999), "in_time"),
        (timedelta(milliseconds=1), "late"),
    ],
)
def test_the_deadline_decides_to_the_millisecond(offset: timedelta, standing: str) -> None:
    assert standings(a_deposit(1, T + offset)) == [standing]


def test_ta_dijon_1803328_twenty_five_seconds_late_is_late() -> None:
    """TA Dijon, 28/12/2018, n° 1803328: received at 17:00:25 for 17:00."""
    assert standings(a_deposit(1, T + timedelta(seconds=25))) == ["late"]


def test_only_the_last_one_in_time_is_opened() -> None:
    """R2151-6."""
    assert standings(a_deposit(1, T - timedelta(hours=2)), a_deposit(2, T - timedelta(hours=1))) == [
        "superseded",
        "in_time",
    ]


def test_a_late_one_never_cancels_one_in_time() -> None:
    assert standings(a_deposit(1, T), a_deposit(2, T + timedelta(minutes=5))) == ["in_time", "late"]


def test_an_incomplete_one_never_cancels_a_complete_one() -> None:
    found = judged((a_deposit(1, T), a_deposit(2, None)), a_consultation(), a_closing())
    assert [one.standing for one in found] == [Standing.IN_TIME]


def test_ta_poitiers_1702401_successive_responses_replace_and_do_not_complete() -> None:
    """TA Poitiers, 14/11/2017, n° 1702401; place by place: the bid for lot 2 was not sent again."""
    first, second = a_deposit(1, T - timedelta(hours=2), lots=(None, 1, 2)), a_deposit(2, T, lots=(None, 1))
    found = judged((first, second), a_consultation(), a_closing())
    opened = [file.file_id for _, file in files_to_open(found)]
    assert opened == [first.files[2].file_id, second.files[0].file_id, second.files[1].file_id]


def test_r2142_21_a_company_alone_and_the_group_that_it_leads_do_not_replace_one_another() -> None:
    """Two bidders, whatever the order; a group that answers again, even in another composition, replaces itself."""
    alone, group, again = (a_deposit(number, T - timedelta(hours=4 - number)) for number in (1, 2, 3))
    led = replace(group, particulars=Particulars(group_id=GroupId(UUID(int=1))))
    later = replace(again, particulars=Particulars(group_id=GroupId(UUID(int=2))))
    assert standings(alone, led) == ["in_time", "in_time"]
    assert standings(alone, led, later) == ["in_time", "superseded", "in_time"]
    assert standings(led, replace(alone, completed_at=T)) == ["in_time", "in_time"]


def test_companies_do_not_replace_one_another() -> None:
    assert standings(a_deposit(1, T, siret=ACME), a_deposit(2, T, siret=BOLT)) == ["in_time", "in_time"]


def test_the_order_of_reading_changes_nothing() -> None:
    deposits = [a_deposit(number, T - timedelta(minutes=number % 3)) for number in range(1, 6)]
    assert judged(deposits, a_consultation(), a_closing()) == judged(deposits[::-1], a_consultation(), a_closing())


def test_an_accelerated_timeline_decides_in_legal_time() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    timeline = Timeline(start, T - timedelta(hours=1), 3600)  # one legal hour each second
    on_time, late = a_deposit(1, start + timedelta(seconds=1)), a_deposit(2, start + timedelta(seconds=1.001))
    assert standings(on_time, late, timeline=timeline) == ["in_time", "late"]


@given(st.lists(st.integers(-3_600_000, 3_600_000), min_size=1, max_size=8))
def test_exactly_one_counts_when_any_is_in_time(offsets: list[int]) -> None:
    deposits = [a_deposit(number, T + timedelta(milliseconds=one)) for number, one in enumerate(offsets, start=1)]
    found = judged(deposits, a_consultation(), a_closing(deadline=Deadline(T)))
    counting = [one for one in found if one.standing is Standing.IN_TIME]
    assert len(found) == len(offsets), "nothing is ever left out"
    assert len(counting) == (1 if min(offsets) <= 0 else 0)
    if counting:
        best = max(one for one in offsets if one <= 0)
        assert counting[0].deposit.completed_at == T + timedelta(milliseconds=best)
