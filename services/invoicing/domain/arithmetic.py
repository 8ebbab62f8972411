"""The sums of an invoice, counted again: used where no official artefact has judged them (EN 16931, BR-CO-10 to -16).

Amounts are compared to the cent. A document that gives no lines (Factur-X MINIMUM, BASIC WL), or one
without its amount, is counted from its total.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from services.invoicing.domain.invoice import Allowance, Invoice
from shared.kernel.money import Money

_SLACK: Final = Decimal("0.02")  # of Peppol BIS Billing 3, R120


@dataclass(frozen=True, slots=True)
class WrongSum:
    """A total that is not the sum of its parts: its term, what is written, what the parts make."""

    term: str
    written: Money
    counted: Money


def wrong_sums(invoice: Invoice) -> Iterator[WrongSum]:
    """Give every total of an invoice that its own parts contradict."""
    totals, currency = invoice.totals, invoice.currency
    if any(amount.currency != currency for amount in _amounts(invoice)):
        return  # said by the reading of the currency: sums of two currencies have no meaning
    counted = [line for line in invoice.lines if line.is_counted]
    amounts = [line.net_amount for line in counted if line.net_amount is not None]
    lines = Money.total(amounts, currency) if amounts and len(amounts) == len(counted) else totals.lines
    if totals.lines is not None and lines is not None:
        yield from _compared("BT-106", totals.lines, lines)
    base = totals.lines or lines
    if base is not None:
        discounted = base - _sum(invoice.allowances, currency) + _sum(invoice.charges, currency)
        yield from _compared("BT-109", totals.excl_vat, discounted)
    vat = totals.vat or Money.zero(currency)
    yield from _compared("BT-112", totals.incl_vat, totals.excl_vat + vat)
    paid, rounding = totals.paid or Money.zero(currency), totals.rounding or Money.zero(currency)
    yield from _compared("BT-115", totals.due, totals.incl_vat - paid + rounding)


@dataclass(frozen=True, slots=True)
class WrongLine:
    """A line whose net amount is not its quantity at its price: its identifier, what is written, what is counted."""

    line: str
    written: Money
    counted: Money


def wrong_lines(invoice: Invoice) -> Iterator[WrongLine]:
    """Give every line whose amount its quantity and price contradict, which no rule of EN 16931 looks at.

    BT-131 is BT-129 × BT-146 ÷ BT-149 − allowances + charges (Peppol BIS Billing 3, R120), as near as the decimals of
    the price allow.
    """
    for position, line in enumerate(invoice.lines, start=1):
        if not line.is_counted or line.quantity is None or line.net_price is None or line.net_amount is None:
            continue
        parts = (line.net_price, line.net_amount, *(one.amount for one in (*line.allowances, *line.charges)))
        if any(amount.currency != invoice.currency for amount in parts):
            continue
        base, price = line.price_quantity or Decimal(1), line.net_price.amount
        added = _sum(line.charges, invoice.currency) - _sum(line.allowances, invoice.currency)
        counted = Money(line.quantity * price / base, invoice.currency) + added
        rounding = abs(line.quantity / base) * Decimal(1).scaleb(_exponent(price)) / 2
        if abs(counted.amount - line.net_amount.amount) > max(_SLACK, rounding):
            yield WrongLine(line.line_id or str(position), line.net_amount, counted.round_half_up(2))


def _exponent(price: Decimal) -> int:
    """Give the place of the last decimal of a price, cents where it has fewer."""
    exponent = price.as_tuple().exponent
    return min(exponent, -2) if isinstance(exponent, int) else -2


def _amounts(invoice: Invoice) -> Iterator[Money]:
    totals = invoice.totals
    given = (totals.lines, totals.excl_vat, totals.vat, totals.incl_vat, totals.paid, totals.rounding, totals.due)
    yield from (amount for amount in given if amount is not None)
    yield from (line.net_amount for line in invoice.lines if line.net_amount is not None)
    yield from (one.amount for one in (*invoice.allowances, *invoice.charges))


def _sum(parts: Iterable[Allowance], currency: str) -> Money:
    return Money.total((part.amount for part in parts), currency)


def _compared(term: str, written: Money, counted: Money) -> Iterator[WrongSum]:
    if written.round_half_up(2) != counted.round_half_up(2):
        yield WrongSum(term, written, counted)
