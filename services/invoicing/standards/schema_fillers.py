"""What is written where a schema asks for an element whose term the invoice leaves out; never an amount that is new.

UBL 2.1 wants an order number beside the seller's (``NA``), a total in each group of VAT (BT-110: the sum of BT-117,
which rule BR-CO-14 asks it to be), the discount between gross and net price (BT-147: BT-148 less BT-146), a code for
each means of payment (BT-81: ``1``, the instrument is not defined, UNTDID 4461). CII wants the gross price beside its
discount (BT-148: BT-146 and BT-147), which is written with a zero before it, to be known again as what nobody said.
"""

from collections.abc import Callable, Mapping
from decimal import Context, Inexact
from functools import reduce
from types import MappingProxyType
from typing import Final, Protocol

from lxml import etree

from services.invoicing.domain.semantic import Group
from services.invoicing.standards.term_reading import decimal_of

_EXACT: Final = Context(prec=100, traps=[Inexact])  # prices have up to 28 decimals: none of them is lost


class _Standing(Protocol):
    def text(self, term: str) -> str | None: ...

    def all(self, number: str) -> tuple[Group, ...]: ...


def _sum_of_vat(standing: _Standing) -> str | None:
    amounts = [decimal_of(group.text("BT-117")) for group in standing.all("BG-23")]
    known = [amount for amount in amounts if amount is not None]
    return f"{reduce(_EXACT.add, known):f}" if known and len(known) == len(amounts) else None


def _discount(standing: _Standing) -> str | None:
    gross, net = decimal_of(standing.text("BT-148")), decimal_of(standing.text("BT-146"))
    return f"{_EXACT.subtract(gross, net):f}" if gross is not None and net is not None else None


def _gross(standing: _Standing) -> str | None:
    return _gross_of(standing.text("BT-146"), standing.text("BT-147"))


def _gross_of(net: str | None, discount: str | None) -> str | None:
    price, less = decimal_of(net), decimal_of(discount)
    if price is None or less is None:
        return None
    gross = _EXACT.add(price, less)
    return f"0{gross:f}" if gross >= 0 else f"{gross:f}"


def is_filler(element: etree._Element, text: str, flags: frozenset[str]) -> bool:
    """Whether an element says only what its schema wanted: an order number ``NA``, the gross price that nobody said."""
    if "no-NA" in flags and text == "NA":
        return True
    return "no-filled" in flags and text.startswith("0") and _is_filled_gross(element, text)


def _is_filled_gross(element: etree._Element, text: str) -> bool:
    gross = element.getparent()
    line = gross.getparent() if gross is not None else None
    if gross is None or line is None:
        return False
    net = line.findtext("{*}NetPriceProductTradePrice/{*}ChargeAmount")
    return text == _gross_of(net, gross.findtext("{*}AppliedTradeAllowanceCharge/{*}ActualAmount"))


FILLERS: Final[Mapping[str, Callable[[_Standing], str | None]]] = MappingProxyType(
    {
        "NA": lambda _: "NA",
        "vat": _sum_of_vat,
        "discount": _discount,
        "gross": _gross,
        "not-defined": lambda _: "1",
    }
)
