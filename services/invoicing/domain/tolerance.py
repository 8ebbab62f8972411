"""How far an invoice may be from its order and still match (tolérance de rapprochement): the buyer's own choice.

No text sets one: without a choice of the buyer, amounts are compared to the cent.
"""

from dataclasses import dataclass

from services.invoicing.domain.errors import Code
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
from shared.kernel.refusal import refuse

_WHOLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """A difference is tolerated within both bounds: an amount, and a share of what was ordered."""

    amount: Money
    percent: Percentage

    def __post_init__(self) -> None:
        within = self.amount.amount > 0 and self.amount.currency == "EUR" and 0 < self.percent.value < _WHOLE
        if not within:
            refuse(Code.TOLERANCE)

    def covers(self, ordered: Money, invoiced: Money) -> bool:
        """Say whether the difference between two amounts is tolerated; never one between two currencies."""
        if {ordered.currency, invoiced.currency} != {self.amount.currency}:
            return False
        distance = abs(ordered.amount - invoiced.amount)
        return distance <= self.amount.amount and distance <= abs(ordered.percent(self.percent).amount)
