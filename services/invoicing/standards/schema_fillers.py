"""What is written where a schema asks for an element whose term the invoice leaves out; never an amount that is new.

UBL 2.1 wants an order number beside the seller's (``NA``), a total in each group of VAT (BT-110: the sum of BT-117,
which rule BR-CO-14 asks it to be), and the discount between gross and net price (BT-147: BT-148 less BT-146).
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final, Protocol

from services.invoicing.domain.semantic import Group
from shared.kernel.money import Money
from shared.kernel.refusal import InvalidValue


class _Standing(Protocol):
    def text(self, term: str) -> str | None: ...

    def all(self, number: str) -> tuple[Group, ...]: ...


def _sum_of_vat(standing: _Standing) -> str | None:
    amounts = [_number(group.text("BT-117")) for group in standing.all("BG-23")]
    known = [amount for amount in amounts if amount is not None]
    return f"{sum(known, Decimal(0)):f}" if known and len(known) == len(amounts) else None


def _discount(standing: _Standing) -> str | None:
    gross, net = _number(standing.text("BT-148")), _number(standing.text("BT-146"))
    return f"{gross - net:f}" if gross is not None and net is not None else None


def _number(text: str | None) -> Decimal | None:
    try:
        return Money.parse(text or "", "EUR").amount
    except InvalidValue:
        return None


FILLERS: Final[Mapping[str, Callable[[_Standing], str | None]]] = MappingProxyType(
    {"NA": lambda _: "NA", "vat": _sum_of_vat, "discount": _discount}
)
