"""Signs of abnormally low bids: arithmetic that names itself and concludes nothing."""

from decimal import Decimal

from services.tenders.domain.low_bids import LowSign, low_bids
from tests.unit.tenders.builders import FIRST, SECOND, THIRD


def signs(*amounts: int, estimate: int | None = None) -> list[tuple[object, LowSign, Decimal]]:
    named = dict(zip((FIRST, SECOND, THIRD), map(Decimal, amounts), strict=False))
    found = low_bids(named, estimate=None if estimate is None else Decimal(estimate))
    return [(each.response_id, each.sign, each.limit) for each in found]


def test_the_double_average_leaves_out_what_is_much_dearer() -> None:
    # 150: average (60+100+290)/3; 290 > 180 is left out; (60+100)/2 = 80; 90 % of it: 72.
    assert signs(60, 100, 290) == [(FIRST, LowSign.DOUBLE_AVERAGE, Decimal("72.00"))]
    assert signs(95, 100, 105) == []


def test_two_amounts_say_nothing_of_each_other() -> None:
    assert signs(1, 1000) == []


def test_the_estimate_is_a_second_indicator() -> None:
    assert signs(69, 70, estimate=100) == [(FIRST, LowSign.BELOW_ESTIMATE, Decimal("70.00"))]


def test_the_computation_is_shown() -> None:
    named = {FIRST: Decimal(60), SECOND: Decimal(100), THIRD: Decimal(290)}
    found = low_bids(named, estimate=Decimal(100))
    assert [each.words for each in found] == [
        "moyenne 150 ; sans les montants supérieurs de plus de 20 % : 80 ; 90 % : 72 > 60",
        "70 % de la valeur estimée 100 : 70 > 60",
    ]


def test_nothing_is_found_where_there_is_nothing() -> None:
    assert low_bids({}, estimate=Decimal(100)) == ()
