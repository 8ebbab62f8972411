"""Every pair of state and act is either in the table or refused."""

from itertools import product

import pytest

from services.invoicing.domain.states import (
    ACTION_WORDS,
    STATUS_WORDS,
    TRANSITIONS,
    InvoiceAction,
    InvoiceStatus,
    next_status,
)
from shared.kernel.refusal import Refused


@pytest.mark.parametrize(("status", "action"), list(product(InvoiceStatus, InvoiceAction)))
def test_every_pair_is_allowed_by_the_table_or_refused(status: InvoiceStatus, action: InvoiceAction) -> None:
    expected = TRANSITIONS.get((status, action))
    if expected is not None:
        assert next_status(status, action) is expected
        return
    with pytest.raises(Refused) as refused:
        next_status(status, action)
    assert refused.value.refusal.code == "INV-ACTION-IMPOSSIBLE"
    facts = refused.value.refusal.facts
    assert (facts["status"], facts["action"]) == (status.value, action.value)
    assert (facts["state"], facts["act"]) == (STATUS_WORDS[status], ACTION_WORDS[action])


def test_every_state_is_reached_and_every_state_but_the_two_ends_is_left() -> None:
    assert set(TRANSITIONS.values()) == set(InvoiceStatus)  # the first one again, by what is sent again
    assert {status for status, _ in TRANSITIONS} == set(InvoiceStatus) - {InvoiceStatus.PAID, InvoiceStatus.REFUSED}
