"""The duty to transmit a contract, read from the table of buyers: each local body by its own article."""

from decimal import Decimal

import pytest

from services.tenders.domain.legality import legality_duty
from shared.kernel.money import Money
from shared.legal.buyers import BuyerKind, ControlRule, profile_of

LIMIT = Money(Decimal(216000))


@pytest.mark.parametrize("kind", BuyerKind)
@pytest.mark.parametrize("cents", [-1, 0, 1])
def test_only_bodies_under_control_transmit_and_from_the_threshold_on(kind: BuyerKind, cents: int) -> None:
    value = LIMIT + Money(Decimal(cents).scaleb(-2))
    duty = legality_duty(buyer_kind=kind, value=value, threshold=LIMIT, confidence="B")
    bound = profile_of(kind).control.value is ControlRule.THRESHOLD
    assert duty.applies is (bound and cents >= 0)
    assert duty.confidence in {"B", "C"}


def test_the_article_is_that_of_the_kind() -> None:
    duty = legality_duty(buyer_kind=BuyerKind.REGION, value=LIMIT, threshold=LIMIT, confidence="B")
    assert duty.article == "CGCT L4141-1, L4141-2, D2131-5-1"
