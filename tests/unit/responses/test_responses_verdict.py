"""What a depositor is told of its response's time, before and after the closing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.responses.domain.consultation import KnownDeadline
from services.responses.domain.verdict import Timeliness, verdict
from shared.kernel.deadline import Deadline
from tests.unit.responses.builders import T, a_closing, a_consultation, a_deposit

MS = timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("at", "timeliness"),
    [(T - MS, Timeliness.IN_TIME), (T, Timeliness.IN_TIME), (T + MS, Timeliness.LATE), (None, Timeliness.INCOMPLETE)],
)
def test_the_verdict_follows_the_last_byte(at: object, timeliness: Timeliness) -> None:
    found = verdict(a_deposit(1, at), a_consultation(), a_closing())  # type: ignore[arg-type]
    assert (found.timeliness, found.is_final, found.is_amended) == (timeliness, True, False)
    assert found.allows_backup_copy is (timeliness is not Timeliness.IN_TIME)


def test_what_began_too_late_allows_no_backup_copy() -> None:
    """Annexe 6 article 2 II 2°: the transmission must have begun before the deadline."""
    late = replace(a_deposit(1, T + timedelta(hours=1)), declared_at=T + MS)
    assert not verdict(late, a_consultation(), a_closing()).allows_backup_copy


def test_before_the_closing_the_known_deadline_speaks_and_nothing_is_final() -> None:
    found = verdict(a_deposit(1, T - MS), a_consultation(), None)
    assert (found.timeliness, found.is_final) == (Timeliness.IN_TIME, False)


def test_a_deadline_moved_after_the_deposit_amends_the_receipt() -> None:
    """An extension decided while a late response was on its way makes it in time, and its receipt must say so."""
    deposit = a_deposit(1, T + timedelta(minutes=5))
    later = KnownDeadline(Deadline(T + timedelta(days=1)), 2)
    closing = a_closing(deadline=later.deadline, deadline_version=2)
    found = verdict(deposit, a_consultation(known_deadline=later), closing)
    assert (found.timeliness, found.is_amended, found.deadline) == (Timeliness.IN_TIME, True, later)
