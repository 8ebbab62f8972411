"""Orders: amounts to the cent, VAT rounded by rate as EN 16931 does."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
from shared.kernel.refusal import Refused
from tests.unit.invoicing.builders import a_line, an_order, euros

LINES = st.lists(
    st.tuples(
        st.decimals("0.0001", "9999", places=4),
        st.decimals("0", "99999", places=4),
        st.sampled_from(["0", "5.5", "10", "20"]),
    ),
    min_size=1,
    max_size=12,
)


def test_amounts_of_an_order() -> None:
    order = an_order()
    assert (order.amount_excl_vat, order.amount_incl_vat) == (euros("1829.80"), euros("2191.27"))


@given(LINES)
def test_vat_is_the_sum_over_rates_of_rounded_vat(lines: list[tuple[Decimal, Decimal, str]]) -> None:
    order = an_order(
        lines=tuple(
            a_line(n, quantity=quantity, unit_price_excl_vat=Money(price, "EUR"), vat_rate=Percentage.parse(rate))
            for n, (quantity, price, rate) in enumerate(lines, start=1)
        )
    )
    bases = Money.total(base for _, base, _ in order.vat_by_rate)
    assert bases == order.amount_excl_vat
    assert len({rate for rate, _, _ in order.vat_by_rate}) == len(order.vat_by_rate)
    for rate, base, vat in order.vat_by_rate:
        assert abs(vat.amount - base.amount * rate.ratio) <= Decimal("0.005")
    for amount in (order.amount_excl_vat, order.amount_incl_vat):
        assert amount == amount.round_half_up(2)


@pytest.mark.parametrize(
    "line", [a_line(quantity=Decimal(0)), a_line(unit_price_excl_vat=euros("-1")), a_line(description=" ")]
)
def test_an_impossible_line_is_refused(line: object) -> None:
    with pytest.raises(Refused) as refused:
        an_order(lines=(line,))
    assert refused.value.refusal.code == "INV-ORDER-LINE-INVALID"


def test_an_empty_order_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        an_order(lines=())
    assert refused.value.refusal.code == "INV-ORDER-EMPTY"
