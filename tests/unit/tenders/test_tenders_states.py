"""Every (status, action) pair of both tables is walked: what is not written is refused."""

import itertools

import pytest

from services.tenders.domain.states import (
    CONTRACT_TRANSITIONS,
    TENDER_TRANSITIONS,
    ContractAction,
    ContractStatus,
    TenderAction,
    TenderStatus,
    next_contract_status,
    next_tender_status,
)
from shared.kernel.refusal import Refused


@pytest.mark.parametrize(("status", "action"), list(itertools.product(TenderStatus, TenderAction)))
def test_every_act_on_a_consultation_is_in_the_table_or_refused(status: TenderStatus, action: TenderAction) -> None:
    expected = TENDER_TRANSITIONS.get((status, action))
    if expected is not None:
        assert next_tender_status(status, action) is expected
        return
    with pytest.raises(Refused) as refused:
        next_tender_status(status, action)
    assert refused.value.refusal.code == "TND-ACTION-IMPOSSIBLE"
    assert refused.value.refusal.facts == {"status": status.value, "action": action.value}


@pytest.mark.parametrize(("status", "action"), list(itertools.product(ContractStatus, ContractAction)))
def test_every_act_on_a_contract_is_in_the_table_or_refused(status: ContractStatus, action: ContractAction) -> None:
    expected = CONTRACT_TRANSITIONS.get((status, action))
    if expected is not None:
        assert next_contract_status(status, action) is expected
        return
    with pytest.raises(Refused, match="TND-ACTION-IMPOSSIBLE"):
        next_contract_status(status, action)


def test_a_consultation_goes_back_by_two_acts_only() -> None:
    order = list(TenderStatus)
    lines = TENDER_TRANSITIONS.items()
    back = {action for (before, action), after in lines if order.index(after) < order.index(before)}
    assert back == {TenderAction.OPEN_STAGE, TenderAction.WITHDRAW_AWARD}


def test_nothing_follows_an_abandonment_but_late_minutes() -> None:
    after = {action for (before, action), _ in TENDER_TRANSITIONS.items() if before is TenderStatus.ABANDONED}
    assert after == {TenderAction.RECORD_OPENING, TenderAction.RECORD_EARLIER_OPENING}


def test_every_status_is_reached_from_the_first() -> None:
    reached = {TenderStatus.DRAFT, *TENDER_TRANSITIONS.values()}
    assert reached == set(TenderStatus)
    assert {ContractStatus.SIGNED, *CONTRACT_TRANSITIONS.values()} == set(ContractStatus)
