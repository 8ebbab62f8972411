"""The order of the acts of an award, and the states of a session: every pair is walked, the unwritten is refused."""

import itertools

import pytest

from services.tenders.domain.award_states import (
    ARTICLES,
    AWARD_TRANSITIONS,
    AwardAction,
    AwardStatus,
    next_award_status,
)
from services.tenders.domain.committee_sessions import SESSION_TRANSITIONS, SessionStatus
from shared.kernel.refusal import Refused


@pytest.mark.parametrize(("status", "action"), list(itertools.product(AwardStatus, AwardAction)))
def test_every_act_on_an_award_is_in_the_table_or_refused_with_its_article(
    status: AwardStatus, action: AwardAction
) -> None:
    expected = AWARD_TRANSITIONS.get((status, action))
    if expected is not None:
        assert next_award_status(status, action) is expected
        return
    with pytest.raises(Refused) as refused:
        next_award_status(status, action)
    assert (refused.value.refusal.code, refused.value.refusal.article) == ("TND-AWARD-ORDER", ARTICLES[action])
    assert refused.value.refusal.facts == {"status": status.value, "action": action.value}


def test_nothing_is_signed_before_the_letters_nor_notified_before_the_signature() -> None:
    assert AWARD_TRANSITIONS.keys() & {(AwardStatus.DECIDED, AwardAction.SIGN)} == set()
    assert {before for before, action in AWARD_TRANSITIONS if action is AwardAction.SIGN} == {AwardStatus.INFORMED}
    assert {before for before, action in AWARD_TRANSITIONS if action is AwardAction.NOTIFY} == {AwardStatus.SIGNED}


def test_every_status_is_reached_and_the_last_ones_are_left_by_nothing() -> None:
    assert {AwardStatus.DECIDED, *AWARD_TRANSITIONS.values()} == set(AwardStatus)
    left = {before for before, _ in AWARD_TRANSITIONS}
    assert set(AwardStatus) - left == {AwardStatus.EFFECTIVE, AwardStatus.WITHDRAWN}
    assert {SessionStatus.CONVENED, *SESSION_TRANSITIONS.values()} == set(SessionStatus)
