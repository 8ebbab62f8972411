"""Every pair of state and act is either in the table or refused."""

from itertools import product

import pytest

from services.invoicing.domain.states import TRANSITIONS, InvoiceAction, InvoiceStatus, next_status
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
    assert dict(refused.value.refusal.facts) == {"status": status.value, "action": action.value}


def test_every_state_but_the_first_is_reached_and_every_state_but_the_last_is_left() -> None:
    assert set(TRANSITIONS.values()) == set(InvoiceStatus) - {InvoiceStatus.RECEIVED}
    assert {status for status, _ in TRANSITIONS} == set(InvoiceStatus) - {InvoiceStatus.PAID}
