"""Signs that a bid may be abnormally low (détection des offres anormalement basses), CCP L2152-5, R2152-3.

A sign is arithmetic, never a conclusion: no formula makes a bid abnormally low, and none is needed to ask. It tells
the buyer which prices to look at; the buyer asks the tenderer to justify them, and decides.

* ``double_average``: the average without the amounts that exceed the first average by more than 20 %; a sign below
  90 % of that second average. Common among buyers, found in no article.
* ``below_estimate``: more than 30 % below the estimated value of the lot; found in no article either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from typing import Final

from services.tenders.domain.price_formulas import CENT, french
from shared.kernel.ids import DepositId

_EXACT: Final = Context(prec=60, rounding=ROUND_HALF_UP)
_TOO_HIGH: Final = Decimal("1.2")  # not of the law: an indicator of practice
_LOW: Final = Decimal("0.9")  # not of the law: an indicator of practice
_BELOW_ESTIMATE: Final = Decimal("0.7")  # not of the law: an indicator of practice
_FEWEST: Final = 3  # an average of two amounts says nothing of either


class LowSign(StrEnum):
    """The indicator that a bid passes."""

    DOUBLE_AVERAGE = "double_average"
    BELOW_ESTIMATE = "below_estimate"


@dataclass(frozen=True, slots=True)
class LowBid:
    """One sign: which bid, which indicator, the limit below which it stands, and the computation in words."""

    response_id: DepositId
    sign: LowSign
    amount: Decimal
    limit: Decimal
    words: str


def low_bids(amounts: Mapping[DepositId, Decimal], *, estimate: Decimal | None) -> tuple[LowBid, ...]:
    """Give the signs of a lot, bid by bid."""
    return (*_by_double_average(amounts), *(() if estimate is None else _by_estimate(amounts, estimate)))


def _by_double_average(amounts: Mapping[DepositId, Decimal]) -> Sequence[LowBid]:
    if len(amounts) < _FEWEST:
        return ()
    first = _average(list(amounts.values()))
    kept = [amount for amount in amounts.values() if amount <= first * _TOO_HIGH]
    second = _average(kept)
    limit = (second * _LOW).quantize(CENT, context=_EXACT)
    words = f"moyenne {french(first)} ; sans les montants supérieurs de plus de 20 % : {french(second)} ; 90 % : "
    return [
        LowBid(response_id, LowSign.DOUBLE_AVERAGE, amount, limit, f"{words}{french(limit)} > {french(amount)}")
        for response_id, amount in amounts.items()
        if amount < limit
    ]


def _by_estimate(amounts: Mapping[DepositId, Decimal], estimate: Decimal) -> Sequence[LowBid]:
    limit = (estimate * _BELOW_ESTIMATE).quantize(CENT, context=_EXACT)
    words = f"70 % de la valeur estimée {french(estimate)} : {french(limit)}"
    return [
        LowBid(response_id, LowSign.BELOW_ESTIMATE, amount, limit, f"{words} > {french(amount)}")
        for response_id, amount in amounts.items()
        if amount < limit
    ]


def _average(amounts: Sequence[Decimal]) -> Decimal:
    return _EXACT.divide(sum(amounts, Decimal(0)), Decimal(len(amounts)))
