"""Rules of markets declared by editors, and of what editors are told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.mps.domain.notifications import (
    BREAKER_FAILURES,
    TRIES,
    EditorEvent,
    Notification,
    NotificationId,
    SyncStatus,
    breaker_after,
)
from services.mps.domain.platforms import (
    Editor,
    EditorId,
    MarketApplication,
    MarketType,
    PlatformStatus,
    PublicMarket,
    refuse_impossible_market,
)
from services.mps.gateways.editor_calls import DerivedEditorSecrets
from shared.kernel.clock import FixedClock
from shared.kernel.ids import CandidacyId, TenderId, TimeOrderedIds
from shared.kernel.refusal import Refused
from shared.kernel.webhooks import CallOutcome, CallResult
from tests.unit.mps.builders import BUYER, SOLE_TRADER, WHOLE

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
IDS = TimeOrderedIds(FixedClock(NOW))
EDITOR = Editor(IDS.new(EditorId), "Éditeur", True, None, 0, None, "https://editeur.example/w", NOW)
MARKET = PublicMarket(
    "PL-2026-1",
    EDITOR.editor_id,
    IDS.new(TenderId),
    1,
    "Marché",
    (),
    NOW + timedelta(days=30),
    BUYER,
    (MarketType.WORKS,),
    None,
    PlatformStatus.OPEN,
    NOW,
)
APPLICATION = MarketApplication("CA-1", EDITOR.editor_id, "PL-2026-1", WHOLE, None, PlatformStatus.OPEN, NOW)
TOLD = Notification(
    IDS.new(NotificationId), EDITOR.editor_id, EditorEvent.MARKET_COMPLETED, "{}", SyncStatus.PENDING, 0, NOW, NOW
)


def result(status: int | None, outcome: CallOutcome = CallOutcome.FAILED, at: datetime = NOW) -> CallResult:
    return CallResult(at, outcome, status, "détail", 3)


@pytest.mark.parametrize(
    ("types", "days", "code"),
    [
        ((), 1, "MPS-MARKET-TYPES"),
        ((MarketType.DEFENSE,), 1, "MPS-MARKET-DEFENSE"),
        ((MarketType.WORKS,), 0, "MPS-MARKET-DEADLINE"),
    ],
)
def test_impossible_markets_are_refused(types: tuple[MarketType, ...], days: int, code: str) -> None:
    with pytest.raises(Refused) as caught:
        refuse_impossible_market(types, deadline=NOW + timedelta(days=days), now=NOW)
    assert caught.value.refusal.code == code


def test_defence_with_another_type_is_possible() -> None:
    refuse_impossible_market((MarketType.DEFENSE, MarketType.WORKS), deadline=NOW + timedelta(1), now=NOW)


def test_a_deadline_moves_later_only() -> None:
    assert MARKET.moved_to(MARKET.deadline + timedelta(1)).version == MARKET.version + 1
    with pytest.raises(Refused, match="MPS-MARKET-DEADLINE-EARLIER"):
        MARKET.moved_to(MARKET.deadline - timedelta(1))


def test_a_market_and_an_application_are_completed_once_and_in_order() -> None:
    with pytest.raises(Refused, match="MPS-MARKET-COMPLETED"):
        MARKET.completed(at=NOW).completed(at=NOW)
    with pytest.raises(Refused, match="MPS-APPLICATION-NOT-OPENED"):
        APPLICATION.completed(at=NOW)
    with pytest.raises(Refused, match="MPS-APPLICATION-OTHER-SIRET"):
        APPLICATION.opened(siret=SOLE_TRADER, candidacy_id=IDS.new(CandidacyId))
    opened = APPLICATION.opened(siret=WHOLE, candidacy_id=IDS.new(CandidacyId))
    with pytest.raises(Refused, match="MPS-APPLICATION-COMPLETED"):
        opened.completed(at=NOW).completed(at=NOW)
    with pytest.raises(Refused, match="MPS-APPLICATION-COMPLETED"):
        opened.completed(at=NOW).opened(siret=WHOLE, candidacy_id=IDS.new(CandidacyId))


def test_a_secret_is_known_by_its_digest_and_the_one_before_opens_nothing() -> None:
    first = EDITOR.renewed("premier")
    second = first.renewed("second")
    assert first.accepts("premier")
    assert not second.accepts("premier")
    assert not EDITOR.accepts("")
    assert not replace(second, is_active=False).accepts("second")
    assert "second" not in repr(second)
    keys = DerivedEditorSecrets(lambda: b"k" * 32)
    assert keys.text(first) != keys.text(second)


def test_a_notification_is_tried_three_times_after_one_four_and_nine_seconds() -> None:
    first = TOLD.after(result(500))
    second = first.after(result(None))
    assert [each.next_try_at - NOW for each in (first, second)] == [timedelta(seconds=1), timedelta(seconds=4)]
    third = second.after(result(503))
    assert (third.status, third.tries) == (SyncStatus.FAILED, TRIES)
    assert third.asked_again(at=NOW).status is SyncStatus.PENDING


@pytest.mark.parametrize(("status", "final"), [(400, True), (410, True), (422, True), (408, False), (429, False)])
def test_a_refusal_is_not_tried_again_a_passing_trouble_is(status: int, *, final: bool) -> None:
    assert (TOLD.after(result(status)).status is SyncStatus.FAILED) is final


def test_an_address_that_is_never_called_fails_at_once() -> None:
    assert TOLD.after(result(None, CallOutcome.REFUSED)).status is SyncStatus.FAILED


@given(st.lists(st.booleans(), max_size=20))
def test_the_breaker_opens_at_the_fifth_failure_in_a_row_and_closes_at_a_success(outcomes: list[bool]) -> None:
    editor, in_a_row = EDITOR, 0
    for is_delivered in outcomes:
        outcome = CallOutcome.DELIVERED if is_delivered else CallOutcome.FAILED
        editor = breaker_after(editor, result(200 if is_delivered else 500, outcome))
        in_a_row = 0 if is_delivered else in_a_row + 1
        assert editor.failures == in_a_row
        assert (editor.suspended_until is not None) is (in_a_row >= BREAKER_FAILURES)
