"""Deadlines at their boundaries: the instant itself, the millisecond before and the one after (R2151-4, R2151-5)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tenders.domain.deadlines import closing_instant, refuse_closing, refuse_extension
from services.tenders.domain.states import TenderStatus
from shared.kernel.deadline import Deadline
from shared.kernel.timeline import Timeline
from tests.unit.tenders.builders import DEADLINE, NOW, a_tender

MILLISECOND = timedelta(milliseconds=1)


def test_an_announced_deadline_only_moves_later() -> None:
    later, earlier = Deadline(DEADLINE.at + MILLISECOND), Deadline(DEADLINE.at - MILLISECOND)
    assert refuse_extension(current=DEADLINE, proposed=later, legal_now=NOW) is None
    for proposed in (DEADLINE, earlier):
        refusal = refuse_extension(current=DEADLINE, proposed=proposed, legal_now=NOW)
        assert refusal is not None
        assert refusal.code == "TND-DEADLINE-EARLIER"


@pytest.mark.parametrize("late", [timedelta(0), MILLISECOND, timedelta(days=1)])
def test_a_deadline_that_is_reached_cannot_be_extended(late: timedelta) -> None:
    proposed = Deadline(DEADLINE.at + timedelta(days=7))
    refusal = refuse_extension(current=DEADLINE, proposed=proposed, legal_now=DEADLINE.at + late)
    assert refusal is not None
    assert refusal.code == "TND-DEADLINE-REACHED"
    before = DEADLINE.at - MILLISECOND
    assert refuse_extension(current=DEADLINE, proposed=proposed, legal_now=before) is None


def test_a_consultation_closes_after_the_last_admitted_millisecond() -> None:
    tender = a_tender(TenderStatus.PUBLISHED)
    assert refuse_closing(tender=tender, now=DEADLINE.at + timedelta(microseconds=999)) is not None
    assert refuse_closing(tender=tender, now=DEADLINE.at + MILLISECOND) is None


@given(
    factor=st.integers(1, 100_000),
    seconds=st.integers(1, 10_000_000),
    days=st.integers(0, 700),
)
def test_the_closing_instant_is_the_first_that_the_deadline_refuses(factor: int, seconds: int, days: int) -> None:
    started = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=days)
    timeline = Timeline(started, datetime(2025, 3, 3, 9, tzinfo=UTC), factor)
    deadline = Deadline(timeline.legal_start + timedelta(seconds=seconds))
    instant = closing_instant(deadline=deadline, timeline=timeline)
    assert not deadline.admits(timeline.legal_at(instant))
    assert deadline.admits(timeline.legal_at(instant - timedelta(microseconds=1)))
